"""The best and the worst neighbourhood of an area beside its own figure and the city's, for every indicator."""

from collections.abc import Iterator

from app.models.insight import OutlierFilter, OutlierRead, PlaceFigure
from app.models.period import Period
from app.models.terms import Movement
from app.services.access.sight import Sight
from app.services.insight.extremes import Extremes, extremes
from app.services.insight.levels import Pair
from app.services.insight.loading import Subject
from app.services.insight.shapes import Fact, by_period
from app.services.insight.surveying import Survey, survey
from app.services.insight.telling import place_figure
from app.services.measurements.finding import asked_period
from app.services.rows import Found, paginate_list


def find(sight: Sight, area_id: str, asked: OutlierFilter) -> Found[OutlierRead]:
    """By indicator and population; what fewer than two neighbourhoods have a figure of is left out.

    Raises NotFound, Invalid.
    """
    period = asked_period("period", asked.period)
    found = survey(sight, area_id, asked)
    return paginate_list(list(_all(found, period)), asked, lambda it: (it.indicator, it.population))


def _all(found: Survey, period: Period | None) -> Iterator[OutlierRead]:
    for subject in found.ground.subjects(found.inside):
        series = {place: found.ground.of(subject, place) for place in found.inside}
        if ends := extremes(series, period):
            yield _read(found, subject, ends)


def _read(found: Survey, subject: Subject, ends: Extremes) -> OutlierRead:
    scale, total = found.ground.scales[subject[0]], found.ground.is_total(subject[0])
    references = {place: _reference(found, subject, place, ends.period) for place in (*found.inside, found.area)}
    own = by_period(found.ground.of(subject, found.area)).get(ends.period)
    reference = references[found.area]

    def figures(places: tuple[str, ...]) -> list[PlaceFigure]:
        return [place_figure(place, Pair(ends.told[place], references[place], total), scale) for place in places]

    area = place_figure(found.area, Pair(own, reference, total), scale) if own else None
    worst = [] if total else figures(ends.worst(scale))
    beside = found.reference_of(found.area)
    return OutlierRead(
        indicator=subject[0],
        population=subject[1],
        period=ends.period.text,
        area=area,
        reference=place_figure(beside, Pair(reference), scale) if reference and beside else None,
        best=[] if total else figures(ends.best(scale)),
        worst=worst,
        highest=figures(ends.highest),
        lowest=figures(ends.lowest),
        compared=len(ends.told),
        suppressed=list(ends.hidden),
        missing=list(ends.missing),
        hidden_by_mean=_is_hidden_by_mean(area, worst),
    )


def _reference(found: Survey, subject: Subject, place: str, period: Period) -> Fact | None:
    return by_period(found.ground.of(subject, found.reference_of(place))).get(period)


def _is_hidden_by_mean(area: PlaceFigure | None, worst: list[PlaceFigure]) -> bool:
    """The area is no worse than its reference, and a neighbourhood in it is."""
    if area is None or area.side is None:
        return False
    return area.side is not Movement.WORSE and any(it.side is Movement.WORSE for it in worst)
