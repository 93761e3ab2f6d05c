"""The entity sets: measurements as facts, and around them places, indicators, targets and who is behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic.alias_generators import to_camel

from app.models.indicator import IndicatorFilter, IndicatorRead
from app.models.intervention import InterventionFilter, InterventionRead
from app.models.measurement import MeasurementRead
from app.models.partner import PartnerFilter, PartnerRead
from app.models.period import Period
from app.models.place import AreaFilter, AreaRead, NeighbourhoodRead, PlaceFilter, PlaceRead, StatusCounts
from app.models.progress import AssessmentRead
from app.models.target import CheckpointRead, TargetFilter, TargetRead
from app.services import indicators, interventions, partners
from app.services.odata.measured import Measurements
from app.services.odata.shapes import EntityType, Kind, Navigation, Property, published
from app.services.odata.sources import (
    Assessments,
    Room,
    Source,
    interventions_with_ids,
    named_in,
    targets_with_ids,
)
from app.services.places import finding, profiles
from app.services.targets import finding as targets

OF_INDICATOR = Navigation("ofIndicator", "indicators", "indicator")
AT_PLACE = Navigation("atPlace", "places", "place")
AS_PLACE = Navigation("asPlace", "places", "id")
IN_AREAS = Navigation("inAreas", "areas", "areas", many=True)


@dataclass(frozen=True)
class EntitySet:
    """A set by the name in its address: what its items are, and where they come from."""

    name: str
    type: EntityType
    source: Source


def _last(target: TargetRead) -> CheckpointRead | None:
    return max(target.checkpoints, key=lambda one: one.year, default=None)


def _newest(place: Any) -> Any:
    return place.codes[-1] if place.codes else None


PERIOD_KIND = Property("periodKind", Kind.TEXT, lambda one: Period.parse(one.period).kind)
PERIOD_START = Property("periodStart", Kind.DAY, lambda one: Period.parse(one.period).starts)
PERIOD_END = Property("periodEnd", Kind.DAY, lambda one: Period.parse(one.period).ends)
CODE = Property("code", Kind.TEXT, lambda one: getattr(_newest(one), "code", None), nullable=True)
LAYOUT_YEAR = Property(
    "layoutYear", Kind.INTEGER, lambda one: getattr(_newest(one), "layout_year", None), nullable=True
)
AREAS = Property("areas", Kind.TEXT, lambda one: [share.area for share in one.areas], many=True)
PARTNERS = Property(
    "partners", Kind.TEXT, lambda one: list(dict.fromkeys(it.partner for it in one.partners)), many=True
)
GOAL_NAME = Property("goalName", Kind.TEXT, lambda one: one.path[-1].name if one.path else None, nullable=True)
LAST_YEAR = Property("lastCheckpointYear", Kind.INTEGER, lambda one: getattr(_last(one), "year", None), nullable=True)
LAST_VALUE = Property(
    "lastCheckpointValue", Kind.DECIMAL, lambda one: getattr(_last(one), "value", None), nullable=True
)
LAST_CHANGE = Property(
    "lastCheckpointChange", Kind.DECIMAL, lambda one: getattr(_last(one), "change", None), nullable=True
)
AT_ALL = Property("everyNeighbourhoodOf", Kind.TEXT, lambda one: one.scope.every_neighbourhood_of, nullable=True)
COUNTS = [f"counts{name[0].upper()}{name[1:]}" for name in map(to_camel, StatusCounts.model_fields)]
"""Only the assessment of every neighbourhood together has them; here each is of one place."""

SETS: Mapping[str, EntitySet] = {
    one.name: one
    for one in (
        EntitySet(
            "measurements",
            EntityType.of(
                "Measurement",
                published(MeasurementRead, PERIOD_KIND, PERIOD_START, PERIOD_END),
                (OF_INDICATOR, AT_PLACE, Navigation("fromPartner", "partners", "partner")),
            ),
            Measurements(),
        ),
        EntitySet(
            "places",
            EntityType.of("Place", published(PlaceRead, CODE, LAYOUT_YEAR, AREAS), (IN_AREAS,)),
            Room(
                finding.find,
                PlaceFilter,
                {"id": "place", "kind": "kind"},
                named_in(finding.find, PlaceFilter, "place"),
            ),
        ),
        EntitySet(
            "areas",
            EntityType.of("Area", published(AreaRead), (AS_PLACE,)),
            Room(profiles.find, AreaFilter, {"id": "place"}, named_in(profiles.find, AreaFilter, "place")),
        ),
        EntitySet(
            "neighbourhoods",
            EntityType.of(
                "Neighbourhood", published(NeighbourhoodRead, CODE, LAYOUT_YEAR, AREAS), (AS_PLACE, IN_AREAS)
            ),
            Room(
                finding.find_neighbourhoods,
                PlaceFilter,
                {"id": "place"},
                named_in(finding.find_neighbourhoods, PlaceFilter, "place"),
            ),
        ),
        EntitySet(
            "indicators",
            EntityType.of("Indicator", published(IndicatorRead)),
            Room(
                indicators.find,
                IndicatorFilter,
                {"id": "indicator", "source": "source", "theme": "theme"},
                named_in(indicators.find, IndicatorFilter, "indicator"),
            ),
        ),
        EntitySet(
            "targets",
            EntityType.of(
                "Target",
                published(
                    TargetRead,
                    GOAL_NAME,
                    AT_ALL,
                    LAST_YEAR,
                    LAST_VALUE,
                    LAST_CHANGE,
                    leave_out=("scopePlace", "scopeEveryNeighbourhoodOf"),
                ),
                (OF_INDICATOR, AT_PLACE, Navigation("referencePlace", "places", "reference")),
            ),
            Room(
                targets.find,
                TargetFilter,
                {name: name for name in ("programme", "goal", "indicator", "rule", "state")},
                targets_with_ids,
            ),
        ),
        EntitySet(
            "assessments",
            EntityType.of(
                "Assessment",
                published(AssessmentRead, leave_out=COUNTS),
                (Navigation("ofTarget", "targets", "target"), OF_INDICATOR, AT_PLACE),
                key=("target", "place"),
            ),
            Assessments(),
        ),
        EntitySet(
            "interventions",
            EntityType.of(
                "Intervention",
                published(InterventionRead, PARTNERS),
                (
                    Navigation("atPlaces", "places", "places", many=True),
                    Navigation("withPartners", "partners", "partners", many=True),
                ),
            ),
            Room(
                interventions.find,
                InterventionFilter,
                {"programme": "programme", "status": "status", "verdict": "verdict"},
                interventions_with_ids,
            ),
        ),
        EntitySet(
            "partners",
            EntityType.of("Partner", published(PartnerRead)),
            Room(
                partners.find,
                PartnerFilter,
                {"id": "partner", "kind": "kind"},
                named_in(partners.find, PartnerFilter, "partner"),
            ),
        ),
    )
}
