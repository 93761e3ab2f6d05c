"""A whole programme as one file: taken along by anybody, brought in by an administrator who saw what would come."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from app.errors import Forbidden, Message, Unauthenticated, say
from app.language import said
from app.models.programme_file import ProgrammeImportRead
from app.problems import Problem
from app.web.api import Api, ApiDep, Refused, at, refused
from app.web.forms import Typed, typed
from app.web.rendering import render
from app.web.sessions import Visitor, visitor_of
from app.web.waiting import waiting_at

router = APIRouter()
PAGE = "/invoer/programma-bestand"
KEPT = ("Content-Type", "Content-Disposition", "Cache-Control")
SHOWN = 100  # clashes and errors on one page

SECTIONS: dict[str, Message] = {
    "sources": say("Sources"),
    "populations": say("Populations"),
    "places": say("Places"),
    "partners": say("Partners"),
    "indicators": say("Indicators"),
    "memberships": say("Parts of areas"),
    "programmes": say("Programme"),
    "nodes": say("Goals and the levels above them"),
    "interventions": say("Interventions"),
    "bodies": say("Bodies"),
    "meetings": say("Meetings"),
    "decisions": say("Decisions"),
    "targets": say("Targets"),
    "duties": say("Agreements with dates"),
    "texts": say("Texts"),
    "plans": say("Plans"),
    "indicatorSets": say("Sets of indicators"),
    "norms": say("Norms"),
    "alignments": say("Links with national goals"),
    "results": say("Results"),
    "events": say("Events"),
    "watchedPlaces": say("Watched places"),
    "periodLocks": say("Closed periods"),
    "seriesBreaks": say("Series breaks"),
    "deliveryDuties": say("Duties of delivery"),
    "measurements": say("Figures"),
}
OF_KIND = {
    "goal": SECTIONS["nodes"],
    "target": SECTIONS["targets"],
    "intervention": SECTIONS["interventions"],
    "body": SECTIONS["bodies"],
    "meeting": SECTIONS["meetings"],
    "decision": SECTIONS["decisions"],
}
SIGN_IN = say("Sign in as an administrator to bring in a programme.")
NOT_YOURS = say("Only an administrator can bring in a whole programme.")
NO_FILE = say("Choose the file of a programme first.")
NO_LONGER = say("This file does not wait here any longer. Choose it again.")


def who_administers(request: Request) -> Visitor:
    """The visitor who may bring in a programme; anyone else is told why not."""
    visitor = visitor_of(request)
    if visitor is None:
        raise refused(Unauthenticated(SIGN_IN))
    if "manage-access" not in visitor.may:
        raise refused(Forbidden(NOT_YOURS))
    return visitor


Administrator = Annotated[Visitor, Depends(who_administers)]


@router.get("/programmas/{programme_id}/bestand")
async def download(api: ApiDep, programme_id: str) -> Response:
    """The file, as complete as this visitor may have it."""
    answer = await api.file(at("programmes", programme_id, "export"))
    headers = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return Response(answer.content, headers=headers | {"Vary": "Cookie"})


@router.get(PAGE)
async def show_form(request: Request, _: Administrator) -> HTMLResponse:
    """The form for a file; after an import also what came of it."""
    return _form(request, None)


@router.post(PAGE)
async def look(request: Request, api: ApiDep, visitor: Administrator) -> Response:
    """What this file would bring; nothing is stored but the file, which waits for a yes."""
    content = await _brought(request)
    if not content:
        return _form(request, [said(NO_FILE)], 400)
    try:
        answer = await _ask(api, content, dry_run=True)
    except Refused as refusal:
        return _form(request, _reasons(refusal.problem), refusal.problem.status)
    number = None if answer.clashes else waiting_at(request).keep(visitor, content)
    return render(request, "programme_files/check.html", answer=answer, number=number, **_said(answer))


@router.post(f"{PAGE}/inlezen")
async def bring_in(
    request: Request, api: ApiDep, visitor: Administrator, filled: Annotated[Typed, Depends(typed)]
) -> Response:
    """Bring in the file that waits."""
    waiting, number = waiting_at(request), filled.get("number", "")
    content = waiting.take(visitor, number)
    if content is None:
        return _form(request, [said(NO_LONGER)], 400)
    try:
        answer = await _ask(api, content)
    except Refused as refusal:
        return _form(request, _reasons(refusal.problem), refusal.problem.status)
    waiting.forget(visitor, number)
    return RedirectResponse(f"{PAGE}?gedaan={answer.programme}&nieuw={sum(answer.created.values())}", status_code=303)


async def _ask(api: Api, content: bytes, *, dry_run: bool = False) -> ProgrammeImportRead:
    asked = {"dryRun": "true"} if dry_run else {}
    return await api.post_file(ProgrammeImportRead, "/programme-imports", content, asked)


async def _brought(request: Request) -> bytes:
    async with request.form() as form:
        file = form.get("file")
        return await file.read() if isinstance(file, UploadFile) else b""


def _form(request: Request, errors: Sequence[str] | None, status: int = 200) -> HTMLResponse:
    asked = request.query_params
    done = {"programme": asked.get("gedaan", ""), "new": asked.get("nieuw", "")}
    return render(request, "programme_files/form.html", status=status, errors=errors or [], done=done)


def _reasons(problem: Problem) -> list[str]:
    """Why it was refused, each with where in the file; the rest in a number."""
    told = [_placed(error.field, error.row, error.message) for error in problem.errors[:SHOWN]]
    more = len(problem.errors) - len(told)
    return [*(told or [problem.detail]), *([said(say("and {count} more", count=more))] if more > 0 else [])]


def _placed(field: str, row: int | None, message: str) -> str:
    section, _, rest = field.partition(".")
    if row is None:
        return f"{field}: {message}"
    inside = rest.partition(".")[2]
    name = said(SECTIONS[section]) if section in SECTIONS else section
    return f"{name} {row}{f' ({inside})' if inside else ''}: {message}"


def _said(answer: ProgrammeImportRead) -> dict[str, Any]:
    """The words of an answer: what its sections are called, and what is elsewhere is."""
    told = [one.partition(" ") for one in answer.elsewhere]
    elsewhere = [f"{said(OF_KIND[kind]) if kind in OF_KIND else kind}: {key}" for kind, _, key in told]
    return {"words": _words(answer), "elsewhere": elsewhere, "shown": SHOWN}


def _words(answer: ProgrammeImportRead) -> dict[str, str]:
    """What each section in the answer is called."""
    told = [one.section for one in answer.clashes] + [one.section for one in answer.reused]
    named = [*answer.created, *answer.unchanged, *told]
    return {name: said(SECTIONS[name]) if name in SECTIONS else name for name in named}
