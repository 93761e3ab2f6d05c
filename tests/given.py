"""Small arrangements: places, areas, indicators, programmes, targets and measurements, as a test needs them.

Each stores and commits, because the application looks through connections of its own.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.models.access import SYSTEM, Actor
from app.models.indicator import Indicator, IndicatorVersion, Population
from app.models.intervention import (
    Intervention,
    InterventionGoal,
    InterventionPartner,
    InterventionPlace,
    InterventionVersion,
)
from app.models.measurement import Measurement, MeasurementCreate
from app.models.partner import Partner
from app.models.place import Area, Level, Membership, MembershipVersion, Place, PlaceCode, PlaceKind
from app.models.programme import Node, NodeVersion, Programme, ProgrammeArea, ProgrammePartner, ProgrammeVersion
from app.models.source import Source
from app.models.target import Target, TargetVersion
from app.services.access.versions import keep
from app.services.access.writing import Writing
from app.services.measurements import recording

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LEVELS = [{"id": "theme", "name": "Thema", "kind": "pillar"}, {"id": "goal", "name": "Doel", "kind": "goal"}]


def writing(session: Session, actor: Actor = SYSTEM, now: datetime = LONG_AGO) -> Writing:
    """Somebody who writes, at a moment: by default the platform itself, long ago."""
    return Writing(session, actor, now, now)


def given_place(
    session: Session,
    key: str = "veld",
    *,
    kind: PlaceKind = PlaceKind.NEIGHBOURHOOD,
    code: str | None = None,
    **more: Any,
) -> Place:
    level = Level.NEIGHBOURHOOD if kind is PlaceKind.NEIGHBOURHOOD else None
    place = Place(**({"id": key, "kind": kind, "name": key.title(), "level": level, "fictitious": True} | more))
    session.add(place)
    session.flush()
    if code:
        session.add(PlaceCode(place_id=key, code=code, layout_year=2020))
    session.commit()
    return place


def given_area(session: Session, key: str = "zuid", *, members: Sequence[str] = (), **more: Any) -> Place:
    place = given_place(session, key, kind=PlaceKind.AREA, **more)
    session.add(Area(place_id=key))
    for member in members:
        given_member(session, key, member)
    session.commit()
    return place


def given_member(session: Session, area: str, place: str, share: str = "1", now: datetime = LONG_AGO) -> Membership:
    member = Membership(area_id=area, place_id=place, share=Decimal(share), recorded_at=now, recorded_by="system")
    keep(writing(session), member, MembershipVersion)
    session.commit()
    return member


def given_indicator(session: Session, key: str = "nuisance", **more: Any) -> Indicator:
    """A percentage of which less is better, unless said otherwise."""
    said: dict[str, Any] = {
        "id": key,
        "name": key.title(),
        "unit": "percent",
        "good_direction": "fall",
        "fictitious": True,
    }
    bounds: dict[str, Any] = {
        "lowest": Decimal(0),
        "highest": Decimal(100),
        "recorded_at": LONG_AGO,
        "recorded_by": "system",
    }
    indicator = Indicator(**(said | bounds | more))
    keep(writing(session), indicator, IndicatorVersion)
    session.commit()
    return indicator


def given_population(session: Session, key: str = "all") -> None:
    if session.get(Population, key) is None:
        session.add(Population(id=key, name=key))
        session.commit()


def given_source(session: Session, key: str = "monitor", **more: Any) -> Source:
    source = Source(**({"id": key, "name": key.title()} | more))
    session.add(source)
    session.commit()
    return source


def given_partner(session: Session, key: str = "politie", **more: Any) -> Partner:
    partner = Partner(**({"id": key, "name": key.title()} | more))
    session.add(partner)
    session.commit()
    return partner


def given_programme(
    session: Session, key: str = "samen", *, areas: Sequence[str] = (), partners: Sequence[str] = (), **more: Any
) -> Programme:
    """A programme in these areas, signed by these partners."""
    said: dict[str, Any] = {
        "id": key,
        "name": key.title(),
        "levels": LEVELS,
        "recorded_at": LONG_AGO,
        "recorded_by": "system",
    }
    programme = Programme(**(said | {"fictitious": True} | more))
    keep(writing(session), programme, ProgrammeVersion)
    session.add_all(ProgrammeArea(programme_id=key, area_id=area) for area in areas)
    session.add_all(ProgrammePartner(programme_id=key, partner_id=partner) for partner in partners)
    session.commit()
    return programme


def given_goal(session: Session, key: str = "rust", *, programme: str = "samen", **more: Any) -> Node:
    said: dict[str, Any] = {
        "id": key,
        "programme_id": programme,
        "level": "goal",
        "name": key.title(),
        "recorded_at": LONG_AGO,
    }
    node = Node(**(said | {"recorded_by": "system"} | more))
    keep(writing(session), node, NodeVersion)
    session.commit()
    return node


def given_intervention(
    session: Session,
    key: str = "coaches",
    *,
    places: Sequence[str] = (),
    goals: Sequence[str] = (),
    partners: Sequence[str] = (),
    **more: Any,
) -> Intervention:
    said: dict[str, Any] = {
        "id": key,
        "name": key.title(),
        "recorded_at": LONG_AGO,
        "recorded_by": "system",
        "fictitious": True,
    }
    intervention = Intervention(**(said | more))
    keep(writing(session), intervention, InterventionVersion)
    session.add_all(InterventionPlace(intervention_id=key, place_id=place) for place in places)
    session.add_all(InterventionGoal(intervention_id=key, goal_id=goal) for goal in goals)
    session.add_all(InterventionPartner(intervention_id=key, partner_id=partner) for partner in partners)
    session.commit()
    return intervention


def given_target(session: Session, key: str = "minder", *, now: datetime = LONG_AGO, **more: Any) -> Target:
    """Nuisance from its value in 2006 to 38 in 2011 and 28 in 2017, unless said otherwise."""
    said: dict[str, Any] = {
        "id": key,
        "programme_id": "samen",
        "goal_id": "rust",
        "indicator_id": "nuisance",
        "place_id": "veld",
        "rule": "absolute",
        "bound": "at-most",
        "direction": "fall",
        "baseline_period": "2006",
        "checkpoints": [{"year": 2011, "value": "38"}, {"year": 2017, "value": "28"}],
        "recorded_at": now,
        "recorded_by": "system",
    }
    target = Target(**(said | more))
    keep(writing(session), target, TargetVersion)
    session.commit()
    return target


def given_course(session: Session) -> Target:
    """Everything under one target: a place, an indicator, a programme with a goal; measured in 2006 only."""
    given_population(session)
    given_place(session)
    given_indicator(session)
    given_programme(session)
    given_goal(session)
    target = given_target(session)
    measured(session, "2006", 42)
    return target


def measured(
    session: Session,
    period: str,
    value: float | None,
    *,
    indicator: str = "nuisance",
    place: str = "veld",
    actor: Actor = SYSTEM,
    now: datetime = LONG_AGO,
    **more: Any,
) -> Measurement:
    """A measurement, or its next revision, recorded by `actor` at `now`."""
    said: dict[str, Any] = {"indicator": indicator, "place": place, "period": period, "value": value, "state": "final"}
    clock = max(now, datetime(int(period[:4]) + 2, 1, 1, tzinfo=UTC)) if now is LONG_AGO else now
    new = MeasurementCreate.model_validate(said | more)
    found = recording.record(writing(session, actor, clock), new).measurement
    session.commit()
    return found
