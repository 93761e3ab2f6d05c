"""Governance: the bodies of a programme as a tree, one body with its meetings, and the log of decisions."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.models.decision import DecisionRead
from app.models.duty import DutyRead
from app.models.governance import BodyRead, MeetingRead
from app.models.partner import PartnerRead
from app.models.programme import ProgrammeRead
from app.web.api import ApiDep, at
from app.web.governance_wording import PAGES
from app.web.names import Names
from app.web.paging import leaf_of
from app.web.rendering import render
from app.web.sorting import by_name, in_order
from app.web.together import together

router = APIRouter()
FILTERS = {"gremium": "body", "partner": "partner", "uitvoering": "execution"}
Branch = tuple[BodyRead, list[Any]]
Filled = dict[str, str]


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name][:120] for name in FILTERS if request.query_params.get(name)}


@router.get("/programmas/{programme_id}/bestuur")
async def list_bodies(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """Who governs a programme: the bodies in their order, the steps in setting them up, and every duty.

    Duties without a day stand in no calendar; here they are found too.
    """
    programme, bodies, partners, duties = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(BodyRead, "/bodies", {"programme": programme_id}),
        api.all(PartnerRead, "/partners"),
        api.all(DutyRead, "/duties", {"programme": programme_id}),
    )
    shown: dict[str, Any] = {"tree": tree_of(bodies), "steps": steps_of(bodies), "names": Names(partners)}
    shown |= {"duties": by_name(duties)}
    return render(request, "governance/bodies.html", programme=programme, **shown)


def tree_of(bodies: Sequence[BodyRead]) -> list[Branch]:
    """Bodies under the one that they stand under; a body whose parent is not shown stands at the top."""
    there = {body.id for body in bodies}

    def under(parent: str | None) -> list[Branch]:
        mine = [body for body in bodies if (body.parent if body.parent in there else None) == parent]
        return [(body, under(body.id)) for body in by_name(mine)]

    return under(None)


def steps_of(bodies: Iterable[BodyRead]) -> list[tuple[BodyRead, Any]]:
    """The steps that are not done, those that are overdue first, and those without a day last."""
    steps = [(body, step) for body in bodies for step in body.steps if step.done is None and step.due is not None]
    return sorted(steps, key=lambda pair: (pair[1].due, in_order(pair[0].name)))


@router.get("/gremia/{body_id}")
async def show_body(request: Request, api: ApiDep, body_id: str) -> HTMLResponse:
    """One body: who sits in it for whom, how often it meets, who comes, and what it decided."""
    body, meetings, decisions, partners = await together(
        api.get(BodyRead, at("bodies", body_id)),
        api.all(MeetingRead, "/meetings", {"body": body_id}),
        api.all(DecisionRead, "/decisions", {"body": body_id}),
        api.all(PartnerRead, "/partners"),
    )
    meetings = sorted(meetings, key=lambda meeting: (meeting.held_on, meeting.id), reverse=True)
    shown: dict[str, Any] = {"leaf": leaf_of(meetings, request), "decisions": newest(decisions)}
    return render(request, "governance/body.html", body=body, **shown, names=Names([body], partners))


def newest(decisions: Iterable[DecisionRead]) -> list[DecisionRead]:
    """The last that were taken first; those of which the day is not known come last, by name."""
    ordered = sorted(decisions, key=lambda one: (in_order(one.name), one.id))
    dated = sorted((one for one in ordered if one.decided_on), key=lambda one: str(one.decided_on), reverse=True)
    return [*dated, *(one for one in ordered if one.decided_on is None)]


@router.get("/programmas/{programme_id}/besluiten")
async def list_decisions(
    request: Request, api: ApiDep, programme_id: str, asked: Annotated[Filled, Depends(filters)]
) -> HTMLResponse:
    """The log of decisions of a programme, newest first."""
    question = {"programme": programme_id, **{FILTERS[name]: text for name, text in asked.items()}}
    programme, decisions, bodies, partners = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(DecisionRead, "/decisions", question),
        api.all(BodyRead, "/bodies", {"programme": programme_id}),
        api.all(PartnerRead, "/partners", {"programme": programme_id}),
    )
    choices: dict[str, Any] = {"bodies": by_name(bodies), "partners": by_name(partners), "asked": asked}
    shown = {**choices, **log_of(decisions, request), "names": Names(bodies, partners)}
    return render(request, "governance/decisions.html", block="results", programme=programme, **shown)


def log_of(decisions: Sequence[DecisionRead], request: Request) -> dict[str, Any]:
    """The leaf of the log that is asked for, and how many in the whole log are overdue."""
    return {"leaf": leaf_of(newest(decisions), request), "late": sum(one.overdue for one in decisions)}


@router.get("/besluiten/{decision_id}")
async def show_decision(request: Request, api: ApiDep, decision_id: str) -> HTMLResponse:
    """One decision: who agreed, what it is about, and how far it was carried out."""
    decision = await api.get(DecisionRead, at("decisions", decision_id))
    programme, bodies, partners = await together(
        api.get(ProgrammeRead, at("programmes", decision.programme)),
        api.all(BodyRead, "/bodies", {"programme": decision.programme}),
        api.all(PartnerRead, "/partners"),
    )
    names = Names(bodies, partners)
    return render(request, "governance/decision.html", decision=decision, programme=programme, names=names, pages=PAGES)


@router.get("/partners/{partner_id}/bestuur")
async def show_partner_in_governance(request: Request, api: ApiDep, partner_id: str) -> HTMLResponse:
    """What an organisation sits in, has to do and is asked to agree to: its own view of all programmes."""
    partner, bodies, duties, decisions = await together(
        api.get(PartnerRead, at("partners", partner_id)),
        api.all(BodyRead, "/bodies", {"partner": partner_id}),
        api.all(DutyRead, "/duties", {"partner": partner_id}),
        api.all(DecisionRead, "/decisions", {"partner": partner_id}),
    )
    shown: dict[str, Any] = {"bodies": by_name(bodies), "duties": in_turn(duties), "decisions": newest(decisions)}
    return render(request, "governance/partner.html", partner=partner, **shown)


def in_turn(duties: Iterable[DutyRead]) -> list[DutyRead]:
    """Those that are overdue first, then by the next day on which something is due; what binds no longer comes last."""
    return sorted(
        duties,
        key=lambda duty: (not duty.holds, not duty.overdue, str(duty.next_due or "9"), in_order(duty.name), duty.id),
    )
