"""The opaque mark after which changes are asked: a number of change, tied to the history of the data it was read in.

Numbers alone look alike in every installation, and are given out again after a backup was put back. So a mark carries
a digest of the moment of the last commit up to its number: data with another history have another moment there. The
smallest number of answers with which surveys are shown is in it too: where that setting changes, other figures are
seen without any change of data.
"""

import hashlib
from datetime import UTC, datetime

from app.errors import FieldError, Invalid, say
from app.services.access.revision import data_revision, moment_up_to
from app.services.access.sight import Sight
from app.services.rows import read_cursor, write_cursor

NOTHING_YET = 0
"""Before the first change: what is asked from here is everything, wherever the mark was made."""


def mark_now(sight: Sight) -> str:
    """The mark after which later changes can be asked; what is read after this has all the earlier ones."""
    return mark_at(sight, data_revision(sight.session))


def mark_at(sight: Sight, change: int) -> str:
    """The mark after which everything with a higher number comes."""
    return written(sight, change, moment_up_to(sight.session, change))


def written(sight: Sight, change: int, moment: datetime | None) -> str:
    """The mark of a number, with the moment of the last commit up to it."""
    return "m" + write_cursor([change, _tie(moment, sight.survey_minimum)])


def change_of(sight: Sight, mark: str) -> int:
    """The number in a mark. Raises Invalid on what is no mark (`invalid-mark`), and on one that is not of these data.

    A mark of other data, of these before a backup was put back, or of an earlier release (`unknown-mark`): who asked
    on from it would miss what is to come, or keep what is not here.
    """
    change, tie = _read(mark)
    if change == NOTHING_YET:
        return change
    ours = _tie(moment_up_to(sight.session, change), sight.survey_minimum)
    if tie != ours or change > data_revision(sight.session):
        remedy = say("This mark is not of the data that are here now. Ask for all of them again.")
        raise Invalid([FieldError("changedSince", "unknown-mark", remedy, mark)])
    return change


def is_mark(text: str) -> bool:
    """Whether it has the shape of a mark."""
    try:
        return text.startswith("m") and bool(_read(text))
    except Invalid:
        return False


def invalid_mark(since: str) -> Invalid:
    """The refusal of what is neither a mark nor a moment."""
    remedy = say("Give the mark of an earlier answer, or a moment such as 2024-03-01T00:00:00Z.")
    return Invalid([FieldError("changedSince", "invalid-mark", remedy, since)])


def _read(mark: str) -> tuple[int, str]:
    try:
        values = read_cursor(mark.removeprefix("m"))
    except Invalid as broken:
        raise invalid_mark(mark) from broken
    match values:
        case [int(change), str(tie)] if change >= 0:
            return change, tie
        case [int(change)] if change >= 0:  # of an earlier release, in which a mark was a number alone
            return change, ""
    raise invalid_mark(mark)


def _tie(moment: datetime | None, survey_minimum: int) -> str:
    said = f"{moment.astimezone(UTC).isoformat() if moment else ''} {survey_minimum}"
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()
