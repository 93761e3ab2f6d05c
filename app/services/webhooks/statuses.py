"""Which statuses changed: only of targets that the changed figures can touch, as anyone may see them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.models.indicator import Indicator
from app.models.measurement import Measurement, MeasurementRevision
from app.models.place import Place, PlaceKind
from app.models.progress import AssessmentRead
from app.models.target import Target
from app.models.terms import Status, TargetState
from app.models.webhook import EventKind, ToldStatus, WebhookEvent
from app.services.access.sight import Sight
from app.services.measurements.composing import INHABITANTS
from app.services.places.scope import areas_around
from app.services.progress.answers import assess_targets

Changes = list[dict[str, Any]]
LOCAL = (PlaceKind.NEIGHBOURHOOD, PlaceKind.AREA)


def looked_at(sight: Sight, event: WebhookEvent) -> list[AssessmentRead]:
    """How every target stands that this event can have changed, as known when it happened."""
    conditions = [] if event.kind == EventKind.EVERYTHING else _touched(sight, event)
    adopted = col(Target.state) == TargetState.ADOPTED
    targets = sight.session.execute(select(Target).where(adopted, *conditions).order_by(col(Target.id))).scalars()
    return assess_targets(sight.known(event.happened_at), targets.all())


def changed(session: Session, assessments: Sequence[AssessmentRead]) -> Changes:
    """What differs from the last look, which this one replaces; a target that was not looked at before is no change."""
    targets = {one.target for one in assessments}
    asked = select(ToldStatus).where(col(ToldStatus.target_id).in_(sorted(targets)))
    told = {(row.target_id, row.place_id): row for row in session.execute(asked).scalars()}
    changes: Changes = []
    for one in assessments:
        before = told.get((one.target, one.place))
        if before is None:
            session.add(ToldStatus(target_id=one.target, place_id=one.place, status=one.status))
        elif before.status != one.status:
            changes.append(_told(one, Status(before.status)))
            before.status = one.status
    session.flush()
    return changes


def _told(one: AssessmentRead, before: Status) -> dict[str, Any]:
    return {
        "target": one.target,
        "place": one.place,
        "programme": one.programme,
        "indicator": one.indicator,
        "from": str(before),
        "to": str(one.status),
    }


def _touched(sight: Sight, event: WebhookEvent) -> list[Any]:
    """Targets of the indicators that changed, or that are weighed by them, at the places or around them.

    What a whole town measures is compared with everywhere, so that a figure of it touches all places.
    """
    changed = (
        select(col(Measurement.indicator_id), col(Measurement.place_id))
        .join(MeasurementRevision, col(MeasurementRevision.measurement_id) == col(Measurement.id))
        .where(
            col(MeasurementRevision.change) >= event.first_change, col(MeasurementRevision.change) < event.end_change
        )
        .distinct()
        .subquery()
    )
    indicators = sorted(sight.session.execute(select(changed.c.indicator_id).distinct()).scalars())
    weighed: list[Any] = [col(Indicator.weigh_by).in_(indicators)]
    if INHABITANTS in indicators:
        weighed.append(col(Indicator.weigh_by).is_(None))
    by_them = col(Target.indicator_id).in_(select(col(Indicator.id)).where(or_(*weighed)))
    of_them = or_(col(Target.indicator_id).in_(indicators), by_them)
    places = select(changed.c.place_id)
    elsewhere = select(col(Place.id)).where(col(Place.id).in_(places), col(Place.kind).not_in(LOCAL)).limit(1)
    if sight.session.execute(elsewhere).first() is not None:
        return [of_them]
    around = areas_around(sight, places)
    columns = (col(Target.place_id), col(Target.every_neighbourhood_of), col(Target.reference_id))
    return [of_them, or_(*(column.in_(each) for column in columns for each in (places, around)))]
