"""The texts of a programme, and one text: its parts, the goals that refer to it, and its versions."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.models.base import Page
from app.models.programme import ProgrammeRead, TreeRead
from app.models.programme_text import ProgrammeTextRead, TextKind, TextPartKind, TextPartRead
from app.models.register import VersionRead
from app.web.api import ApiDep, at
from app.web.names import Names
from app.web.planning import flat
from app.web.rendering import render
from app.web.sorting import in_order
from app.web.together import together

router = APIRouter()
FILTERS = ("kind", "state")
ORDER = (
    TextKind.PROGRAMME,
    TextKind.AGREEMENT,
    TextKind.PLAN,
    TextKind.PROBLEM_ANALYSIS,
    TextKind.PRINCIPLES,
    TextKind.GROWTH_MODEL,
    TextKind.CONDITIONS,
)
# Of a problem analysis: first what it rests on, then what it says.
PARTS = (
    TextPartKind.DATA,
    TextPartKind.SURVEY,
    TextPartKind.SESSION,
    TextPartKind.PROFESSIONAL,
    TextPartKind.PRINCIPLE,
    TextPartKind.CONDITION,
    TextPartKind.TEXT,
)
Filled = dict[str, str]
Versions = Page[VersionRead[ProgrammeTextRead]]


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it."""
    return {name: request.query_params[name][:40] for name in FILTERS if request.query_params.get(name)}


@router.get("/programmas/{programme_id}/teksten")
async def list_texts(
    request: Request, api: ApiDep, programme_id: str, asked: Annotated[Filled, Depends(filters)]
) -> HTMLResponse:
    """The texts of a programme, the programme itself first."""
    programme, texts = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(ProgrammeTextRead, "/texts", {"programme": programme_id, **asked}),
    )
    ordered = sorted(texts, key=lambda text: (ORDER.index(text.kind), in_order(text.name), text.id))
    return render(request, "planning/texts.html", block="results", programme=programme, texts=ordered, asked=asked)


@router.get("/teksten/{text_id}")
async def show_text(request: Request, api: ApiDep, text_id: str) -> HTMLResponse:
    """One text."""
    text, versions = await together(
        api.get(ProgrammeTextRead, at("texts", text_id)), api.get(Versions, at("texts", text_id, "versions"))
    )
    tree = await api.get(TreeRead, at("programmes", text.programme, "tree"))
    shown: dict[str, Any] = {"programme": tree.programme, "names": Names(flat(tree.nodes)), "versions": versions.items}
    return render(request, "planning/text.html", text=text, parts=parts_of(text), **shown)


def parts_of(text: ProgrammeTextRead) -> list[tuple[TextPartKind, Sequence[TextPartRead]]]:
    """The parts of a text by kind, those that others rest on first; each kind keeps the order of the text."""
    found = [(kind, [part for part in text.parts if part.kind == kind]) for kind in PARTS]
    return [(kind, parts) for kind, parts in found if parts]
