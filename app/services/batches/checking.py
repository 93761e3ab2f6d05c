"""Which rows of a batch can be stored, and all that is wrong with the others.

There is one checker of a row (`measurements.checks`), and it decides. Rows of the plain kind, whose every word was
found good before and whose number lies well within bounds, are let through without it: a batch holds few words, many
times over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.errors import FieldError, say
from app.models.indicator import Indicator
from app.models.period import Period
from app.services.access.writing import Writing
from app.services.batches.naming import Named, ambiguous, indicators_called, places_called
from app.services.batches.sheet import Sheet
from app.services.measurements.catalogue import look_up_words
from app.services.measurements.checks import Checked, check
from app.services.measurements.recording import not_allowed
from app.services.measurements.sent import understand

# A row as it is staged: position, then the columns of the measurement.
Staged = tuple[Any, ...]
COLUMNS = (
    "position", "indicator_id", "place_id", "period", "starts", "ends", "population_id", "value", "missing",
    "numerator", "denominator", "state", "sample_size", "low", "high", "source", "note", "reason",
)  # fmt: skip
PLAIN = frozenset({"indicator", "place", "period", "population", "value", "state", "source", "note"})
STATES = frozenset({"provisional", "final", "doubtful"})


@dataclass
class Batch:
    """What was found of a batch: rows to stage, by position, and errors by position."""

    staged: list[Staged] = field(default_factory=list)
    errors: dict[int, list[FieldError]] = field(default_factory=dict)


class Checking:
    """One batch against the catalogue: what its words lead to is worked out once for each word."""

    def __init__(self, writing: Writing, sheet: Sheet, today: date) -> None:
        self._writing, self._sheet, self._today = writing, sheet, today
        words = {name: _words(sheet.rows, name) for name in ("indicator", "place", "code", "population")}
        self._names = _names(writing.session, words)
        self._catalogue = look_up_words(
            writing.session,
            indicators=words["indicator"] | _all(self._names.indicators),
            places=words["place"] | _all(self._names.places),
            codes=words["code"],
            populations=words["population"] | {"all"},
        ).as_met_by(writing)
        self._good: dict[tuple[str, str], _Good | None] = {}
        self._good_places: dict[str, str | None] = {}

    def all_rows(self) -> Batch:
        """Every row, once; a key that comes twice is an error of the later row."""
        batch = Batch()
        seen: dict[tuple[Any, ...], int] = {}
        for position, row in enumerate(self._sheet.rows):
            staged = self._plain(position, row) if position not in self._sheet.unread else None
            if staged is None:
                staged = self._checked(position, row, batch)
            if staged is not None:
                key = (staged[1], staged[2], staged[3], staged[6])
                first = seen.setdefault(key, position)
                if first == position:
                    batch.staged.append(staged)
                else:
                    batch.errors[position] = [self._twice(first)]
        return batch

    def _plain(self, position: int, row: Mapping[str, Any]) -> Staged | None:
        """The row to stage where nothing about it needs a second look; None where the checker has to decide."""
        if not row.keys() <= PLAIN:
            return None
        subject, where, period = row.get("indicator"), row.get("place"), row.get("period")
        if not (isinstance(subject, str) and isinstance(where, str) and isinstance(period, str)):
            return None
        good, place = self._subject(subject, period), self._place(where)
        population, state = row.get("population", "all"), row.get("state", "provisional")
        if good is None or place is None or type(population) is not str or type(state) is not str:
            return None
        if state not in STATES or population not in self._catalogue.populations:
            return None
        value, source, note = row.get("value"), row.get("source"), row.get("note")
        if not good.takes(value) or not (_short(source, 120) and _short(note, 2000)):
            return None
        figure = value if isinstance(value, Decimal) else Decimal(repr(value))
        said = (None, None, None, state, None, None, None, source, note, None)
        return (position, good.indicator, place, good.period, good.starts, good.ends, population, figure, *said)

    def _subject(self, indicator: str, period: str) -> "_Good | None":
        key = (indicator, period)
        if key not in self._good:
            self._good[key] = self._work_out(indicator, period)
        return self._good[key]

    def _work_out(self, name: str, text: str) -> "_Good | None":
        indicator = self._catalogue.indicators.get(name)
        try:
            period = Period.parse(text)
        except ValueError:
            return None
        if indicator is None or not self._writing.may_indicator(indicator.id):
            return None
        if not period.over_by(self._today, indicator.at_date) or self._catalogue.locks_of(indicator.id, period):
            return None
        return _Good.of(indicator, period)

    def _place(self, name: str) -> str | None:
        if name not in self._good_places:
            fine = name in self._catalogue.places and self._writing.may_place(name)
            self._good_places[name] = name if fine else None
        return self._good_places[name]

    def _checked(self, position: int, row: Mapping[str, Any], batch: Batch) -> Staged | None:
        """By the one checker: a row to stage, or its errors."""
        unread = self._sheet.unread.get(position, [])
        if any(error.field == "row" for error in unread):
            batch.errors[position] = list(unread)
            return None
        named, errors = self._names.in_row(row)
        sent, wrong = understand(named)
        checked = check(sent, self._catalogue, self._today)
        told = {error.field for error in (*unread, *errors, *wrong)}
        found = [*unread, *errors, *wrong, *(error for error in checked.errors if error.field not in told)]
        if unread:  # what could not be read is not missing
            found = [error for error in found if error.code != "value-or-missing-required"]
        found += not_allowed(self._writing, checked)
        if found:
            batch.errors[position] = found
            return None
        return _staged(position, checked)

    def _twice(self, first: int) -> FieldError:
        line = self._sheet.line_of(first)
        remedy = say("This says the same indicator, place, period and population as row {row}.", row=first + 1)
        if line is not None:
            remedy = say("This says the same indicator, place, period and population as line {line}.", line=line)
        return FieldError("period", "duplicate-in-batch", remedy)


@dataclass(frozen=True)
class _Good:
    """An indicator and a period that are beyond doubt, and the numbers that are."""

    indicator: str
    period: str
    starts: date
    ends: date
    lowest: float
    highest: float

    @classmethod
    def of(cls, indicator: Indicator, period: Period) -> "_Good":
        """Bounds a little inside those of the indicator: a number on the edge is for the checker."""
        lowest = -1e15 if indicator.lowest is None else float(indicator.lowest)
        highest = 1e15 if indicator.highest is None else float(indicator.highest)
        return cls(indicator.id, period.text, period.starts, period.ends, lowest, highest)

    def takes(self, value: Any) -> bool:
        """Whether this is a number between the bounds, of a length that anybody writes."""
        kind = type(value)
        if kind is not int and kind is not float and (kind is not Decimal or len(str(value)) > 20):
            return False
        return bool(self.lowest <= value <= self.highest) and (value == 0 or abs(value) > 1e-9)


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


def _short(text: Any, most: int) -> bool:
    return text is None or (type(text) is str and len(text) <= most and text == text.strip())


def _staged(position: int, checked: Checked) -> Staged:
    indicator, place, period, population = checked.key
    parsed, row = Period.parse(period), checked.row
    missing = None if row.missing is None else str(row.missing)
    return (
        position, indicator, place, period, parsed.starts, parsed.ends, population, row.value, missing, row.numerator,
        row.denominator, str(row.state), row.sample_size, row.low, row.high, row.source, row.note, row.reason,
    )  # fmt: skip
