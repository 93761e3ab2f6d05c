"""The state of the data: present, old, missing or scattered, and what is overdue by its own rhythm. Pure rules.

Old is what assessments call outdated: older than twice its rhythm. Overdue comes earlier: the figure that should have
followed the last one could have been there. A figure is scattered over an area when only some of the neighbourhoods
have one, or when their last ones are of different periods or from different sources.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.insight import DataState, Scattered
from app.models.terms import Missing
from app.services.insight.shapes import Fact, Facts, latest
from app.services.progress.facts import outdated
from app.services.progress.shapes import Scale


@dataclass(frozen=True)
class Cell:
    """How one place stands with one indicator. `missing` is why there is no figure, where somebody said so."""

    state: DataState
    fact: Fact | None = None
    missing: Missing | None = None
    overdue_since: date | None = None


def cell(facts: Facts, scale: Scale, day: date) -> Cell:
    """The last figure of a place, and whether it is old on this day."""
    last = latest(facts)
    if last is None:
        said = facts[-1].reading.missing if facts else None
        return Cell(DataState.MISSING, missing=said)
    state = DataState.OLD if outdated(scale, last.reading, day) else DataState.PRESENT
    return Cell(state, last, overdue_since=overdue_since(last, scale, day))


def overdue_since(last: Fact, scale: Scale, day: date) -> date | None:
    """The first day on which the next figure could have been there, where that day has come. No rhythm, no delay."""
    if not scale.rhythm_months:
        return None
    anchor = last.period.starts if scale.at_date else last.period.ends + timedelta(days=1)
    due = months_after(anchor, scale.rhythm_months)
    return due if due <= day else None


def whole(cells: Mapping[str, Cell], own: Cell) -> tuple[DataState, tuple[Scattered, ...]]:
    """The state over all neighbourhoods, and in what they differ; of the area itself where none of them has a figure.

    Old data that is scattered too is called scattered: what is old stands with each place.
    """
    there = [one for one in cells.values() if one.fact is not None]
    if not there:
        return own.state, ()
    differ = tuple(_differences(there, len(cells)))
    if differ:
        return DataState.SCATTERED, differ
    return (DataState.OLD if all(one.state is DataState.OLD for one in there) else DataState.PRESENT), ()


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the month's last."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def _differences(there: Sequence[Cell], places: int) -> list[Scattered]:
    facts = [one.fact for one in there if one.fact is not None]
    found = {
        Scattered.PLACES: len(there) < places,
        Scattered.PERIODS: len({fact.period for fact in facts}) > 1,
        Scattered.SOURCES: len({fact.seen.row.source for fact in facts if fact.seen is not None}) > 1,
    }
    return [kind for kind, differs in found.items() if differs]
