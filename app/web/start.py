"""The start page, and the choice of language."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.models.access import MeRead
from app.models.place import AreaRead
from app.models.programme import ProgrammeRead
from app.web.api import ApiDep
from app.web.forms import Typed, local_address, typed
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter()
A_YEAR = 365 * 24 * 3600


@router.get("/")
async def show_start(request: Request, api: ApiDep) -> HTMLResponse:
    """What this is, the programmes and areas, and how each stands."""
    programmes, areas, me = await together(
        api.all(ProgrammeRead, "/programmes"), api.all(AreaRead, "/areas"), api.get(MeRead, "/me")
    )
    return render(request, "start/index.html", programmes=by_name(programmes), areas=by_name(areas), me=me)


@router.post("/taal")
async def choose_language(request: Request, filled: Annotated[Typed, Depends(typed)]) -> RedirectResponse:
    """Dutch or English, kept for a year."""
    response = RedirectResponse(local_address(filled.get("terug")), status_code=303)
    secure = request.app.state.settings.secure_cookies
    if filled.get("taal") in ("nl", "en"):
        response.set_cookie("language", filled["taal"], A_YEAR, httponly=True, samesite="lax", secure=secure)
    return response
