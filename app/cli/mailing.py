"""`wijkkoers digest`: writing to partners whose figures are overdue or were sent back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from smtplib import SMTP, SMTP_SSL, SMTPException
from ssl import create_default_context
from typing import Any

from app.cli.run import Run
from app.errors import Conflict, Message, say
from app.models.access import SYSTEM
from app.models.mailbox import LetterRead
from app.services.access.sight import Sight
from app.services.deliveries import digest as digests
from app.services.deliveries.digest import Signed
from app.settings import Settings

SECONDS = 30
SENT, KNOWN, NOWHERE, REFUSED = "sent", "sent-before", "no-address", "refused"


def digest(run: Run) -> int:
    """Write to each of them once a day; nothing is sent twice, also not by two runs at once."""
    settings = run.settings
    with run.reading() as session:
        sight = Sight(session, SYSTEM, datetime.now(UTC), None, settings.survey_minimum)
        letters = digests.letters(sight, Signed(settings.site, settings.contact_name, settings.contact_email))
    if run.asked.preview:
        shown = [letter.model_dump(mode="json", by_alias=True) for letter in letters]
        run.give(shown, *([_shown(letter) for letter in letters] or [NOTHING]))
        return 0
    outcomes = _send_all(run, letters) if letters else []
    run.give([_told(*pair) for pair in outcomes], *([_sentence(*pair) for pair in outcomes] or [NOTHING]))
    tried = {outcome for _, outcome in outcomes}
    return 1 if REFUSED in tried and SENT not in tried else 0


NOTHING = say("Nothing is overdue or was sent back: there is nobody to write to.")


def _send_all(run: Run, letters: list[LetterRead]) -> list[tuple[LetterRead, str]]:
    with connected(run.settings) as server:
        return [(letter, _send(run, server, letter)) for letter in letters]


def _send(run: Run, server: SMTP, letter: LetterRead) -> str:
    """Remembered and sent in one transaction: a letter that is refused may be tried again today."""
    if letter.address is None:
        return NOWHERE
    try:
        with run.writing() as writing:
            if not digests.mark_sent(writing, letter):
                return KNOWN
            server.send_message(as_mail(letter, run.settings))
    except (SMTPException, OSError):  # its words may hold what was sent: that it was refused is enough
        return REFUSED
    return SENT


def as_mail(letter: LetterRead, settings: Settings) -> EmailMessage:
    """Plain text, from the installation to the mailbox of the partner."""
    mail = EmailMessage()
    mail["Subject"], mail["To"] = letter.subject, letter.address
    mail["From"] = settings.smtp_sender or settings.contact_email
    mail["Date"], mail["Message-ID"] = formatdate(localtime=False), make_msgid(domain="wijkkoers")
    mail["Auto-Submitted"], mail["Content-Language"] = "auto-generated", digests.WRITTEN
    mail.set_content(letter.text)
    return mail


@contextmanager
def connected(settings: Settings) -> Iterator[SMTP]:
    """The mail server of the settings, signed in. Raises Conflict where there is none, or it does not let us in."""
    if not settings.smtp_host:
        raise Conflict(say("No letters are sent: SMTP_HOST is empty. See them with: wijkkoers digest --preview"))
    try:
        server = _opened(settings)
    except (SMTPException, OSError) as closed:
        kind = type(closed).__name__
        raise Conflict(say("The mail server cannot be reached or does not let us in ({kind}).", kind=kind)) from closed
    with server:
        yield server


def _opened(settings: Settings) -> SMTP:
    where = (settings.smtp_host, settings.smtp_port)
    safe = create_default_context()
    tls = settings.smtp_security == "tls"
    server = SMTP_SSL(*where, timeout=SECONDS, context=safe) if tls else SMTP(*where, timeout=SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=safe)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except Exception:
        server.close()
        raise
    return server


def _shown(letter: LetterRead) -> Message:
    return say(
        "To: {address}\nSubject: {subject}\n\n{text}",
        address=letter.address or say("(no address known)"),
        subject=letter.subject,
        text=letter.text,
    )


def _told(letter: LetterRead, outcome: str) -> dict[str, Any]:
    return {"partner": letter.partner, "outcome": outcome, "overdue": letter.overdue, "sentBack": letter.sent_back}


def _sentence(letter: LetterRead, outcome: str) -> Message:
    return replace(SENTENCES[outcome], values={"name": letter.name})


SENTENCES = {
    SENT: say("{name}: written to."),
    KNOWN: say("{name}: was written to today already."),
    NOWHERE: say("{name}: no address is known, so nothing was sent."),
    REFUSED: say("{name}: the mail server refused the letter. It can be tried again."),
}
