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
LARGEST = 1e15
SMALLEST = 1e-7  # a float below it can have more digits than we take
LONGEST = 20
SOURCE, NOTE = 120, 2000

Words = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about, beyond doubt: as it is staged (`words`), and the bounds of its number.

    `places` is shared by all that spell the same key: the position of the first row of each place.
    """

    words: Words
    lowest: float
    highest: float
    places: dict[str, int]

    def digits(self, value: Any) -> str | None:
        """A number between the bounds, of a length that anybody writes, digit for digit."""
        kind = type(value)
        if kind is not float and kind is not int and kind is not Decimal:
            return None
        if not self.lowest <= value <= self.highest or (-SMALLEST < value < SMALLEST and value != 0):
            return None
        text = str(value) if kind is Decimal else repr(value)
        if "e" in text:
            return format(Decimal(text), "f")
        return text if kind is not Decimal or (len(text) <= LONGEST and "E" not in text) else None


@dataclass
class Plain:
    """What the words of a batch lead to, worked out once for each word."""

    writing: Writing
    today: date
    catalogue: Catalogue
    _subjects: dict[tuple[Any, ...], Subject | None] = field(default_factory=dict)
    _places: dict[str, bool] = field(default_factory=dict)
    _keys: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=dict)

    def find(self, row: Mapping[str, Any]) -> tuple[Subject, str, str] | None:
        """Subject, place and digits of a plain row; None where the checker has to decide."""
        said = row.get
        try:
            subject = self._subject(
                (said("indicator"), said("period"), said("population", "all"), said("state", "provisional"))
            )
            place: Any = said("place")
            if subject is None or not (self._places.get(place) or self._is_good(place)):
                return None
        except TypeError:  # a list or an object, where a word belongs
            return None
        digits = subject.digits(said("value"))
        if digits is None or not row.keys() <= FIELDS:
            return None
        source, note = said("source"), said("note")
        if (source is None or _short(source, SOURCE)) and (note is None or _short(note, NOTE)):
            return subject, place, digits
        return None

    def places_of(self, indicator: str, period: str, population: str) -> dict[str, int]:
        """The position of the first row of each place with this key."""
        return self._keys.setdefault((indicator, period, population), {})

    def _subject(self, words: tuple[Any, ...]) -> Subject | None:
        if words not in self._subjects:
            self._subjects[words] = self._work_out(*words)
        return self._subjects[words]

    def _work_out(self, name: Any, text: Any, population: Any, state: Any) -> Subject | None:
        if not all(type(word) is str for word in (name, text, population, state)) or state not in STATES:
            return None
        indicator = self.catalogue.indicators.get(name)
        if indicator is None or population not in self.catalogue.populations:
            return None
        try:
            period = Period.parse(text)
        except ValueError:
            return None
        if not self._may(indicator, period):
            return None
        about = (indicator.id, period.text, period.starts.isoformat(), period.ends.isoformat(), population, state)
        return Subject(about, *_bounds(indicator), self.places_of(indicator.id, period.text, population))

    def _may(self, indicator: Indicator, period: Period) -> bool:
        free = not self.catalogue.locks_of(indicator.id, period)
        return free and self.writing.may_indicator(indicator.id) and period.over_by(self.today, indicator.at_date)

    def _is_good(self, place: Any) -> bool:
        if place not in self._places:
            self._places[place] = place in self.catalogue.places and self.writing.may_place(place)
        return self._places[place]


def _bounds(indicator: Indicator) -> tuple[float, float]:
    lowest = -LARGEST if indicator.lowest is None else max(-LARGEST, float(indicator.lowest))
    highest = LARGEST if indicator.highest is None else min(LARGEST, float(indicator.highest))
    return lowest, highest


def _short(text: Any, most: int) -> bool:
    return type(text) is str and len(text) <= most and text == text.strip()
