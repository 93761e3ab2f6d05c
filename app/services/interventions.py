"""Interventions: what partners do, found, read, made and changed."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.errors import FieldError, Invalid, NotFound, say
from app.models.intervention import (
    Intervention,
    InterventionBase,
    InterventionChange,
    InterventionCreate,
    InterventionFilter,
    InterventionGoal,
    InterventionPartner,
    InterventionPlace,
    InterventionRead,
    InterventionVersion,
    PartnerRole,
)
from app.models.place import as_origin
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.editions import Edited, Held, Holding, editing
from app.services.places.scope import places_of_municipalities, places_within
from app.services.references import ends_before_start, id_of, settled_by_the_key, unknown
from app.services.rows import Found, hold, paginate, same_names
from app.services.tags import SEVERAL, TAGS, tagged_as, tags_of

PLAIN = frozenset({"name", "aim", "starts", "ends", "status", "existing", "verdict", "verdict_reason"})


def find(sight: Sight, asked: InterventionFilter) -> Found[InterventionRead]:
    """A page of interventions."""
    table = known_table(sight, Intervention, InterventionVersion)
    statement = known(sight, Intervention, InterventionVersion).where(*_conditions(sight, table, asked))
    found = paginate(sight.session, statement, asked, table.id)
    return found.holding(read_all(sight, found.items))


def row(sight: Sight, intervention_id: str) -> InterventionBase:
    """The intervention as known; raises NotFound."""
    table = known_table(sight, Intervention, InterventionVersion)
    found = all_known(sight, Intervention, InterventionVersion, col(table.id) == intervention_id)
    if not found:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("intervention"), id=intervention_id[:120]))
    intervention: InterventionBase = found[0]
    return intervention


def read(sight: Sight, intervention_id: str) -> InterventionRead:
    """One intervention; raises NotFound."""
    return read_all(sight, [row(sight, intervention_id)])[0]


def read_all(sight: Sight, interventions: Sequence[InterventionBase]) -> list[InterventionRead]:
    """Interventions as they go out, with places, goals and partners."""
    ids = {intervention.id for intervention in interventions}
    places = _linked(sight, InterventionPlace, InterventionPlace.place_id, ids)
    goals = _linked(sight, InterventionGoal, InterventionGoal.goal_id, ids)
    partners, eyes = _partners(sight, ids), eyes_of(sight)
    return [
        InterventionRead(
            **same_names(one, InterventionRead),
            programme=one.programme_id,
            places=places.get(one.id, []),
            goals=goals.get(one.id, []),
            partners=partners.get(one.id, []),
            origin=as_origin(one),
            may=_may(eyes, places.get(one.id, [])),
        )
        for one in interventions
    ]


def goals_of_partners(partners: Collection[str]) -> Any:
    """The goals to which these partners contribute through an intervention."""
    theirs = select(col(InterventionPartner.intervention_id)).where(col(InterventionPartner.partner_id).in_(partners))
    return select(col(InterventionGoal.goal_id)).where(col(InterventionGoal.intervention_id).in_(theirs))


def create(writing: Writing, new: InterventionCreate) -> Intervention:
    """A new intervention. Raises Invalid with all errors at once, Forbidden outside the scope, Conflict."""
    _check(writing, new, _said(new, {*PLAIN, "fictitious"} | TAGS))
    key = id_of(new.id, new.name, new.places[0])
    row = Intervention(
        **_said(new, {*PLAIN, "fictitious"} | TAGS),
        id=key,
        programme_id=new.programme,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
    with settled_by_the_key(writing, "intervention", Intervention, key):
        keep(writing, row, InterventionVersion)
    _link(writing, key, new, {"places", "goals", "partners"})
    writing.note("create", "intervention", key, {})
    return row


def held(writing: Writing, intervention_id: str) -> Intervention:
    """The one that is about to be changed; raises NotFound."""
    return hold(writing.session, Intervention, intervention_id, "intervention")


def change(writing: Writing, intervention_id: str, patch: InterventionChange) -> Intervention:
    """Change what was sent; raises NotFound, Invalid and Forbidden."""
    row = held(writing, intervention_id)
    _require_its_places(writing, row.id)
    new = _said(patch, patch.model_fields_set)
    _check(writing, patch, {name: getattr(row, name) for name in PLAIN} | new)
    with editing(writing, HOLDING, row):
        for name, value in new.items():
            setattr(row, name, value)
        next_version(writing, row)
        keep(writing, row, InterventionVersion)
        _link(writing, row.id, patch, patch.model_fields_set)
    writing.note("change", "intervention", row.id, {"fields": sorted(patch.model_fields_set)})
    return row


def _require_its_places(writing: Writing, key: str) -> None:
    places = _linked(writing.sight, InterventionPlace, InterventionPlace.place_id, {key}).get(key, [])
    for place in places:
        writing.require_place(place)
    if not places:
        writing.require_everywhere()


def _said(sent: InterventionCreate | InterventionChange, fields: Collection[str]) -> dict[str, Any]:
    """The columns for what was sent, among these fields; places, goals and partners are no columns."""
    values = sent.model_dump(include=set(PLAIN | {"fictitious"})) | tags_of(sent)
    return {name: value for name, value in values.items() if name in fields}


def _check(writing: Writing, sent: InterventionCreate | InterventionChange, as_becomes: dict[str, Any]) -> None:
    """Raises Invalid for everything named that is not there and all that does not fit, and Forbidden for places."""
    errors = [
        *unknown(writing, "place", "places", sent.places),
        *unknown(writing, "goal", "goals", sent.goals),
        *unknown(writing, "partner", "partners", [one.partner for one in sent.partners]),
        *ends_before_start(as_becomes["starts"], as_becomes["ends"]),
        *_wrong_with_verdict(as_becomes),
    ]
    if isinstance(sent, InterventionCreate):
        errors += unknown(writing, "programme", "programme", sent.programme)
    if errors:
        raise Invalid(errors)
    for place in sent.places:
        writing.require_place(place)


def _wrong_with_verdict(as_becomes: dict[str, Any]) -> Iterator[FieldError]:
    """What runs on needs no verdict yet; a verdict is about what ran before the programme did."""
    verdict, reason = as_becomes["verdict"], as_becomes["verdict_reason"]
    if verdict is not None and not as_becomes["existing"]:
        remedy = say("A verdict is about what ran before the programme. Say that it did, or leave the verdict out.")
        yield FieldError("verdict", "verdict-without-existing", remedy, verdict)
    if reason is not None and verdict is None:
        remedy = say("This is the reason for a verdict. Give the verdict too.")
        yield FieldError("verdictReason", "reason-without-verdict", remedy)


def _link(writing: Writing, key: str, sent: InterventionCreate | InterventionChange, fields: Collection[str]) -> None:
    """Replace the links that were sent."""
    session = writing.session
    rows: dict[str, tuple[type[Any], list[Any]]] = {
        "places": (
            InterventionPlace,
            [InterventionPlace(intervention_id=key, place_id=one) for one in dict.fromkeys(sent.places)],
        ),
        "goals": (
            InterventionGoal,
            [InterventionGoal(intervention_id=key, goal_id=one) for one in dict.fromkeys(sent.goals)],
        ),
        "partners": (
            InterventionPartner,
            [
                InterventionPartner(intervention_id=key, partner_id=partner, role=role)
                for partner, role in dict.fromkeys((one.partner, one.role) for one in sent.partners)
            ],
        ),
    }
    for model, links in (rows[field] for field in rows.keys() & fields):
        session.execute(delete(model).where(model.intervention_id == key))
        session.add_all(links)
    session.flush()


def _may(eyes: Eyes, places: Sequence[str]) -> list[str]:
    """Changing takes the right for every place that it is about."""
    about: Sequence[str | None] = places or [None]
    return ["change"] if all(eyes.steers(place) for place in about) else []


def _linked(sight: Sight, model: Any, column: Any, ids: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    statement = select(model.intervention_id, column).where(model.intervention_id.in_(ids)).order_by(column)
    for key, other in sight.session.execute(statement):
        found.setdefault(key, []).append(other)
    return found


def _partners(sight: Sight, ids: Collection[str]) -> dict[str, list[PartnerRole]]:
    found: dict[str, list[PartnerRole]] = {}
    statement = select(InterventionPartner).where(col(InterventionPartner.intervention_id).in_(ids))
    for link in sight.session.execute(statement.order_by(col(InterventionPartner.partner_id))).scalars():
        found.setdefault(link.intervention_id, []).append(PartnerRole(partner=link.partner_id, role=link.role))
    return found


def _conditions(sight: Sight, table: Any, asked: InterventionFilter) -> list[Any]:
    place, key = col(InterventionPlace.place_id), col(InterventionPlace.intervention_id)
    conditions: list[Any] = [
        table.id.in_(select(key).where(place.in_(places)))
        for wanted, places in (
            (asked.place, asked.place),
            (asked.area, places_within(sight, asked.area)),
            (asked.municipality, places_of_municipalities(sight, asked.municipality)),
        )
        if wanted
    ]
    if asked.programme:
        conditions.append(table.programme_id.in_(asked.programme))
    if asked.status:
        conditions.append(table.status.in_(asked.status))
    if asked.verdict:
        conditions.append(table.verdict.in_(asked.verdict))
    if asked.existing is not None:
        conditions.append(func.coalesce(table.existing, False).is_(asked.existing))
    goals = select(col(InterventionGoal.intervention_id)).where(col(InterventionGoal.goal_id).in_(asked.goal))
    if asked.goal:
        conditions.append(table.id.in_(goals))
    partner = col(InterventionPartner.partner_id).in_(asked.partner)
    if asked.partner:
        conditions.append(table.id.in_(select(col(InterventionPartner.intervention_id)).where(partner)))
    return conditions + tagged_as(table, asked)


def _held(session: Session, row: Intervention) -> Held:
    def linked(model: Any, column: str) -> list[Any]:
        links = session.execute(select(model).where(model.intervention_id == row.id)).scalars()
        return sorted(links, key=lambda link: str(getattr(link, column)))

    return {
        **{name: getattr(row, name) for name in sorted(PLAIN)},
        **{name: getattr(row, name) or ([] if name in SEVERAL else None) for name in sorted(TAGS)},
        "places": [link.place_id for link in linked(InterventionPlace, "place_id")],
        "goals": [link.goal_id for link in linked(InterventionGoal, "goal_id")],
        "partners": [
            {"partner": link.partner_id, "role": link.role} for link in linked(InterventionPartner, "partner_id")
        ],
    }


HOLDING = Holding("intervention", _held)
INTERVENTIONS = Edited(HOLDING, InterventionChange, row, held, change)
