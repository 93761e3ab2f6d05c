"""Dutch and English: which of the two a reader wants, every sentence in both, and figures and dates as written there.

English sentences are the keys; the Dutch ones stand in `app/locales/nl/*.po`, read and merged once.
"""

import re
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from app.errors import Message

Language = Literal["nl", "en"]

LOCALES = Path(__file__).parent / "locales"
HERE = ZoneInfo("Europe/Amsterdam")
DEFAULT: Language = "nl"

QUARTER = "quarter {quarter} of {year}"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_spoken: ContextVar[Language] = ContextVar("language", default=DEFAULT)


def spoken() -> Language:
    """The language of the request that is being answered."""
    return _spoken.get()


def speak(language: Language) -> None:
    """From here on this request is answered in `language`."""
    _spoken.set(language)


def language_of(accept_language: str | None, cookie: str | None = None) -> Language:
    """What the reader chose on the site, else what the browser likes best, else Dutch."""
    if cookie in ("nl", "en"):
        return "nl" if cookie == "nl" else "en"
    for wanted in _by_preference(accept_language or ""):
        if wanted in ("nl", "*"):
            return "nl"
        if wanted == "en":
            return "en"
    return DEFAULT


def translate(text: str, language: Language | None = None, values: dict[str, Any] | None = None) -> str:
    """The sentence in the language (that of the request by default), its `{names}` filled in."""
    language = language or spoken()
    said = dutch().get(text, text) if language == "nl" else text
    if not values:
        return said
    return said.format(**{name: _value(value, language) for name, value in values.items()})


def said(message: Message, language: Language | None = None) -> str:
    """A domain message as its reader sees it."""
    return translate(message.text, language, message.values)


def gettext(text: str, /, **values: Any) -> str:
    """For templates: `_("{count} areas", count=3)`."""
    return translate(text, None, values)


def ngettext(one: str, many: str, count: int, /, **values: Any) -> str:
    """For templates: singular for one, plural for all else; `{count}` is filled in."""
    return translate(one if count == 1 else many, None, {"count": count, **values})


@lru_cache(maxsize=1)
def dutch() -> dict[str, str]:
    """English sentence -> Dutch sentence, of all catalogues together. A singular and its plural are two keys."""
    merged: dict[str, str] = {}
    for catalogue in sorted((LOCALES / "nl").glob("*.po")):
        merged.update(_read(catalogue))
    return merged


def number(value: Decimal | float | int | None, decimals: int | None = None, language: Language | None = None) -> str:
    """`1.234,5` in Dutch, `1,234.5` in English; `decimals` fixes how many, half away from zero. None is empty."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    pattern = "#,##0." + ("#" * 12 if decimals is None else "0" * decimals)
    return format_decimal(exact, format=pattern.rstrip("."), locale=language or spoken(), decimal_quantization=False)


def day(value: date | datetime, language: Language | None = None) -> str:
    """`3 maart 2024` or `3 March 2024`; a moment is shown as the day it was in the Netherlands."""
    if isinstance(value, datetime):
        value = value.astimezone(HERE).date()
    return format_date(value, "d MMMM y", locale=language or spoken())


def moment(value: datetime, language: Language | None = None) -> str:
    """`3 maart 2024 14:05`, Dutch time."""
    return f"{day(value, language)} {value.astimezone(HERE):%H:%M}"


def period(text: str, language: Language | None = None) -> str:
    """A canonical period in words: `2022`, `2021/2022`, `3e kwartaal 2022`, `maart 2022`."""
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return translate(QUARTER, language, {"quarter": int(match[2]), "year": int(match[1])})
    if match := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text):
        month = translate(MONTHS[int(match[2]) - 1], language)
        return f"{int(match[3])} {month} {match[1]}" if match[3] else f"{month} {match[1]}"
    return text


def _value(value: Any, language: Language) -> str:
    """A value inside a sentence. Whole numbers stay bare: most of them are years."""
    match value:
        case Message():
            return said(value, language)
        case Decimal() | float():
            return number(value, None, language)
        case datetime():
            return moment(value, language)
        case date():
            return day(value, language)
    return str(value)


def _by_preference(header: str) -> list[str]:
    """The primary languages of an Accept-Language header, best first; refused ones (q=0) left out."""
    weighed = [_weighed(part) for part in header.split(",")[:20]]
    ordered = sorted((entry for entry in weighed if entry[0] > 0), key=lambda entry: -entry[0])
    return [language for _, language in ordered]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameters = part.partition(";")
    language = tag.strip().lower().split("-")[0]
    quality = parameters.strip().removeprefix("q=") or "1"
    try:
        return float(quality), language
    except ValueError:
        return 0.0, language


def _read(catalogue: Path) -> dict[str, str]:
    with catalogue.open("rb") as file:
        return {key: text for message in read_po(file, locale="nl") for key, text in _pairs(message.id, message.string)}


def _pairs(ids: Any, strings: Any) -> list[tuple[str, str]]:
    keys = [ids] if isinstance(ids, str) else list(ids)
    texts = [strings] if isinstance(strings, str) else list(strings)
    return [(key, text) for key, text in zip(keys, texts, strict=False) if key and text]
