"""Signing in and out, and one's own password."""

from time import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from app.language import gettext as _
from app.models.access import MeRead, TokenRead
from app.web.api import Api, ApiDep, Refused, with_token
from app.web.forms import FORM, Typed, by_field, local_address, typed
from app.web.rendering import render
from app.web.sessions import COOKIE, Visitor, sessions_of, visitor_of

router = APIRouter()
Filled = Annotated[Typed, Depends(typed)]


@router.get("/aanmelden")
async def show_sign_in(request: Request) -> Response:
    """The form; `verder` is where to go afterwards."""
    return _form(request, "sign_in", {"verder": request.query_params.get("verder", "")}, {})


@router.post("/aanmelden")
async def sign_in(request: Request, api: ApiDep, filled: Filled) -> Response:
    """Sign in through the API; the token stays here, the browser gets a number."""
    try:
        asked = {"grant_type": "password", "username": filled.get("email", ""), "password": filled.get("password", "")}
        token = await api.post_form(TokenRead, "/token", asked)
    except Refused as refusal:
        return _form(request, "sign_in", filled, _explained(refusal), refusal.problem.status)
    onward = "/wachtwoord" if token.must_change_password else local_address(filled.get("verder"))
    return await _remember(request, api, token, onward)


@router.post("/afmelden")
async def sign_out(request: Request, api: ApiDep) -> Response:
    """Give the token back and forget the session; signing out never fails."""
    visitor = visitor_of(request)
    if visitor:
        await _give_back(api, visitor)
    response = RedirectResponse("/", status_code=303)
    sessions_of(request).end(response, request.cookies.get(COOKIE))
    return response


@router.get("/wachtwoord")
async def show_password(request: Request) -> Response:
    """The form for a new password."""
    if visitor_of(request) is None:
        return RedirectResponse("/aanmelden?verder=/wachtwoord", status_code=303)
    return _form(request, "password", {}, {})


@router.post("/wachtwoord")
async def change_password(request: Request, api: ApiDep, filled: Filled) -> Response:
    """Change the password; the answer is a new token, so the session is a new one."""
    if filled.get("new") != filled.get("again"):
        return _form(request, "password", {}, {"again": _("The two new passwords are not the same.")}, 400)
    try:
        body = {name: filled.get(name, "") for name in ("current", "new")}
        token = await api.post(TokenRead, "/me/password", body)
    except Refused as refusal:
        return _form(request, "password", {}, by_field(refusal.problem, body), refusal.problem.status)
    return await _remember(request, api, token, "/")


def _form(request: Request, name: str, filled: Typed, errors: dict[str, str], status: int = 200) -> Response:
    template = f"access/{name}.html"
    return render(request, template, block="form", status=status, filled=filled, errors=errors)


def _explained(refusal: Refused) -> dict[str, str]:
    """One message for a wrong address and a wrong password: which of both is nobody's business."""
    wrong = refusal.problem.status in (400, 401)
    return {FORM: _("This e-mail address and password do not fit together.") if wrong else refusal.problem.detail}


async def _remember(request: Request, api: Api, token: TokenRead, onward: str) -> Response:
    me = await with_token(api, token.access_token).get(MeRead, "/me")
    response = RedirectResponse(onward, status_code=303)
    sessions_of(request).end(response, request.cookies.get(COOKIE))
    sessions_of(request).start(response, _visitor(token, me))
    return response


def _visitor(token: TokenRead, me: MeRead) -> Visitor:
    return Visitor(
        token=token.access_token,
        name=me.email or me.name or "",
        role=str(me.role or "reader"),
        expires=time() + token.expires_in,
        may=tuple(me.may),
        must_change_password=token.must_change_password,
    )


async def _give_back(api: Api, visitor: Visitor) -> None:
    asked: dict[str, str] = {"token": visitor.token}
    try:
        await api.post_form(dict[str, Any], "/token/revocation", asked)
    except Refused:
        return
