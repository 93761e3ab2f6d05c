"""Series breaks on figures: the first figure after a break carries the flag by which lines and forecasts begin anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import col

from app.models.period import Period, PeriodKind
from app.models.place import Membership, MembershipVersion, Place, PlaceKind
from app.models.series_break import SeriesBreak, SeriesBreakVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight


@dataclass(frozen=True)
class Break:
    """From which period on figures of an indicator begin anew; `places` is None where that is so everywhere."""

    indicator: str
    period: Period
    places: frozenset[str] | None

    def touches(self, indicator: str, place: str) -> bool:
        return indicator == self.indicator and (self.places is None or place in self.places)


def breaks_of(sight: Sight, indicators: Collection[str]) -> list[Break]:
    """The breaks of these indicators, as known: one query where there are none, else three.

    A break holds for the places that it names and for all that lies in them; for every place where it names none, or
    names the country.
    """
    table = known_table(sight, SeriesBreak, SeriesBreakVersion)
    ours = (col(table.indicator).in_(sorted(indicators)), col(table.withdrawn).is_(False))
    rows = all_known(sight, SeriesBreak, SeriesBreakVersion, *ours)
    inside = _inside(sight, {place for row in rows for place in row.places}) if rows else {}
    return [Break(row.indicator, Period.parse(row.period), _covered(row.places, inside)) for row in rows]


def first_after(breaks: Sequence[Break], periods: Sequence[Period]) -> set[int]:
    """Of one series, oldest first, the positions of the figures that open a new one: of each kind of period."""
    found = set()
    for one in breaks:
        kinds: set[PeriodKind] = set()
        for position, period in enumerate(periods):
            if period.starts >= one.period.starts and period.kind not in kinds:
                kinds.add(period.kind)
                found.add(position)
    return found


def _covered(places: Sequence[str], inside: Mapping[str, frozenset[str] | None]) -> frozenset[str] | None:
    covered = [inside[place] for place in places]
    known = [found for found in covered if found is not None]
    return frozenset().union(*known) if places and len(known) == len(covered) else None


def _inside(sight: Sight, places: set[str]) -> dict[str, frozenset[str] | None]:
    """Each of these places with all that lies in it; None for the country, in which everything lies."""
    found: dict[str, set[str] | None] = {place: {place} for place in places}
    touched = or_(col(Place.id).in_(places), col(Place.municipality_id).in_(places))
    for row in sight.session.execute(select(Place).where(touched)).scalars():
        if row.kind == PlaceKind.COUNTRY:
            found[row.id] = None
        _add(found, row.municipality_id, row.id)
    members: Any = known_table(sight, Membership, MembershipVersion)
    for member in all_known(sight, Membership, MembershipVersion, col(members.area_id).in_(places)):
        _add(found, member.area_id, member.place_id)
    return {place: None if inside is None else frozenset(inside) for place, inside in found.items()}


def _add(found: Mapping[str, set[str] | None], whole: str | None, part: str) -> None:
    inside = found.get(whole or "")
    if inside is not None:
        inside.add(part)
