"""Two levels, always: one indicator in many places, through time and beside a reference."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import col

from app.models.insight import InsightAsked
from app.models.measurement import Measurement
from app.models.period import Period, today
from app.models.place import Membership, MembershipVersion, Place, PlaceKind
from app.models.two_levels import TwoLevels, TwoLevelsFilter
from app.services.access.known import known, known_table
from app.services.access.sight import Sight
from app.services.indicators import read, row
from app.services.insight.events import events_on
from app.services.insight.levels import Pair, beside, two_levels
from app.services.insight.loading import Ground, Subject, Wanted, lay
from app.services.insight.shapes import Facts
from app.services.insight.surveying import require_place
from app.services.insight.telling import two_level_point
from app.services.measurements.composing import EVERYBODY
from app.services.measurements.finding import asked_period
from app.services.places.finding import row as place_row
from app.services.places.scope import places_of_municipalities, places_within
from app.services.progress.answers import day_asked
from app.services.rows import Found, paginate, paginate_list

REFERENCES = (PlaceKind.MUNICIPALITY, PlaceKind.COUNTRY, PlaceKind.GROUP)
Within = tuple[Period | None, Period | None]


def find(sight: Sight, indicator_id: str, asked: TwoLevelsFilter) -> Found[TwoLevels]:
    """A page of places with a figure of the indicator, by id. Raises NotFound, Invalid."""
    indicator = row(sight, indicator_id)
    day = day_asked(asked.as_of, today(sight.now))
    within = asked_period("periodFrom", asked.period_from), asked_period("periodTo", asked.period_to)
    require_place(sight, asked.reference)
    measured = [indicator_id, *([indicator.share_of] if indicator.share_of else [])]
    subject = indicator_id, asked.population or _first(populations(sight, measured))
    found = paginate(sight.session, _places(sight, measured, subject[1], asked), asked, Place.id)
    places = [place.id for place in found.items]
    more = [asked.reference] if asked.reference else []
    ground = lay(sight, [*places, *more], day, Wanted([indicator_id], [subject[1]]))
    return found.holding([_read(ground, subject, place, asked.reference, within) for place in places])


def find_of_place(sight: Sight, place_id: str, asked: InsightAsked) -> Found[TwoLevels]:
    """A page of everything that is measured in one place, or that its neighbourhoods come to, by indicator.

    Raises NotFound, Invalid.
    """
    place_row(sight, place_id)
    day = day_asked(asked.as_of, today(sight.now))
    require_place(sight, asked.reference)
    more = [asked.reference] if asked.reference else []
    ground = lay(sight, [place_id, *more], day, Wanted(asked.indicator, asked.population))
    items = [_read(ground, subject, place_id, asked.reference, (None, None)) for subject in ground.subjects([place_id])]
    return paginate_list(items, asked, lambda it: (it.indicator, it.population))


def around(sight: Sight, indicator_id: str, items: Sequence[TwoLevels], asked: TwoLevelsFilter) -> dict[str, Any]:
    """What goes with a page: about whom there are figures, what can be compared with, and the events on the lines."""
    indicator = read(sight, indicator_id)
    measured = [indicator_id, *([indicator.share_of] if indicator.share_of else [])]
    day = day_asked(asked.as_of, today(sight.now))
    return {
        "populations": populations(sight, measured),
        "references": references(sight, measured),
        "events": events_on(sight, indicator_id, indicator.programmes, [item.place for item in items], day),
    }


def populations(sight: Sight, indicators: Sequence[str]) -> list[str]:
    """About whom there are figures of these indicators."""
    statement = select(col(Measurement.population_id)).where(col(Measurement.indicator_id).in_(indicators)).distinct()
    return sorted(sight.session.execute(statement).scalars())


def references(sight: Sight, indicators: Sequence[str]) -> list[str]:
    """The places to compare with that have figures of these indicators: municipalities, the country, groups."""
    measured = select(col(Measurement.place_id)).where(col(Measurement.indicator_id).in_(indicators))
    statement = select(col(Place.id)).where(col(Place.kind).in_(REFERENCES), col(Place.id).in_(measured))
    return sorted(sight.session.execute(statement).scalars())


def _first(populations: Sequence[str]) -> str:
    """Everybody, where there are figures about everybody or none at all."""
    return EVERYBODY if EVERYBODY in populations or not populations else populations[0]


def _places(sight: Sight, indicators: Sequence[str], population: str, asked: TwoLevelsFilter) -> Any:
    """The places where it was measured, and the areas of which a part was."""
    key = col(Place.id)
    measured = select(col(Measurement.place_id)).where(
        col(Measurement.indicator_id).in_(indicators), col(Measurement.population_id) == population
    )
    table = known_table(sight, Membership, MembershipVersion)
    around = known(sight, Membership, MembershipVersion).where(col(table.place_id).in_(measured))
    statement = select(Place).where(or_(key.in_(measured), key.in_(around.with_only_columns(col(table.area_id)))))
    if asked.place:
        statement = statement.where(key.in_(asked.place))
    if asked.area:
        statement = statement.where(key.in_(places_within(sight, asked.area)))
    if asked.municipality:
        statement = statement.where(key.in_(places_of_municipalities(sight, asked.municipality)))
    return statement


def _read(ground: Ground, subject: Subject, place: str, asked_reference: str | None, within: Within) -> TwoLevels:
    indicator, population = subject
    scale = ground.scales[indicator]
    reference = asked_reference or ground.municipality(place)
    reference = None if reference == place else reference
    facts = _between(ground.of(subject, place), within)
    pairs: list[Pair] = beside(facts, ground.of(subject, reference), total=ground.is_total(indicator))
    levels = two_levels(pairs, scale)
    return TwoLevels(
        indicator=indicator,
        place=place,
        population=population,
        reference=reference,
        points=[two_level_point(pair, scale) for pair in pairs],
        since=levels.since.text if levels.since else None,
        until=levels.until.text if levels.until else None,
        through_time=levels.through_time,
        against_reference=levels.against_reference,
        falls_behind=levels.falls_behind,
        share_of=next((fact.share_of for fact in facts if fact.share_of), None),
    )


def _between(facts: Facts, within: Within) -> Facts:
    earliest, latest = within
    return [
        fact
        for fact in facts
        if (earliest is None or fact.period.starts >= earliest.starts)
        and (latest is None or fact.period.ends <= latest.ends)
    ]
