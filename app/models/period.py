"""A period: the year, school year, quarter, month or day that a figure is about.

Canonical texts: `2022`, `2021/2022`, `2022-Q3`, `2022-03`, `2022-03-14`. Statistics Netherlands writes
`2022JJ00`, `2022SJ00`, `2022KW03`, `2022MM03` and `20220314`; those are read and never written.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache, total_ordering
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1900, 2200
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SCHOOL_STARTS = 8  # a Dutch school year runs by law from 1 August to 31 July


class PeriodKind(StrEnum):
    YEAR = "year"
    SCHOOL_YEAR = "school-year"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"


_MONTHS = {PeriodKind.YEAR: 12, PeriodKind.SCHOOL_YEAR: 12, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


@total_ordering
@dataclass(frozen=True)
class Period:
    """One kind of period, from its first day. Earlier is less; of two with one first day the shorter is less."""

    kind: PeriodKind
    starts: date

    def __post_init__(self) -> None:
        if self != Period.containing(self.starts, self.kind):
            raise ValueError(f"no {self.kind} starts on {self.starts}")
        if not FIRST_YEAR <= self.starts.year <= self.ends.year <= LAST_YEAR:
            raise ValueError(f"a year lies between {FIRST_YEAR} and {LAST_YEAR}")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period that is written; ValueError for any other text."""
        return _parse(text)

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(PeriodKind.YEAR, date(year, 1, 1))

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> "Period":
        """The period of this kind that the day lies in."""
        return _unchecked(kind, _FIRST_DAY[kind](day))

    def __lt__(self, other: "Period") -> bool:
        return self.order < other.order

    def __str__(self) -> str:
        return self.text

    @cached_property
    def text(self) -> str:
        """The canonical spelling."""
        return _WRITTEN[self.kind](self.starts)

    @cached_property
    def order(self) -> tuple[date, date]:
        """What periods are sorted by."""
        return self.starts, self.ends

    @cached_property
    def ends(self) -> date:
        """The last day."""
        if self.kind is PeriodKind.DAY:
            return self.starts
        months = self.starts.month - 1 + _MONTHS[self.kind] - 1
        year, month = self.starts.year + months // 12, months % 12 + 1
        return date(year, month, monthrange(year, month)[1])

    @property
    def year(self) -> int:
        """Its own year: a school year belongs to the year in which it begins."""
        return self.starts.year

    @cached_property
    def moment(self) -> Fraction:
        """t on the course line: the year, and within it the share gone by when the period starts."""
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return Fraction(self.year)
        if self.kind is PeriodKind.DAY:
            gone = self.starts - date(self.year, 1, 1)
            return self.year + Fraction(gone.days, 365 + (monthrange(self.year, 2)[1] == 29))
        return self.year + Fraction(self.starts.month - 1, 12)

    @property
    def next(self) -> "Period":
        """The one that follows, of the same kind."""
        return Period(self.kind, self.ends + timedelta(days=1))

    def over_by(self, as_of: date, at_date: bool) -> bool:
        """Whether a figure of this period can exist on the day `as_of`, that day included.

        A figure over a span exists once its last day is there. A figure at a date exists once that date is there;
        the date of a period is its first day, as published: inhabitants of 2022 are those of 1 January 2022.
        """
        return (self.starts if at_date else self.ends) <= as_of


def today(moment: datetime) -> date:
    """The day in the Netherlands at this moment; days and due dates are counted there. Refuses a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    return moment.astimezone(AMSTERDAM).date()


def _unchecked(kind: PeriodKind, starts: date) -> Period:
    period = object.__new__(Period)
    object.__setattr__(period, "kind", kind)
    object.__setattr__(period, "starts", starts)
    return period


_FIRST_DAY: dict[PeriodKind, Callable[[date], date]] = {
    PeriodKind.YEAR: lambda day: date(day.year, 1, 1),
    PeriodKind.SCHOOL_YEAR: lambda day: date(day.year - (day.month < SCHOOL_STARTS), SCHOOL_STARTS, 1),
    PeriodKind.QUARTER: lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    PeriodKind.MONTH: lambda day: day.replace(day=1),
    PeriodKind.DAY: lambda day: day,
}

_WRITTEN: dict[PeriodKind, Callable[[date], str]] = {
    PeriodKind.YEAR: lambda day: f"{day.year}",
    PeriodKind.SCHOOL_YEAR: lambda day: f"{day.year}/{day.year + 1}",
    PeriodKind.QUARTER: lambda day: f"{day.year}-Q{day.month // 3 + 1}",
    PeriodKind.MONTH: lambda day: f"{day.year}-{day.month:02}",
    PeriodKind.DAY: lambda day: day.isoformat(),
}

_SPELLINGS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        (PeriodKind.YEAR, r"(?P<year>\d{4})(?:JJ00)?"),
        (PeriodKind.SCHOOL_YEAR, r"(?P<year>\d{4})(?:/(?P<until>\d{4})|SJ00)"),
        (PeriodKind.QUARTER, r"(?P<year>\d{4})(?:-Q|KW0)(?P<quarter>[1-4])"),
        (PeriodKind.MONTH, r"(?P<year>\d{4})(?:-|MM)(?P<month>\d\d)"),
        (PeriodKind.DAY, r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
        (PeriodKind.DAY, r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
    )
)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Period:
    for kind, spelling in _SPELLINGS:
        if found := spelling.fullmatch(text):
            return Period(kind, _first_day(kind, {name: int(part) for name, part in found.groupdict().items() if part}))
    raise ValueError("a period is a year, school year, quarter, month or day")


def _first_day(kind: PeriodKind, parts: dict[str, int]) -> date:
    year = parts["year"]
    if kind is PeriodKind.SCHOOL_YEAR:
        if parts.get("until", year + 1) != year + 1:
            raise ValueError("a school year ends in the year after it began")
        return date(year, SCHOOL_STARTS, 1)
    if kind is PeriodKind.QUARTER:
        return date(year, parts["quarter"] * 3 - 2, 1)
    return date(year, parts.get("month", 1), parts.get("day", 1))
