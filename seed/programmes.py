"""Loading programmes: partners, the programme with its tree, and the indicators that it counts by."""

from decimal import Decimal

from app.models.indicator import AcrossPeriods, AcrossPlaces, Indicator, IndicatorVersion
from app.models.partner import Partner
from app.models.programme import (
    Node,
    NodeVersion,
    Programme,
    ProgrammeArea,
    ProgrammePartner,
    ProgrammeVersion,
)
from seed import facts
from seed.seeding import Seeding
from seed.shapes import Facts, IndicatorFact, ProgrammeFact

# The lowest and highest value that a unit allows; a scale without a zero has neither.
BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "percent": (0, 100),
    "per-1000": (0, None),
    "grade": (1, 10),
    "count": (0, None),
    "index": (0, None),
    "euro": (0, None),
    "thousand-euro": (0, None),
    "hectare": (0, None),
    "year": (0, None),
}
SUMMED = frozenset({"count"})
AVERAGED = frozenset({"percent", "per-1000", "grade"})


def load_partners(seeding: Seeding, held: Facts) -> None:
    for fact in held.partners:
        row = Partner(
            id=fact.id,
            name=fact.name,
            kind=fact.kind,
            description=fact.description,
            **seeding.origin(fact.line),
        )
        seeding.put("partner", row)


def load_programme(seeding: Seeding, held: Facts) -> None:
    """The programme with its areas, partners and tree."""
    fact = held.programme
    if fact is None:
        return
    seeding.put("programme", _programme(seeding, fact), ProgrammeVersion)
    for area_id in [fact.area] if fact.area else [area.id for area in held.areas]:
        seeding.put("programme-area", ProgrammeArea(programme_id=fact.id, area_id=area_id))
    for role in fact.partners:
        row = ProgrammePartner(programme_id=fact.id, partner_id=role.id, role=role.role, **seeding.origin(role.line))
        seeding.put("programme-partner", row)
    _load_tree(seeding, held, fact.id)


def load_indicators(seeding: Seeding, held: Facts) -> None:
    for fact in held.indicators:
        seeding.put("indicator", _indicator(seeding, held, fact), IndicatorVersion)


def _programme(seeding: Seeding, fact: ProgrammeFact) -> Programme:
    return Programme(
        id=fact.id,
        name=fact.name,
        starts=fact.starts,
        ends=fact.ends,
        state=fact.state,
        levels=[level.model_dump() for level in fact.levels],
        municipality_id=fact.municipality,
        baseline_rule=fact.baseline_rule,
        summary=fact.summary,
        **seeding.known,
        **seeding.origin(fact.line),
    )


def _load_tree(seeding: Seeding, held: Facts, programme_id: str) -> None:
    for position, fact in enumerate(facts.nodes_of(held)):
        row = Node(
            id=fact.id,
            programme_id=programme_id,
            parent_id=fact.parent,
            level=fact.level,
            name=fact.name,
            description=fact.description,
            position=position,
            life_course=list(fact.life_course) or None,
            social_basis=list(fact.social_basis) or None,
            scale=fact.scale,
            horizon=fact.horizon,
            **seeding.known,
            **seeding.origin(fact.line),
        )
        seeding.put("node", row, NodeVersion)


def _indicator(seeding: Seeding, held: Facts, fact: IndicatorFact) -> Indicator:
    lowest, highest = bounds_of(fact)
    return Indicator(
        id=fact.id,
        name=fact.name,
        definition=fact.definition,
        unit=fact.unit,
        decimals=fact.decimals,
        good_direction=fact.good,
        lowest=lowest,
        highest=highest,
        protected=fact.protected,
        across_places=fact.places or _across_places(fact),
        across_periods=fact.periods or _across_periods(fact),
        weigh_by=fact.weigh_by or "inhabitants",
        rhythm=fact.rhythm or held.rhythm,
        at_date=fact.at_date,
        ratio_scale=fact.ratio,
        survey=fact.survey,
        source=fact.source or held.source,
        theme=fact.theme,
        share_of=fact.share_of,
        **seeding.known,
        **seeding.origin(fact.line),
    )


def bounds_of(fact: IndicatorFact) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and highest value: as the entry says, else what its unit allows."""
    lowest, highest = BOUNDS[fact.unit] if fact.ratio else (None, None)
    return (
        Decimal(lowest) if fact.lowest is None and lowest is not None else fact.lowest,
        Decimal(highest) if fact.highest is None and highest is not None else fact.highest,
    )


def _across_places(fact: IndicatorFact) -> AcrossPlaces:
    if fact.unit in SUMMED:
        return AcrossPlaces.SUM
    return AcrossPlaces.MEAN if fact.unit in AVERAGED else AcrossPlaces.NONE


def _across_periods(fact: IndicatorFact) -> AcrossPeriods:
    """A state of affairs is its latest; what happened or was felt in a span has no rule unless the entry names one."""
    return AcrossPeriods.LATEST if fact.at_date else AcrossPeriods.NONE
