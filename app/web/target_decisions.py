"""Deciding about a target on the site: adopt, amend, rebase, withdraw, note a fact, judge.

Who comes second sees both versions, loses nothing of what was typed, and decides again.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.errors import NotFound, Unauthenticated, say
from app.models.target_decision import Hindrance, TargetVersionRead
from app.problems import Problem
from app.web.api import ApiDep, Refused, at, refused
from app.web.forms import Typed, typed
from app.web.rendering import render, wants_fragment
from app.web.sessions import visitor_of
from app.web.target_desk import DEEDS, Deed, Desk, open_desk
from app.web.target_forms import disputed, label, merged, rows_of, wrong, wrong_at
from app.web.target_paths import agreed, ahead, versions_told

SIGN_IN = say("Sign in to decide about targets.")
NO_PAGE = say("There is no such page.")
CHANGED = 412
UNWRITTEN = "…"


def deed_named(deed: str) -> Deed:
    """What the last step of the address stands for."""
    if deed not in DEEDS:
        raise refused(NotFound(NO_PAGE))
    return DEEDS[deed]


Named = Annotated[Deed, Depends(deed_named)]
Filled = Annotated[Typed, Depends(typed)]


def who_decides(request: Request, named: Named) -> None:
    """Somebody who is signed in; what they may do with this target, the target says."""
    if visitor_of(request) is None:
        raise refused(Unauthenticated(SIGN_IN))


router = APIRouter(prefix="/streefwaarden/{target_id}", dependencies=[Depends(who_decides)])


@router.get("/{deed}")
async def show_deed(request: Request, api: ApiDep, target_id: str, named: Named) -> HTMLResponse:
    """What this deed means, before it is done; what the address says is filled in."""
    desk = (await open_desk(api, target_id, named)).require()
    return await _form(request, desk, desk.now | dict(request.query_params))


@router.post("/{deed}")
async def do(request: Request, api: ApiDep, target_id: str, named: Named, filled: Filled) -> Response:
    """Do it, show first what it does, or hand back what was typed with the reason that it was refused."""
    desk = await open_desk(api, target_id, named, filled)
    try:
        if filled.get("do") == "look" and named.effect:
            return await _look(request, desk)
        await api.send(desk.path, desk.body, match=filled.get("tag", ""))
    except Refused as refusal:
        return await _handed_back(request, desk, refusal.problem)
    return _onward(request, desk)


async def _look(request: Request, desk: Desk) -> HTMLResponse:
    """The effect. A dry run stores nothing, so that a reason which is still unwritten does not stop it."""
    body = desk.body
    asked = body | {"reason": body["reason"] or UNWRITTEN}
    effect = await desk.api.post(desk.deed.effect, f"{desk.path}?dryRun=true", asked, match=desk.filled.get("tag", ""))
    return await _form(request, desk, desk.filled, effect=effect, lacking=_lacking(desk, effect.hindrances))


async def _handed_back(request: Request, desk: Desk, problem: Problem) -> HTMLResponse:
    if problem.status == CHANGED:
        desk = await desk.anew()
        both = disputed(desk.was, desk.filled, desk.now)
        filled = merged(desk.was, desk.filled, desk.now)
        return await _form(request, desk, filled, status=CHANGED, both=[(label(name), *two) for name, *two in both])
    errors = wrong(problem, desk.filled, desk.target.parties)
    return await _form(request, desk, desk.filled, status=problem.status, errors=errors)


async def _form(request: Request, desk: Desk, filled: Typed, *, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page of a deed. `both` holds what somebody else changed meanwhile, `effect` what a dry run told."""
    target = desk.target
    context: dict[str, Any] = {"errors": {}, "effect": None, "lacking": {}, "both": None} | shown
    context |= {"target": target, "tag": desk.tag, "deed": desk.deed, "filled": filled, "now": desk.now}
    context |= {"points": rows_of(filled, "year", 2), "steps": rows_of(filled, "step", 1)}
    context |= {"agreed": agreed, "ahead": ahead, "meanwhile_told": _since(desk)}
    context |= await desk.deed.extras(desk.api, target)
    return render(request, "targets/decide.html", block="form", status=status, **context)


def _since(desk: Desk) -> list[tuple[TargetVersionRead, str]]:
    """The version that the form was opened with, and what came after it; all where it does not say."""
    since = desk.filled.get("since", "")
    first = int(since) if since.isdecimal() and len(since) < 10 else 0
    told = versions_told(desk.target.history, desk.target.words)
    return [one for one in told if one[0].version >= first]


def _lacking(desk: Desk, hindrances: Sequence[Hindrance]) -> dict[str, str]:
    return wrong_at([(one.field, one.message) for one in hindrances], desk.filled, desk.target.parties)


def _onward(request: Request, desk: Desk) -> Response:
    """Onward to the page of the target; htmx is told to go there itself."""
    address = f"{at('streefwaarden', desk.target.id)}?gedaan={desk.deed.may}"
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)
