"""How sources write that there is no figure, and which of our reasons that is: pure.

A cell is read as text or number; None and blanks are absent too, for nothing is ever a blank or a zero here.
Statistics Netherlands writes `.` for unknown, unreliable or secret alike: that is *unknown*, the least that can
be said of it. Its map files use negative numbers, Leefbaarometer writes `NA`.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.models.terms import Missing


@dataclass(frozen=True)
class Absence:
    """Why there is no figure; `word` is the source's own word, kept where it says more than the reason does."""

    missing: Missing
    word: str | None = None


# Official meanings: secret or absent, no longer published, comes later; the last was used before these.
_NUMBERS = {
    Decimal(-99997): Missing.SECRET,
    Decimal(-99995): Missing.NOT_YET,
    Decimal(-99991): Missing.UNKNOWN,
    Decimal(-99999999): Missing.UNKNOWN,
}

_WORDS = {
    "": Missing.UNKNOWN,
    ".": Missing.UNKNOWN,
    "na": Missing.UNKNOWN,
    "n/a": Missing.UNKNOWN,
    "nan": Missing.UNKNOWN,
    "null": Missing.UNKNOWN,
    "x": Missing.SECRET,
    "onbekend": Missing.UNKNOWN,
    "geheim": Missing.SECRET,
    "onbetrouwbaar": Missing.UNRELIABLE,
    "afgeschermd": Missing.SUPPRESSED,
    "n.v.t.": Missing.NOT_APPLICABLE,
    "nvt": Missing.NOT_APPLICABLE,
    "niet van toepassing": Missing.NOT_APPLICABLE,
    "nog niet bekend": Missing.NOT_YET,
}

# Words of ValueAttribute in OData v4; "None" there means that the value is plain.
_ATTRIBUTES = {"Impossible": Missing.NOT_APPLICABLE}


def absence_of(cell: str | int | float | Decimal | None) -> Absence | None:
    """The absence that a cell says, or None where it says anything else (a figure, or text to be refused)."""
    if cell is None:
        return Absence(Missing.UNKNOWN)
    text = str(cell).strip()
    missing = _own_word(text) or _WORDS.get(text.casefold()) or _as_number(text)
    return None if missing is None else Absence(missing, text or None)


def absence_of_attribute(attribute: str | None) -> Absence | None:
    """The absence that a ValueAttribute of OData v4 says; of a word that is not known only that word is kept."""
    word = (attribute or "").strip()
    if word in ("", "None"):
        return None
    return Absence(_ATTRIBUTES.get(word, Missing.UNKNOWN), word)


def absence_in_topic(*, topic_is_empty: bool) -> Absence:
    """A null in a typed set: where nobody in the whole table has this topic, it has yet to come."""
    return Absence(Missing.NOT_YET if topic_is_empty else Missing.UNKNOWN)


def _own_word(text: str) -> Missing | None:
    """Our own spellings, as the exports write them."""
    return Missing(text) if text in set(Missing) else None


def _as_number(text: str) -> Missing | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return _NUMBERS.get(number) if number.is_finite() else None
