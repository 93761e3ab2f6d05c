"""The language of the terminal: that of its locale, Dutch or English."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.language import Language, dutch

ORDER = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of_environment() -> Language:
    """Dutch where the locale says so, else English."""
    locale = next((value for name in ORDER if (value := os.environ.get(name))), "")
    wanted = os.environ.get("LANGUAGE", "").split(":")[0] or locale
    return "nl" if wanted.lower().startswith("nl") else "en"


@contextmanager
def argparse_speaks(language: Language) -> Iterator[None]:
    """Argparse takes its own words from gettext, and gettext takes them from a file: so give it one, for a moment."""
    if language == "en":
        yield
        return
    with TemporaryDirectory(prefix="wijkkoers-") as folder:
        file = Path(folder) / "nl" / "LC_MESSAGES" / "messages.mo"
        file.parent.mkdir(parents=True)
        file.write_bytes(_compiled(dutch()))
        before = gettext.bindtextdomain("messages")
        gettext.bindtextdomain("messages", folder)
        try:
            yield
        finally:
            gettext.bindtextdomain("messages", before)


def _compiled(texts: dict[str, str]) -> bytes:
    catalogue = Catalog(locale="nl")
    for text, translated in texts.items():
        catalogue.add(text, translated)
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
