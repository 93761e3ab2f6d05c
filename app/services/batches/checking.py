"""Which rows of a batch can be stored, and all that is wrong with the others, piece by piece.

There is one checker of a row (`measurements.checks`), and it decides. Rows of the plain kind are let through without
it: see `plain.py`.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.errors import FieldError, say
from app.models.period import Period
from app.services.access.writing import Writing
from app.services.batches.naming import Named, ambiguous, indicators_called, places_called
from app.services.batches.plain import Plain
from app.services.batches.sheet import Sheet, numbered
from app.services.measurements.catalogue import Catalogue, look_up_words
from app.services.measurements.checks import Checked, check
from app.services.measurements.recording import not_allowed
from app.services.measurements.sent import understand

# A row as it is staged, in texts: these columns when it is of the plain kind, all of them otherwise.
PLAIN_COLUMNS = (
    "position", "indicator_id", "period", "starts", "ends", "population_id", "state", "place_id", "value", "source",
    "note",
)  # fmt: skip
COLUMNS = (*PLAIN_COLUMNS, "missing", "numerator", "denominator", "sample_size", "low", "high", "reason")
WORDS = ("indicator", "place", "code", "population")
Row = tuple[Any, ...]


@dataclass
class Good:
    """The rows of a piece that can be staged."""

    plain: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)


class Checking:
    """One batch against the catalogue: what its words lead to is worked out once for each word.

    `errors` are those found so far, by position; `lines` are the lines of all rows so far, where the file has lines.
    """

    def __init__(self, writing: Writing, today: date) -> None:
        self.errors: dict[int, list[FieldError]] = {}
        self.lines: array[int] = array("L")
        self.received = 0
        self._writing, self._today = writing, today
        self._asked: dict[str, set[str]] = {name: set() for name in WORDS}
        self._names = _Names({}, {})
        self._plain = Plain(writing, today, look_up_words(writing.session, indicators=(), places=()).as_met_by(writing))

    def rows(self, sheet: Sheet) -> Good:
        """Every row of the next piece, once; a key that comes twice is an error of the later row."""
        self._learn(sheet.rows)
        self.lines.extend(sheet.lines or ())
        self.received += len(sheet.rows)
        good = Good()
        for position, row in enumerate(sheet.rows, sheet.first):
            found = None if position - sheet.first in sheet.unread else self._plain.find(position, row)
            if found is None:
                self._checked(position, row, sheet.unread.get(position - sheet.first, []), good)
            elif found[0] == position:
                good.plain.append(found[1])
            else:
                self._twice(position, found[0])
        return good

    def in_order(self) -> Iterable[FieldError]:
        """All errors, with row and line, in the order of the file."""
        return numbered(self.errors, Sheet(lines=self.lines or None))

    def _line_of(self, position: int) -> int | None:
        return self.lines[position] if self.lines else None

    def _learn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Look up the words that were not there before."""
        words = {name: _words(rows, name) - self._asked[name] for name in WORDS}
        if not any(words.values()):
            return
        for name in WORDS:
            self._asked[name] |= words[name]
        names = _names(self._writing.session, words)
        self._names = _Names(self._names.places | names.places, self._names.indicators | names.indicators)
        found = look_up_words(
            self._writing.session,
            indicators=words["indicator"] | _all(names.indicators),
            places=words["place"] | _all(names.places),
            codes=words["code"],
            populations=words["population"] | {"all"},
        )
        self._plain.catalogue = _both(self._plain.catalogue, found)

    def _checked(self, position: int, row: Mapping[str, Any], unread: list[FieldError], good: Good) -> None:
        """By the one checker: a row to stage, or its errors."""
        if any(error.field == "row" for error in unread):
            self.errors[position] = list(unread)
            return
        named, errors = self._names.in_row(row)
        sent, wrong = understand(named)
        checked = check(sent, self._plain.catalogue, self._today)
        told = {error.field for error in (*unread, *errors, *wrong)}
        found = [*unread, *errors, *wrong, *(error for error in checked.errors if error.field not in told)]
        if unread:  # what could not be read is not missing
            found = [error for error in found if error.code != "value-or-missing-required"]
        found += not_allowed(self._writing, checked)
        if found:
            self.errors[position] = found
            return
        indicator, place, period, population = checked.key
        first = self._plain.places_of(indicator, period, population).setdefault(place, position)
        if first == position:
            good.others.append(_staged(position, checked))
        else:
            self._twice(position, first)

    def _twice(self, position: int, first: int) -> None:
        line = self._line_of(first)
        remedy = say("This says the same indicator, place, period and population as row {row}.", row=first + 1)
        if line is not None:
            remedy = say("This says the same indicator, place, period and population as line {line}.", line=line)
        self.errors[position] = [FieldError("period", "duplicate-in-batch", remedy)]


@dataclass(frozen=True)
class _Names:
    """Names that stand where an id is meant, and what they lead to."""

    places: Named
    indicators: Named

    def in_row(self, row: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[FieldError]]:
        """The row with ids for names; a name that several have is an error."""
        errors: list[FieldError] = []
        changed: dict[str, str] = {}
        for name, called in (("indicator", self.indicators), ("place", self.places)):
            text = row.get(name)
            candidates = called.get(text.lower(), []) if isinstance(text, str) else []
            if len(candidates) == 1:
                changed[name] = candidates[0]
            elif candidates:
                errors.append(ambiguous(name, str(text), candidates))
        return ({**row, **changed} if changed else row), errors


def _words(rows: Iterable[Mapping[str, Any]], name: str) -> set[str]:
    """Every text that stands in a field, once."""
    found = {text for row in rows if type(text := row.get(name)) is str}
    return found | {text.strip() for text in found}


def _names(session: Session, words: Mapping[str, set[str]]) -> _Names:
    """What is no id that we know may be a name."""
    known = look_up_words(session, indicators=words["indicator"], places=words["place"])
    return _Names(
        places=places_called(session, words["place"] - known.places),
        indicators=indicators_called(session, words["indicator"] - known.indicators.keys()),
    )


def _all(named: Named) -> set[str]:
    return {key for keys in named.values() for key in keys}


def _both(before: Catalogue, found: Catalogue) -> Catalogue:
    return Catalogue(
        before.indicators | found.indicators,
        before.places | found.places,
        before.populations | found.populations,
        before.codes | found.codes,
        before.locks,
    )


def _staged(position: int, checked: Checked) -> Row:
    indicator, place, period, population = checked.key
    parsed, row = Period.parse(period), checked.row
    return (
        position, indicator, period, parsed.starts.isoformat(), parsed.ends.isoformat(), population, str(row.state),
        place, _digits(row.value), row.source, row.note, None if row.missing is None else str(row.missing),
        _digits(row.numerator), _digits(row.denominator), row.sample_size, _digits(row.low), _digits(row.high),
        row.reason,
    )  # fmt: skip


def _digits(number: Decimal | None) -> str | None:
    """Digit for digit, as both databases read it."""
    return None if number is None else format(number, "f")
