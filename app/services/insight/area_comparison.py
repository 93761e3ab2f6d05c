"""Areas beside each other with care: their latest figures, what to know of them, and what not to conclude."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select, union
from sqlmodel import col

from app.errors import Message, say
from app.language import said
from app.models.area_comparison import (
    AreaComparisonFilter,
    AreaContext,
    Caution,
    CautionRead,
    ComparedArea,
    ComparedFigure,
)
from app.models.indicator import Indicator, IndicatorVersion
from app.models.measurement import Measurement
from app.models.period import today
from app.models.place import Area, Place, PlaceKind, YearlyFigure
from app.models.target import Target
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.insight.care import Context, cautions
from app.services.insight.expecting import expected_at
from app.services.insight.levels import Pair, beside, side
from app.services.insight.loading import Ground, Subject, Wanted, lay
from app.services.insight.shapes import latest
from app.services.insight.telling import is_computed
from app.services.measurements.composing import EVERYBODY, INHABITANTS
from app.services.places.scope import areas_around, places_within
from app.services.progress.answers import day_asked
from app.services.progress.comparing import COUNTS
from app.services.rows import Found, paginate

SENTENCES: dict[Caution, Message] = {
    Caution.INHABITANTS: say(
        "The largest area has more than twice the inhabitants of the smallest: numbers cannot be laid beside each "
        "other plainly, and an average hides more in a large area."
    ),
    Caution.DISTRICTS: say("One area counts more than twice the neighbourhoods of another."),
    Caution.CONTEXT_MISSING: say("Of some areas it is not known how many people live there."),
    Caution.INDICATORS: say(
        "Not all areas use the same indicators for this: what is not measured alike is not compared."
    ),
    Caution.PERIODS: say("The latest figures are of different periods."),
    Caution.SOURCES: say("The figures come from different sources, which may count in different ways."),
    Caution.ESTIMATED: say("Some figures are estimated, because a neighbourhood lies in the area for a part only."),
    Caution.FICTITIOUS: say("One of the areas is made up, for demonstration."),
}


@dataclass(frozen=True)
class Side:
    """One place that is compared: what is measured of it, and what targets ask for."""

    place: Place
    districts: int | None
    subjects: Sequence[Subject]
    expected: Collection[Subject]


def find(sight: Sight, asked: AreaComparisonFilter) -> tuple[Found[ComparedArea], list[str], list[CautionRead]]:
    """A page of places, by id; the indicators that are compared; and what to be careful about. Raises Invalid."""
    day = day_asked(asked.as_of, today(sight.now))
    indicators = _asked_indicators(sight, asked)
    found = paginate(sight.session, _places(sight, asked, indicators), asked, Place.id)
    ids = [row.id for row in found.items]
    populations = [*asked.population, EVERYBODY] if asked.population else []
    ground = lay(sight, ids, day, Wanted([*indicators, INHABITANTS], populations))
    districts, expected = _districts(sight, ids), expected_at(sight, ids)
    sides = [
        _side(ground, row, districts.get(row.id), indicators, expected[row.id], asked.population) for row in found.items
    ]
    items = [_compared(ground, one) for one in sides]
    warnings = [CautionRead(code=code, text=said(SENTENCES[code])) for code in cautions(_contexts(items))]
    return found.holding(items), indicators, warnings


def _places(sight: Sight, asked: AreaComparisonFilter, indicators: Sequence[str]) -> Any:
    """The places that are named in any way; where none is, all areas that use one of these indicators."""
    key, kind = col(Place.id), col(Place.kind)
    if asked.area or asked.within or asked.place:
        inside = key.in_(places_within(sight, asked.within)) & (kind == PlaceKind.NEIGHBOURHOOD)
        areas = key.in_(asked.area) & (kind == PlaceKind.AREA)
        return select(Place).where(or_(areas, inside, key.in_(asked.place)))
    statement = select(Place).where(kind == PlaceKind.AREA)
    if not indicators:
        return statement
    using = select(_using(indicators).c.id)
    return statement.where(or_(key.in_(using), key.in_(areas_around(sight, using))))


def _using(indicators: Sequence[str]) -> Any:
    """The places where these were ever measured, or targets ask for them."""
    totals = select(col(Indicator.share_of)).where(
        col(Indicator.id).in_(indicators), col(Indicator.share_of).is_not(None)
    )
    measured = or_(col(Measurement.indicator_id).in_(indicators), col(Measurement.indicator_id).in_(totals))
    asked = col(Target.indicator_id).in_(indicators)
    return union(
        select(col(Measurement.place_id).label("id")).where(measured),
        select(col(Target.place_id).label("id")).where(asked),
        select(col(Target.every_neighbourhood_of).label("id")).where(asked),
    ).subquery()


def _asked_indicators(sight: Sight, asked: AreaComparisonFilter) -> list[str]:
    """Those that are named, and all about the theme."""
    table = known_table(sight, Indicator, IndicatorVersion)
    found = set(asked.indicator)
    if asked.theme is not None:
        found |= {row.id for row in all_known(sight, Indicator, IndicatorVersion, col(table.theme) == asked.theme)}
    return sorted(found)


def _districts(sight: Sight, ids: Sequence[str]) -> dict[str, int | None]:
    """The number of wijken as printed."""
    rows = sight.session.execute(select(Area).where(col(Area.place_id).in_(ids))).scalars()
    return {row.place_id: row.districts for row in rows}


def _side(
    ground: Ground,
    place: Place,
    districts: int | None,
    indicators: Sequence[str],
    expected: Collection[Subject],
    populations: Sequence[str],
) -> Side:
    """What was measured in the place or is expected there, of what was asked; a figure of everybody is enough."""
    subjects = {*ground.subjects([place.id]), *expected}
    wanted = sorted(
        (indicator, population)
        for indicator, population in subjects
        if indicator in indicators and (not populations or population in populations)
    )
    return Side(place, districts, wanted, expected)


def _compared(ground: Ground, one: Side) -> ComparedArea:
    people = latest(ground.of((INHABITANTS, EVERYBODY), one.place.id))
    inhabitants = YearlyFigure(value=people.value, year=people.period.year) if people else None
    context = AreaContext(
        place=one.place.id,
        municipality=one.place.municipality_id,
        inhabitants=inhabitants,
        districts=one.districts,
        neighbourhoods=len(ground.neighbourhoods(one.place.id)),
        fictitious=one.place.fictitious,
    )
    figures = [_figure(ground, one.place, subject, subject in one.expected, inhabitants) for subject in one.subjects]
    return ComparedArea(context=context, figures=figures)


def _figure(
    ground: Ground, place: Place, subject: Subject, expected: bool, inhabitants: YearlyFigure | None
) -> ComparedFigure:
    """The latest figure, told or not, beside that of its own city."""
    indicator, population = subject
    fact = latest(ground.of(subject, place.id))
    if fact is None:
        return _unmeasured(place, subject, expected)
    pair: Pair = beside([fact], ground.of(subject, place.municipality_id), total=ground.is_total(indicator))[0]
    counts = ground.indicators[indicator].unit in COUNTS and indicator != INHABITANTS
    return ComparedFigure(
        indicator=indicator,
        population=population,
        expected=expected,
        period=fact.period.text,
        value=fact.value,
        missing=fact.reading.missing,
        computed=is_computed(fact),
        estimated=fact.estimated,
        source=fact.seen.row.source,
        reference=place.municipality_id,
        reference_value=pair.reference.value if pair.reference else None,
        difference=pair.difference,
        side=side(pair.difference, ground.scales[indicator]),
        per_1000=_per_1000(fact.value, inhabitants) if counts else None,
    )


def _unmeasured(place: Place, subject: Subject, expected: bool) -> ComparedFigure:
    return ComparedFigure(
        indicator=subject[0],
        population=subject[1],
        expected=expected,
        period=None,
        value=None,
        missing=None,
        computed=False,
        estimated=False,
        source=None,
        reference=place.municipality_id,
        reference_value=None,
        difference=None,
        side=None,
        per_1000=None,
    )


def _per_1000(value: Decimal | None, inhabitants: YearlyFigure | None) -> Decimal | None:
    """A count beside the inhabitants of the last year that is known: large areas have more of everything."""
    if value is None or inhabitants is None or not inhabitants.value:
        return None
    return 1000 * value / inhabitants.value


def _contexts(items: Sequence[ComparedArea]) -> list[Context]:
    return [_context(item) for item in items]


def _context(item: ComparedArea) -> Context:
    people = item.context.inhabitants
    return Context(
        place=item.context.place,
        inhabitants=people.value if people else None,
        districts=item.context.districts,
        indicators=[it.indicator for it in item.figures],
        figures=[(it.indicator, it.period) for it in item.figures if it.period],
        sources=[it.source for it in item.figures if it.source],
        estimated=any(it.estimated for it in item.figures),
        fictitious=item.context.fictitious,
    )
