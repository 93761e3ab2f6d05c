"""Rows of the plain kind, whose every word was found good before and whose number lies well within bounds.

They need no second look: a batch holds few words, many times over. Whatever is out of the ordinary is None here, and
goes to the one checker of a row, which decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.models.indicator import Indicator
from app.models.period import Period
from app.services.access.writing import Writing
from app.services.measurements.catalogue import Catalogue

FIELDS = frozenset({"indicator", "place", "period", "population", "value", "state", "source", "note"})
STATES = frozenset({"provisional", "final", "doubtful"})
LARGEST = Decimal(10) ** 15
SMALLEST = Decimal("1e-7")  # a float below it can have more digits than we take
TINY = float(SMALLEST)
LONGEST = 20
SOURCE, NOTE = 120, 2000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of an indicator that the sender may record: what its numbers lie between, inclusive."""

    lowest: Decimal
    highest: Decimal
    within: tuple[float, float]

    @classmethod
    def of(cls, indicator: Indicator) -> "Bounds":
        lowest = -LARGEST if indicator.lowest is None else max(-LARGEST, indicator.lowest)
        highest = LARGEST if indicator.highest is None else min(LARGEST, indicator.highest)
        return cls(lowest, highest, (float(lowest), float(highest)))

    def digits(self, value: Any) -> str | None:
        """A number between the bounds, of a length that anybody writes, digit for digit; None for anything else."""
        kind = type(value)
        if kind is float or kind is int:
            low, high = self.within
            if not low <= value <= high or (-TINY < value < TINY and value != 0):
                return None
            text = repr(value)
            return text if "e" not in text else format(Decimal(text), "f")
        return self._exactly(value) if kind is Decimal else None

    def _exactly(self, value: Decimal) -> str | None:
        if not self.lowest <= value <= self.highest or (-SMALLEST < value < SMALLEST and value != 0):
            return None
        text = str(value)
        return text if len(text) <= LONGEST and "E" not in text else None


@dataclass(frozen=True, slots=True)
class Subject:
    """An indicator and a period, beyond doubt, as they are staged; `places` are those of the population `all`."""

    words: tuple[str, str, str, str]
    bounds: Bounds
    places: dict[str, int]


# The position of the first row of this key (its own, or an earlier one), and the row as it is staged.
Found = tuple[int, tuple[Any, ...]]


@dataclass
class Plain:
    """What the words of a batch lead to, worked out once for each word."""

    writing: Writing
    today: date
    catalogue: Catalogue
    _subjects: dict[tuple[Any, Any], Subject | None] = field(default_factory=dict)
    _indicators: dict[str, tuple[Indicator, Bounds] | None] = field(default_factory=dict)
    _periods: dict[str, tuple[Period, str, str] | None] = field(default_factory=dict)
    _places: dict[Any, bool] = field(default_factory=dict)
    _keys: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=dict)

    def find(self, position: int, row: Mapping[str, Any]) -> Found | None:
        """A plain row; None where the checker has to decide."""
        said = row.get
        place: Any = said("place")
        population, state = said("population", "all"), said("state", "provisional")
        try:
            subject = self._subject(said("indicator"), said("period"))
            if subject is None or not self._is_good(place, population, state):
                return None
        except TypeError:  # a list or an object, where a word belongs
            return None
        digits, source, note = subject.bounds.digits(said("value")), said("source"), said("note")
        if digits is None or not row.keys() <= FIELDS or not (_short(source, SOURCE) and _short(note, NOTE)):
            return None
        words = subject.words
        places = subject.places if population == "all" else self.places_of(words[0], words[1], population)
        staged = (position, *words, population, state, place, digits, source, note)
        return places.setdefault(place, position), staged

    def places_of(self, indicator: str, period: str, population: str) -> dict[str, int]:
        """The position of the first row of each place with this key."""
        return self._keys.setdefault((indicator, period, population), {})

    def _is_good(self, place: Any, population: Any, state: Any) -> bool:
        if place not in self._places:
            self._places[place] = place in self.catalogue.places and self.writing.may_place(place)
        return self._places[place] and state in STATES and population in self.catalogue.populations

    def _subject(self, name: Any, text: Any) -> Subject | None:
        if (name, text) not in self._subjects:
            known = type(name) is str and type(text) is str
            self._subjects[name, text] = self._work_out(name, text) if known else None
        return self._subjects[name, text]

    def _work_out(self, name: str, text: str) -> Subject | None:
        if name not in self._indicators:
            found = self.catalogue.indicators.get(name)
            may = found is not None and self.writing.may_indicator(found.id)
            self._indicators[name] = (found, Bounds.of(found)) if found is not None and may else None
        if text not in self._periods:
            self._periods[text] = _span(text)
        about, span = self._indicators[name], self._periods[text]
        if about is None or span is None:
            return None
        (indicator, bounds), (period, starts, ends) = about, span
        if not period.over_by(self.today, indicator.at_date) or self.catalogue.locks_of(indicator.id, period):
            return None
        return Subject((indicator.id, period.text, starts, ends), bounds, self.places_of(name, period.text, "all"))


def _span(text: str) -> tuple[Period, str, str] | None:
    try:
        period = Period.parse(text)
    except ValueError:
        return None
    return period, period.starts.isoformat(), period.ends.isoformat()


def _short(text: Any, most: int) -> bool:
    return text is None or (type(text) is str and len(text) <= most and text == text.strip())
