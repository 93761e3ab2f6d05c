"""When a duty is due and a body should meet: pure reckoning with days, without a clock.

A rhythm is due on the last day of its span (year, half-year, quarter, month), unless the duty names a month or a day;
a day that a month does not have is its last.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Protocol

from app.models.duty import Every, OccurrenceRead, OccurrenceState
from app.models.governance import Span

MONTHS = {Every.YEAR: 12, Every.HALF_YEAR: 6, Every.QUARTER: 3, Every.MONTH: 1}
DAYS = {
    Span.WEEK: Fraction(7),
    Span.MONTH: Fraction(1461, 48),
    Span.QUARTER: Fraction(1461, 16),
    Span.YEAR: Fraction(1461, 4),
}
FIRST, LATEST = date.min, date(2199, 12, 31)
LATE = Fraction(3, 2)  # a body is behind when half a turn has gone by after the day on which it should have met
LOOKS_AHEAD = timedelta(days=3 * 366)


class Dated(Protocol):
    """What a duty says of its days; `earlier` are the rhythms that held before, each until a day."""

    starts: date | None
    ends: date | None
    due_on: date | None
    every: Every | None
    quarters: list[int]
    month: int | None
    day: int | None
    rhythm_from: date | None
    earlier: list[dict[str, Any]]
    fulfilments: list[dict[str, Any]]


@dataclass(frozen=True)
class Rhythm:
    """How something comes back, or the one day on which it is due."""

    due_on: date | None = None
    every: Every | None = None
    quarters: tuple[int, ...] = ()
    month: int | None = None
    day: int | None = None

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days on which it is due from the first to the last, both included, in order."""
        if self.due_on is not None:
            yield from [self.due_on] if first <= self.due_on <= last else []
        elif self.every is not None:
            for year in range(first.year, last.year + 1):
                yield from (day for day in self._in_year(self.every, year) if first <= day <= last)

    def _in_year(self, every: Every, year: int) -> Iterator[date]:
        span = MONTHS[every]
        for number, last_month in enumerate(range(span, 13, span), start=1):
            if every == Every.QUARTER and self.quarters and number not in self.quarters:
                continue
            yield _day_in(year, self._month(span, last_month), self.day)

    def _month(self, span: int, last_month: int) -> int:
        """The month of a span: its last, or the one at the same distance as the month that is named."""
        return last_month if self.month is None else last_month - span + 1 + (self.month - 1) % span


def due_days(duty: Dated, until: date) -> Iterator[date]:
    """Every day on which it is due, in order, up to and with `until`; a single day whatever `until` is."""
    since = duty.starts or FIRST
    for stretch in duty.earlier:
        last = date.fromisoformat(stretch["until"])
        yield from _rhythm_of(stretch).days(since, min(last, until, duty.ends or LATEST))
        since = max(since, last + timedelta(days=1))
    if duty.due_on is not None:
        yield duty.due_on
    elif duty.every is not None and (duty.starts or duty.rhythm_from):
        first = max(since, duty.rhythm_from or since)
        now = Rhythm(None, duty.every, tuple(duty.quarters), duty.month, duty.day)
        yield from now.days(first, min(until, duty.ends or LATEST))


def all_occurrences(duty: Dated, today: date, *, holds: bool = True, until: date | None = None) -> list[OccurrenceRead]:
    """What was due until today, what was done, and what comes: the next one, or all up to `until`; newest first.

    Nothing is overdue or coming of a duty that holds no longer: then what was not noted is only that.
    """
    done = {date.fromisoformat(one["due"]): one for one in duty.fulfilments}
    coming = set(_coming(duty, today, done, until)) if holds else set()
    days = {day for day in due_days(duty, today) if day < today} | set(done) | coming
    return [_occurrence(day, done.get(day), today, holds=holds) for day in sorted(days, reverse=True)]


def is_behind(last: date | None, times: int | None, per: Span | None, today: date) -> bool | None:
    """Whether a body that last met on this day misses its rhythm; None where it has none, or never met."""
    if last is None or times is None or per is None:
        return None
    return (today - last).days > DAYS[per] / times * LATE


def rhythm_said(duty: Dated) -> dict[str, Any]:
    """The rhythm of a duty as `earlier` keeps it."""
    due_on = duty.due_on.isoformat() if duty.due_on else None
    return {"due_on": due_on, "every": duty.every, "quarters": duty.quarters, "month": duty.month, "day": duty.day}


def _rhythm_of(stretch: Mapping[str, Any]) -> Rhythm:
    due_on = date.fromisoformat(stretch["due_on"]) if stretch["due_on"] else None
    every = Every(stretch["every"]) if stretch["every"] else None
    return Rhythm(due_on, every, tuple(stretch["quarters"]), stretch["month"], stretch["day"])


def _coming(duty: Dated, today: date, done: Mapping[date, Any], until: date | None) -> Iterator[date]:
    ahead = until or max(today, duty.starts or today, duty.rhythm_from or today, *done) + LOOKS_AHEAD
    open_days = (day for day in due_days(duty, ahead) if day >= today and day not in done)
    for day in open_days:
        if until is not None and day > until:
            return
        yield day
        if until is None:
            return


def _occurrence(due: date, done: Mapping[str, Any] | None, today: date, *, holds: bool) -> OccurrenceRead:
    if done is None:
        state = OccurrenceState.COMING if due >= today else OccurrenceState.OVERDUE
        return OccurrenceRead(due=due, state=state if holds else OccurrenceState.UNRECORDED)
    done_on = date.fromisoformat(done["done_on"]) if done.get("done_on") else None
    late = done_on is not None and done_on > due
    return OccurrenceRead(
        due=due,
        state=OccurrenceState.DONE_LATE if late else OccurrenceState.DONE,
        done_on=done_on,
        note=done.get("note"),
    )


def _day_in(year: int, month: int, day: int | None) -> date:
    longest = monthrange(year, month)[1]
    return date(year, month, min(day or longest, longest))
