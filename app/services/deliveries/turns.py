"""The turns of a rhythm: which periods a duty is about and when each is due. Pure reckoning, without a clock.

A period is a year, school year, quarter, month or day. Two rhythms have no period of their own: what is measured every
half year stands in the quarter that ends it, and what is measured every week on the Sunday that ends it; of an
indicator that is measured at a date, in the quarter or on the Monday with which it begins.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.indicator import Rhythm
from app.models.period import LAST_YEAR, Period, PeriodKind

YEARS_APART = {Rhythm.YEARLY: 1, Rhythm.TWO_YEARLY: 2, Rhythm.FOUR_YEARLY: 4, Rhythm.ONCE: LAST_YEAR}
MONTHS_APART = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6}
A_WEEK = 7


@dataclass(frozen=True)
class Due:
    """By when it is due: so many days after the period, or on the first such day of the year after it."""

    after_days: int | None = None
    month: int | None = None
    day: int | None = None

    def of(self, opens: date) -> date:
        """The day on which a figure is due that can exist from `opens` on."""
        if self.month is None:
            return opens + timedelta(days=self.after_days or 0)
        same_year = _day_in(opens.year, self.month, self.day)
        return same_year if same_year > opens else _day_in(opens.year + 1, self.month, self.day)


@dataclass(frozen=True)
class Turn:
    """One period of a duty: `begins` is the first day of its half year or week, `opens` when a figure can exist."""

    period: Period
    begins: date
    opens: date


def turns(rhythm: Rhythm, starts: date, *, at_date: bool = False, school_years: bool = False) -> Iterator[Turn]:
    """Every turn from the one in which `starts` lies, without end but that of the calendar."""
    for begins, length in _spans(rhythm, starts, school_years=school_years):
        period = _period_of(rhythm, begins, length, at_date=at_date, school_years=school_years)
        yield Turn(period, begins, period.starts if at_date else period.ends)


def _period_of(rhythm: Rhythm, begins: date, length: int, *, at_date: bool, school_years: bool) -> Period:
    if rhythm is Rhythm.WEEKLY:
        return Period.containing(begins if at_date else begins + timedelta(days=length - 1), PeriodKind.DAY)
    if rhythm is Rhythm.MONTHLY:
        return Period.containing(begins, PeriodKind.MONTH)
    if rhythm in MONTHS_APART:
        in_its_last = begins if at_date else _months_later(begins, MONTHS_APART[rhythm] - 1)
        return Period.containing(in_its_last, PeriodKind.QUARTER)
    return Period.containing(begins, PeriodKind.SCHOOL_YEAR if school_years else PeriodKind.YEAR)


def _spans(rhythm: Rhythm, starts: date, *, school_years: bool) -> Iterator[tuple[date, int]]:
    """The first day of each turn, and of a week how many days it has."""
    if rhythm is Rhythm.WEEKLY:
        begins = starts - timedelta(days=starts.weekday())
        while begins.year < LAST_YEAR:
            yield begins, A_WEEK
            begins += timedelta(days=A_WEEK)
        return
    apart = MONTHS_APART.get(rhythm) or 12 * YEARS_APART[rhythm]
    begins = _first_day(rhythm, starts, school_years=school_years)
    while begins.year < LAST_YEAR:
        yield begins, 0
        begins = _months_later(begins, apart)


def _first_day(rhythm: Rhythm, starts: date, *, school_years: bool) -> date:
    if months := MONTHS_APART.get(rhythm):
        return date(starts.year, (starts.month - 1) // months * months + 1, 1)
    return Period.containing(starts, PeriodKind.SCHOOL_YEAR if school_years else PeriodKind.YEAR).starts


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(min(count // 12, LAST_YEAR), count % 12 + 1, 1)


def _day_in(year: int, month: int, day: int | None) -> date:
    longest = monthrange(year, month)[1]
    return date(year, month, min(day or longest, longest))
