"""A batch as it was read: rows under the names of our fields, with their numbers and lines. No session, no clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import FieldError, say

MOST_ROWS = 100_000
PIECE = 5000  # rows that are in memory at once

# The fields of a row on the wire, and the names by which people also write them in the head of a file.
FIELDS = (
    "indicator", "place", "code", "layoutYear", "period", "population", "value", "missing", "numerator",
    "denominator", "state", "sampleSize", "low", "high", "source", "note", "reason",
)  # fmt: skip
NUMBERS = frozenset({"value", "numerator", "denominator", "low", "high"})
WHOLE = frozenset({"layoutYear", "sampleSize"})
ALSO = {
    "plaats": "place", "buurt": "place", "wijk": "place", "gebied": "place", "neighbourhood": "place", "area": "place",
    "periode": "period", "jaar": "period", "year": "period", "waarde": "value", "cijfer": "value",
    "ontbreekt": "missing", "teller": "numerator", "noemer": "denominator", "status": "state", "toestand": "state",
    "steekproef": "sampleSize", "n": "sampleSize", "ondergrens": "low", "bovengrens": "high", "bron": "source",
    "opmerking": "note", "toelichting": "note", "reden": "reason", "populatie": "population", "groep": "population",
    "indeling": "layoutYear", "indelingsjaar": "layoutYear", "regiocode": "code",
}  # fmt: skip
_BY_HEAD = {name.casefold(): name for name in FIELDS} | ALSO


@dataclass
class Sheet:
    """Rows by our names, in the order in which they came: all of a batch, or the piece that begins at row `first` (from
    0). `lines` are those of the file, where it has lines.

    `wrong` is what makes the file as a whole unfit; then there are no rows.
    """

    rows: Sequence[Mapping[str, Any]] = ()
    lines: Sequence[int] | None = None
    wrong: list[FieldError] = field(default_factory=list)
    unread: dict[int, list[FieldError]] = field(default_factory=dict)
    """What could not even be read as cells of a row, by its position in this sheet."""
    first: int = 0

    def line_of(self, position: int) -> int | None:
        return None if self.lines is None else self.lines[position]


def field_of(head: str) -> str | None:
    """The field that the head of a column names, whatever its case, spaces, hyphens and underscores."""
    plain = "".join(sign for sign in head.casefold() if sign.isalnum())
    return _BY_HEAD.get(plain)


def unknown_field(where: str, name: str, line: int | None = None) -> FieldError:
    """What to do about a field that we do not know."""
    known = ", ".join(FIELDS)
    remedy = say("There is no field “{name}”. Known are: {known}.", name=name[:60], known=known)
    return FieldError(where or "head", "unknown-field", remedy, line=line)


def is_remark(head: str) -> bool:
    """A head in parentheses, such as (last value), is for people: what stands under it is not read."""
    return head.startswith("(") and head.endswith(")")


def with_defaults(sheet: Sheet, defaults: Mapping[str, Any]) -> Sheet:
    """The same rows, with the defaults where a row says nothing. A row's own place or code replaces both."""
    if defaults:
        sheet.rows = [_over(defaults, row) for row in sheet.rows]
    return sheet


def _over(defaults: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: given for name, given in row.items() if given is not None}
    kept = defaults
    if "place" in own or "code" in own:
        kept = {name: given for name, given in defaults.items() if name not in ("place", "code", "layoutYear")}
    if "value" in own or "missing" in own:
        kept = {name: given for name, given in kept.items() if name not in ("value", "missing")}
    return {**kept, **own}


def numbered(errors: Mapping[int, Sequence[FieldError]], sheet: Sheet) -> Iterator[FieldError]:
    """Errors by position, with row and line, in the order of the file."""
    for position in sorted(errors):
        for error in errors[position]:
            yield FieldError(
                error.field, error.code, error.message, error.value, row=position + 1, line=sheet.line_of(position)
            )
