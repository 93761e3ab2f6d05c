"""Entry by people: one way to make and change everything that a programme keeps, with the API as its only judge."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.errors import Message
from app.models.programme import ProgrammeRead
from app.web.api import ApiDep, Refused
from app.web.entry.checking import check
from app.web.entry.choices import MOST_OPTIONS, choices_of, named
from app.web.entry.desk import (
    change_form,
    kept_facts,
    new_form,
    noun_of,
    onward,
    own_words,
    sheet_of,
    show,
    take_in,
    who_steers,
)
from app.web.entry.fields import Ask
from app.web.entry.finding import changeable, listed
from app.web.entry.history import as_versions, name_of, restore, versions_of
from app.web.entry.noun import Noun
from app.web.entry.nouns import ALL
from app.web.forms import Typed, by_field, typed
from app.web.paging import with_query
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter(prefix="/invoer")
Steering = Depends(who_steers)


def _noun(word: str) -> Noun:
    return noun_of(word)


Asked = Annotated[Noun, Depends(_noun)]
Filled = Annotated[Typed, Depends(typed)]


@router.get("", dependencies=[Steering])
async def show_index(request: Request, api: ApiDep) -> HTMLResponse:
    """What can be entered, for which programme."""
    programmes = by_name(await api.all(ProgrammeRead, "/programmes"))
    chosen = next((one for one in programmes if one.id == request.query_params.get("programme")), None)
    context: dict[str, Any] = {"programmes": programmes, "chosen": chosen, "nouns": list(ALL.values())}
    return render(request, "entry/index.html", **context)


@router.get("/keuzes/{kinds}", dependencies=[Steering])
async def show_choices(request: Request, api: ApiDep, kinds: str) -> HTMLResponse:
    """What can be chosen, by a part of its name, where there is too much for one list."""
    asked = request.query_params
    found = await named(api, kinds.split("+"), asked.get("programme", ""), asked.get("q", "")[:200])
    found.is_cut = True  # each says its id here, as on the form that asks
    options = found.of(Ask("", Message(""), to=tuple(kinds.split("+"))))[:MOST_OPTIONS]
    return render(request, "entry/choices.html", block="options", kinds=kinds, options=options)


@router.get("/{word}", dependencies=[Steering])
async def list_nouns(request: Request, api: ApiDep, noun: Asked) -> HTMLResponse:
    """All that is there of one noun, to choose what to change."""
    programme = request.query_params.get("programme", "")
    if noun.of_programme and not programme:
        return await _which_programme(request, api, noun)
    items = await listed(api, noun, programme)
    return render(request, "entry/list.html", noun=noun, items=items, programme=programme, title=own_words(noun))


@router.get("/{word}/nieuw", dependencies=[Steering])
async def show_new(request: Request, api: ApiDep, noun: Asked) -> HTMLResponse:
    """The form for a new one; what the address already says is filled in."""
    if noun.of_programme and not request.query_params.get("programme"):
        return await _which_programme(request, api, noun)
    return show(request, await new_form(request, api, noun))


@router.post("/{word}/nieuw")
async def take_in_new(request: Request, api: ApiDep, noun: Asked) -> Response:
    """Store a new one, or hand it back with what is wrong."""
    return await take_in(request, api, noun)


@router.post("/{word}/nieuw/controle")
async def check_new(request: Request, api: ApiDep, noun: Asked) -> HTMLResponse:
    """What the API says of a new one so far."""
    return await _checked(request, api, noun)


@router.get("/{word}/{key}", dependencies=[Steering])
async def show_change(request: Request, api: ApiDep, noun: Asked, key: str) -> HTMLResponse:
    """The form of one that is there."""
    form, current = await change_form(api, noun, key)
    done = request.query_params.get("gedaan", "")
    return show(request, form, done=done, item=current.item, name=current.name, kept=kept_facts(form, current))


@router.post("/{word}/{key}")
async def take_in_change(request: Request, api: ApiDep, noun: Asked, key: str) -> Response:
    """Store what was changed; where somebody else was first, both versions."""
    return await take_in(request, api, noun, key)


@router.post("/{word}/{key}/controle")
async def check_change(request: Request, api: ApiDep, noun: Asked, key: str) -> HTMLResponse:
    """What the API says of the change so far."""
    return await _checked(request, api, noun, key)


@router.get("/{word}/{key}/versies", dependencies=[Steering])
async def show_versions(request: Request, api: ApiDep, noun: Asked, key: str) -> HTMLResponse:
    """Every version with what it changed, and a button that brings it back."""
    return await _versions(request, api, noun, key, {})


@router.post("/{word}/{key}/terugzetten")
async def bring_back(request: Request, api: ApiDep, noun: Asked, key: str, filled: Filled) -> Response:
    """Make an earlier version hold again."""
    number = int(filled["nummer"]) if filled.get("nummer", "").isdecimal() else 0
    try:
        await restore(api, noun, key, number, filled.get("reason", ""), filled.get("versie", ""))
    except Refused as refusal:
        errors = by_field(refusal.problem, {"reason": ""})
        return await _versions(request, api, noun, key, errors, refusal.problem.status)
    return onward(request, f"{noun.form(key, 'versies')}?gedaan=teruggezet")


@router.get("/{word}/{key}/intrekken", dependencies=[Steering])
async def show_withdrawal(request: Request, api: ApiDep, noun: Asked, key: str) -> HTMLResponse:
    """What withdrawing means, before it is done."""
    return await _withdrawal(request, api, noun, key, {}, {})


@router.post("/{word}/{key}/intrekken")
async def withdraw(request: Request, api: ApiDep, noun: Asked, key: str, filled: Filled) -> Response:
    """Withdraw it, with the reason."""
    try:
        await api.send(noun.one(key, "withdrawal"), {"reason": filled.get("reason", "")})
    except Refused as refusal:
        errors = by_field(refusal.problem, {"reason": ""})
        return await _withdrawal(request, api, noun, key, filled, errors, refusal.problem.status)
    return onward(request, f"{noun.form(key, 'versies')}?gedaan=ingetrokken")


async def _which_programme(request: Request, api: ApiDep, noun: Noun) -> HTMLResponse:
    programmes = by_name(await api.all(ProgrammeRead, "/programmes"))
    found = [(with_query(request, programme=one.id), one.name) for one in programmes]
    return render(request, "entry/programme.html", noun=noun, programmes=found, title=own_words(noun))


async def _checked(request: Request, api: ApiDep, noun: Noun, key: str | None = None) -> HTMLResponse:
    sheet = await sheet_of(request, api, noun, key)
    checked = await check(api, sheet, request.headers.get("hx-trigger-name", ""))
    return render(request, "entry/said.html", block="said", checked=checked)


async def _versions(
    request: Request, api: ApiDep, noun: Noun, key: str, errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    current, found = await together(changeable(api, noun, key), versions_of(api, noun, key))
    choices = await choices_of(api, noun, current.programme)
    context: dict[str, Any] = {"noun": noun, "key": key, "current": current, "errors": errors}
    context |= {"name": name_of(current), "done": request.query_params.get("gedaan", "")}
    return render(request, "entry/versions.html", status=status, **context, versions=as_versions(noun, found, choices))


async def _withdrawal(
    request: Request,
    api: ApiDep,
    noun: Noun,
    key: str,
    filled: Typed,
    errors: dict[str, str],
    status: int = 200,
) -> HTMLResponse:
    current = await changeable(api, noun, key)
    context: dict[str, Any] = {"noun": noun, "key": key, "name": name_of(current), "filled": filled, "errors": errors}
    return render(request, "entry/withdraw.html", block="form", status=status, **context)
