"""Loading what insights rest on, for many places and indicators at once, in a fixed number of queries.

Figures are taken through `series`, as every reading takes them: what a reader may not see is hidden before anything
is computed. Areas get the figures that their neighbourhoods come to, by the indicator's own rule.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import col

from app.models.indicator import AcrossPlaces, Indicator, IndicatorBase, IndicatorVersion
from app.models.measurement import Measurement
from app.models.place import Membership, MembershipBase, MembershipVersion, Place
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.insight.facts import of_area, of_place, of_share
from app.services.insight.shapes import Facts
from app.services.insight.shares import can_be_shared
from app.services.measurements.composing import EVERYBODY, Series, weight_of
from app.services.measurements.seeing import series
from app.services.progress.comparing import COUNTS
from app.services.progress.loading import scale_of
from app.services.progress.shapes import Scale

Subject = tuple[str, str]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Wanted:
    """Which indicators and populations; all that was measured there where none is named."""

    indicators: Collection[str] = ()
    populations: Collection[str] = ()


@dataclass(frozen=True)
class Ground:
    """The figures of places up to a day, by indicator, place and population; oldest first."""

    indicators: Mapping[str, IndicatorBase]
    places: Mapping[str, Place]
    members: Mapping[str, Sequence[MembershipBase]]
    facts: Mapping[Key, Facts]
    day: date
    scales: Mapping[str, Scale] = field(default_factory=dict)

    def is_total(self, indicator: str) -> bool:
        """Whether it counts something: a larger place has more of it, and the city has most."""
        row = self.indicators[indicator]
        return row.across_places == AcrossPlaces.SUM or row.unit in COUNTS

    def of(self, subject: Subject, place: str | None) -> Facts:
        """The figures of one indicator and population in one place."""
        indicator, population = subject
        return self.facts.get((indicator, place or "", population), ())

    def municipality(self, place: str) -> str | None:
        row = self.places.get(place)
        return row.municipality_id if row else None

    def neighbourhoods(self, area: str) -> list[str]:
        return [member.place_id for member in self.members.get(area, ())]

    def subjects(self, places: Collection[str]) -> list[Subject]:
        """Everything of which at least one of these places has a figure, told or not."""
        wanted = set(places)
        found = {(key[0], key[2]) for key, facts in self.facts.items() if key[1] in wanted and _any(facts)}
        return sorted(found)


def lay(sight: Sight, places: Collection[str], day: date, wanted: Wanted = Wanted()) -> Ground:
    """The ground under these places: themselves, their municipalities, and the parts of those that are areas."""
    rows = _places(sight, places)
    cities = {row.municipality_id for row in rows.values() if row.municipality_id}
    everywhere = {*places, *cities}
    members = _members(sight, everywhere)
    parts = {member.place_id for found in members.values() for member in found}
    subjects = _measured_at(sight, everywhere | parts, wanted)
    indicators = _indicators(sight, {indicator for indicator, _ in subjects}, wanted)
    figures = _figures(sight, indicators, members, everywhere | parts, subjects)
    facts = _facts(indicators, members, everywhere, subjects, figures)
    kept = {indicator: row for indicator, row in indicators.items() if _is_wanted(indicator, wanted)}
    facts |= _shares(kept, facts, rows)
    return Ground(
        indicators=kept,
        places=rows,
        members=members,
        facts={key: _until(found, indicators[key[0]], day) for key, found in facts.items() if key[0] in kept},
        day=day,
        scales={indicator: scale_of(row) for indicator, row in kept.items()},
    )


def known_members(sight: Sight, areas: Collection[str]) -> dict[str, list[MembershipBase]]:
    """What these areas are made of, as known, by id of the neighbourhood; a place that is no area has no members."""
    return _members(sight, areas)


def _any(facts: Facts) -> bool:
    return any(fact.is_there for fact in facts)


def _is_wanted(indicator: str, wanted: Wanted) -> bool:
    return not wanted.indicators or indicator in wanted.indicators


def _places(sight: Sight, ids: Collection[str]) -> dict[str, Place]:
    rows = sight.session.execute(select(Place).where(col(Place.id).in_(sorted(ids)))).scalars()
    return {row.id: row for row in rows}


def _members(sight: Sight, areas: Collection[str]) -> dict[str, list[MembershipBase]]:
    table = known_table(sight, Membership, MembershipVersion)
    found: dict[str, list[MembershipBase]] = {}
    for row in all_known(sight, Membership, MembershipVersion, col(table.area_id).in_(sorted(areas))):
        found.setdefault(row.area_id, []).append(row)
    return {area: sorted(members, key=lambda one: one.place_id) for area, members in found.items()}


def _measured_at(sight: Sight, places: Collection[str], wanted: Wanted) -> list[Subject]:
    """Indicator and population of all that was ever measured there; of shares, what they are shares of."""
    statement: Any = select(col(Measurement.indicator_id), col(Measurement.population_id)).distinct()
    statement = statement.where(col(Measurement.place_id).in_(sorted(places)))
    if wanted.indicators:
        totals = select(col(Indicator.share_of)).where(
            col(Indicator.id).in_(wanted.indicators), col(Indicator.share_of).is_not(None)
        )
        named = col(Measurement.indicator_id).in_(wanted.indicators)
        statement = statement.where(or_(named, col(Measurement.indicator_id).in_(totals)))
    if wanted.populations:
        statement = statement.where(col(Measurement.population_id).in_(wanted.populations))
    return sorted((indicator, population) for indicator, population in sight.session.execute(statement))


def _indicators(sight: Sight, ids: Collection[str], wanted: Wanted) -> dict[str, IndicatorBase]:
    """These, and those that are shares of them, as known."""
    table = known_table(sight, Indicator, IndicatorVersion)
    named = or_(col(table.id).in_(ids), col(table.share_of).in_(ids), col(table.id).in_(wanted.indicators))
    return {row.id: row for row in all_known(sight, Indicator, IndicatorVersion, named)}


def _figures(
    sight: Sight,
    indicators: Mapping[str, IndicatorBase],
    members: Mapping[str, Sequence[MembershipBase]],
    places: Collection[str],
    subjects: Iterable[Subject],
) -> Series:
    weights = {weight_of(row) for row in indicators.values()} if members else set()
    populations = {population for _, population in subjects} | {EVERYBODY}
    return series(sight, {indicator for indicator, _ in subjects} | weights, places, populations)


def _facts(
    indicators: Mapping[str, IndicatorBase],
    members: Mapping[str, Sequence[MembershipBase]],
    places: Collection[str],
    subjects: Iterable[Subject],
    figures: Series,
) -> dict[Key, Facts]:
    parts = {member.place_id for found in members.values() for member in found}
    found: dict[Key, Facts] = {}
    for indicator, population in subjects:
        if indicator not in indicators:  # not known yet at the moment that is asked about
            continue
        for place in {*places, *parts}:
            key = (indicator, place, population)
            if place in members:
                found[key] = of_area(indicators[indicator], place, members[place], population, figures)
            elif key in figures:
                found[key] = of_place(figures[key])
    return found


def _shares(
    indicators: Mapping[str, IndicatorBase], facts: Mapping[Key, Facts], places: Mapping[str, Place]
) -> dict[Key, Facts]:
    """The shares in the totals of the city, of every place that has both; a measured share of the period wins."""
    found: dict[Key, Facts] = {}
    for row in indicators.values():
        for (indicator, place, population), part in facts.items():
            city = places[place].municipality_id if place in places else None
            if row.share_of != indicator or city is None or not can_be_shared(part_unit(part)):
                continue
            key = (row.id, place, population)
            whole = facts.get((indicator, city, population), ())
            found[key] = of_share(row, place, facts.get(key, ()), part, whole)
    return found


def part_unit(facts: Facts) -> str:
    """The unit of a series."""
    return next((fact.seen.guard.unit for fact in facts if fact.seen is not None), "")


def _until(facts: Facts, indicator: IndicatorBase, day: date) -> Facts:
    return [fact for fact in facts if fact.period.over_by(day, indicator.at_date)]
