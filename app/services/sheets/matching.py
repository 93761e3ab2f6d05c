"""Which field each column of a table means: by its head, else by what stands in it. Pure."""

import re
from collections import Counter
from collections.abc import Sequence

from app.errors import FieldError, Invalid, say
from app.models.period import Period
from app.services.batches.sheet import FIELDS, field_of, is_remark
from app.services.measurements.absence import absence_of

Columns = list[str | None]

# Heads of other people's tables, without spaces and signs.
ALSO = {
    "buurtcode": "code", "wijkcode": "code", "gemeentecode": "code", "gwbcode": "code", "cbscode": "code",
    "buurtnaam": "place", "wijknaam": "place", "plek": "place", "locatie": "place", "gebiedsnaam": "place",
    "buurten": "place", "wijken": "place", "wijkenbuurten": "place", "regio": "place", "naambuurt": "place",
    "naamwijk": "place", "onderwerp": "indicator", "thema": "indicator", "cijferover": "indicator",
    "kengetal": "indicator", "schooljaar": "period", "kwartaal": "period", "maand": "period", "datum": "period",
    "peiljaar": "period", "meetjaar": "period", "peildatum": "period", "aantal": "value", "percentage": "value",
    "score": "value", "resultaat": "value", "getal": "value", "meting": "value", "redenontbreekt": "missing",
    "doelgroep": "population", "aantalantwoorden": "sampleSize", "respondenten": "sampleSize",
    "jaarindeling": "layoutYear", "codejaar": "layoutYear",
}  # fmt: skip
SHARED = frozenset({"indicator", "place", "period", "population", "source", "state"})
_CODE = re.compile(r"(BU|WK|GM)\d{4,8}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)


def field_meant(head: str) -> str | None:
    """The field that a head names; other people's words count too."""
    return field_of(head) or ALSO.get("".join(sign for sign in head.casefold() if sign.isalnum()))


def guess(heads: Sequence[str] | None, examples: Sequence[Sequence[str]]) -> Columns:
    """A field for each column, at most once each; None where there is no saying. `examples` are some of the rows."""
    if heads is not None:
        return _once([None if is_remark(head) else field_meant(head) for head in heads])
    width = max((len(row) for row in examples), default=0)
    cells = [[row[index] for row in examples if index < len(row) and row[index]] for index in range(width)]
    return _once([_by_cells(column) for column in cells])


def is_clear(heads: Sequence[str] | None, columns: Columns) -> bool:
    """Whether nobody has to be asked: every head is known, and what a figure needs is there."""
    if heads is None:
        return False
    said = all(field or not head or is_remark(head) for head, field in zip(heads, columns, strict=True))
    return said and not lacking(columns, {})


def lacking(columns: Sequence[str | None], fixed: dict[str, str]) -> list[str]:
    """What each figure needs, and neither a column nor a shared field says."""
    said = {*columns, *fixed}
    return [
        field
        for field, others in (("indicator", ()), ("place", ("code",)), ("period", ()), ("value", ("missing",)))
        if not said & {field, *others}
    ]


def require_fit(columns: Columns, fixed: dict[str, str], width: int) -> None:
    """Raises Invalid, with all that is wrong, where these cannot be the columns of this table."""
    errors = []
    if len(columns) != width:
        remedy = say("This sheet has {count} columns. Name a field for each of them, or null.", count=width)
        errors.append(FieldError("columns", "wrong-number-of-columns", remedy))
    for field in sorted({field for field in columns if field} - set(FIELDS)):
        errors.append(FieldError("columns", "unknown-field", say("There is no field “{name}”.", name=field[:60])))
    for field in sorted(fixed.keys() - SHARED):
        errors.append(FieldError("fixed", "unknown-field", say("There is no field “{name}”.", name=field[:60])))
    counted = Counter([field for field in columns if field] + list(fixed))
    for field in sorted(field for field, count in counted.items() if count > 1):
        remedy = say("Two columns mean “{name}”. Leave one of them out.", name=field[:60])
        errors.append(FieldError("columns", "head-twice", remedy))
    for field in lacking(columns, fixed):
        remedy = say("No column says the {field}. Choose the column, or one for all rows.", field=say(field))
        errors.append(FieldError(field, "column-missing", remedy))
    if errors:
        raise Invalid(errors)


def _once(columns: Columns) -> Columns:
    """A second column for the same field is for people to sort out."""
    seen: set[str] = set()
    kept: Columns = []
    for field in columns:
        kept.append(field if field is not None and field not in seen else None)
        seen |= {field} if field else set()
    return kept


def _by_cells(cells: Sequence[str]) -> str | None:
    if not cells:
        return None
    if all(_CODE.fullmatch(cell) for cell in cells):
        return "code"
    if all(_is_period(cell) for cell in cells):
        return "period"
    if all(_NUMBER.fullmatch(cell) or absence_of(cell) for cell in cells):
        return "value"
    return None


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True
