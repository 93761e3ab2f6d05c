"""Loading what assessments need, for many targets at once: a fixed number of queries, however many targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.indicator import Indicator, IndicatorBase, IndicatorVersion, Rhythm
from app.models.period import Period
from app.models.place import Membership, MembershipBase, MembershipVersion, Place
from app.models.programme import Programme, ProgrammeVersion
from app.models.progress import Judgement
from app.models.target import TargetBase
from app.models.terms import Bound, Direction, GoodDirection, Rule, TargetState
from app.services.access.sight import Sight
from app.services.access.versions import all_known, known_table
from app.services.measurements.composing import EVERYBODY, Series, as_seen, compose, weight_of
from app.services.measurements.seeing import Seen, SeriesKey, series
from app.services.progress.figures import Figures
from app.services.progress.shapes import Aim, Checkpoint, Milestone, Reading, Scale, Step

MONTHS = {
    Rhythm.WEEKLY: 1,
    Rhythm.MONTHLY: 1,
    Rhythm.QUARTERLY: 3,
    Rhythm.HALF_YEARLY: 6,
    Rhythm.YEARLY: 12,
    Rhythm.TWO_YEARLY: 24,
    Rhythm.FOUR_YEARLY: 48,
}


REACHED = "reached"
NO_FIGURES, NO_SCALE = Figures(), Scale()

Members = Mapping[str, Sequence[MembershipBase]]


@dataclass(frozen=True)
class Case:
    """One target at one place, with all that its assessment rests on."""

    target: TargetBase
    place: str
    aim: Aim
    scale: Scale
    figures: Figures
    reference: str | None
    reference_figures: Figures
    judgement: Judgement | None


@dataclass(frozen=True)
class Shelf:
    """The rows that cases are made of, by id."""

    scales: Mapping[str, Scale]
    starts: Mapping[str, date | None]
    municipalities: Mapping[str, str | None]
    members: Members
    figures: Mapping[SeriesKey, Figures]
    judgements: Mapping[tuple[str, str], Judgement]


def about(target: TargetBase) -> str:
    """The place, or the area of which it wants every neighbourhood."""
    return target.place_id or target.every_neighbourhood_of or ""


def load(sight: Sight, targets: Sequence[TargetBase]) -> list[Case]:
    """A case for each target and place, in the order of the targets."""
    if not targets:
        return []
    shelf = _shelf(sight, targets)
    return [_case(shelf, target, place) for target in targets for place in _places(shelf.members, target)]


def _places(members: Members, target: TargetBase) -> Sequence[str]:
    if target.place_id is not None:
        return [target.place_id]
    return [member.place_id for member in members.get(target.every_neighbourhood_of or "", [])]


def _shelf(sight: Sight, targets: Sequence[TargetBase]) -> Shelf:
    """All rows in a fixed number of queries: what areas are made of first, for it says which figures are needed."""
    members = _members(sight, {place for target in targets for place in _named(target)})
    places = {place for target in targets for place in _places(members, target)}
    municipalities = _municipalities(sight, places)
    compared = _given({target.reference_id for target in targets} | set(municipalities.values()))
    indicators = _indicators(sight, _given({target.indicator_id for target in targets}))
    return Shelf(
        scales={id: scale_of(indicator) for id, indicator in indicators.items()},
        starts=_starts(sight, {target.programme_id for target in targets}),
        municipalities=municipalities,
        members=members,
        figures=_figures(sight, targets, indicators, {area: members.get(area, []) for area in places | compared}),
        judgements=_judgements(sight, {target.id for target in targets}),
    )


def _figures(
    sight: Sight, targets: Sequence[TargetBase], indicators: Mapping[str, IndicatorBase], places: Members
) -> dict[SeriesKey, Figures]:
    """The figures of these places, areas among them; what an area lacks is computed from its neighbourhoods."""
    areas = {place: members for place, members in places.items() if members}
    weights = {weight_of(indicator) for indicator in indicators.values()} if areas else set()
    parts = {member.place_id for members in areas.values() for member in members}
    populations = {target.population_id for target in targets}
    found = series(sight, indicators.keys() | weights, places.keys() | parts, populations | {EVERYBODY})
    composed = {
        (indicator.id, area, population): _composed(indicator, area, members, population, found)
        for area, members in areas.items()
        for indicator in indicators.values()
        for population in populations
    }
    return {key: Figures(figures) for key, figures in (found | composed).items()}


def _composed(
    indicator: IndicatorBase, area: str, members: Sequence[MembershipBase], population: str, figures: Series
) -> list[Seen]:
    wholes = compose(indicator, area, members, population, figures)
    return [one for whole in wholes if (one := as_seen(whole))]


def _named(target: TargetBase) -> set[str]:
    """The places that a target names itself; areas among them have neighbourhoods."""
    return _given((target.every_neighbourhood_of, target.place_id, target.reference_id))


def _given(values: Iterable[str | None]) -> set[str]:
    return {value for value in values if value is not None}


def _members(sight: Sight, areas: set[str]) -> dict[str, list[MembershipBase]]:
    """What these areas are made of, as known; a place that is no area has no members."""
    table = known_table(sight, Membership, MembershipVersion)
    found: dict[str, list[MembershipBase]] = {}
    for row in all_known(sight, Membership, MembershipVersion, col(table.area_id).in_(areas)):
        found.setdefault(row.area_id, []).append(row)
    return {area: sorted(members, key=lambda one: one.place_id) for area, members in found.items()}


def _municipalities(sight: Sight, places: set[str]) -> dict[str, str | None]:
    statement = select(col(Place.id), col(Place.municipality_id)).where(col(Place.id).in_(places))
    return {row.id: row.municipality_id for row in sight.session.execute(statement)}


def _indicators(sight: Sight, ids: set[str]) -> dict[str, IndicatorBase]:
    table = known_table(sight, Indicator, IndicatorVersion)
    return {row.id: row for row in all_known(sight, Indicator, IndicatorVersion, col(table.id).in_(ids))}


def _starts(sight: Sight, programmes: set[str]) -> dict[str, date | None]:
    table = known_table(sight, Programme, ProgrammeVersion)
    return {row.id: row.starts for row in all_known(sight, Programme, ProgrammeVersion, col(table.id).in_(programmes))}


def _judgements(sight: Sight, targets: set[str]) -> dict[tuple[str, str], Judgement]:
    """The latest judgement of each target and place."""
    statement = select(Judgement).where(col(Judgement.target_id).in_(targets)).order_by(col(Judgement.id))
    if sight.known_at is not None:
        statement = statement.where(col(Judgement.recorded_at) <= sight.known_at)
    return {(row.target_id, row.place_id): row for row in sight.session.execute(statement).scalars()}


def _case(shelf: Shelf, target: TargetBase, place: str) -> Case:
    reference = target.reference_id or shelf.municipalities.get(place)
    indicator, population = target.indicator_id or "", target.population_id
    starts = shelf.starts.get(target.programme_id)
    return Case(
        target=target,
        place=place,
        aim=aim_of(target, place, starts.year if starts else None),
        scale=shelf.scales.get(indicator, NO_SCALE),
        figures=shelf.figures.get((indicator, place, population), NO_FIGURES),
        reference=reference,
        reference_figures=shelf.figures.get((indicator, reference or "", population), NO_FIGURES),
        judgement=shelf.judgements.get((target.id, place)),
    )


def scale_of(indicator: IndicatorBase | None) -> Scale:
    """What an assessment needs to know of an indicator; a milestone has none."""
    if indicator is None:
        return NO_SCALE
    rhythm = MONTHS.get(Rhythm(indicator.rhythm)) if indicator.rhythm else None
    return Scale(
        unit=indicator.unit,
        decimals=indicator.decimals,
        good=GoodDirection(indicator.good_direction),
        lowest=indicator.lowest,
        highest=indicator.highest,
        ratio=indicator.ratio_scale,
        at_date=indicator.at_date,
        rhythm_months=rhythm,
    )


def aim_of(target: TargetBase, place: str, programme_starts: int | None = None) -> Aim:
    """What the target wants at this place; its baseline is the measurement of its baseline period."""
    return Aim(
        target=target.id,
        place=place,
        rule=Rule(target.rule),
        indicator=target.indicator_id or "",
        population=target.population_id,
        bound=Bound(target.bound),
        direction=Direction(target.direction),
        checkpoints=tuple(_checkpoint(point) for point in open_checkpoints(target)),
        baseline=_baseline(target),
        start_year=target.start_year or programme_starts,
        end_year=target.end_year,
        patience_until=target.patience_until,
        reference=target.reference_id,
        milestone=_milestone(target) if target.rule == Rule.MILESTONE else None,
        state=TargetState(target.state),
    )


def open_checkpoints(target: TargetBase) -> list[dict[str, Any]]:
    """Those that make the path: what was reached before the baseline was replaced is none of it, but for the end."""
    end = max((point["year"] for point in target.checkpoints), default=None)
    return [point for point in target.checkpoints if point.get("mark") != REACHED or point["year"] == end]


def _baseline(target: TargetBase) -> Reading | None:
    """The period in force; its value is looked up among the figures."""
    return Reading(Period.parse(target.baseline_period)) if target.baseline_period else None


def _checkpoint(point: dict[str, Any]) -> Checkpoint:
    return Checkpoint(year=point["year"], value=_decimal(point.get("value")), change=_decimal(point.get("change")))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _milestone(target: TargetBase) -> Milestone:
    """The milestone is done when its last step is done, with evidence."""
    steps = tuple(Step(due=_day(step.get("due")) or date.max, done=_done(step)) for step in target.steps)
    last = target.steps[-1] if target.steps else {}
    return Milestone(due=_day(last.get("due")), done=_done(last), steps=steps[:-1])


def _done(step: dict[str, Any]) -> date | None:
    return _day(step.get("done")) if step.get("evidence") else None


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
