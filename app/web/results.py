"""What an area has to do, and what came of it: a page of its own, and a part of the page of the area."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.intervention import InterventionRead
from app.models.place import AreaRead
from app.models.planning import AlignmentRead
from app.models.result import ResultKind, ResultRead
from app.web.api import ApiDep, at
from app.web.names import Names
from app.web.rendering import render
from app.web.together import together

router = APIRouter()
ByKind = list[tuple[ResultKind, list[ResultRead]]]


@router.get("/gebieden/{area_id}/resultaten")
async def show_results(request: Request, api: ApiDep, area_id: str) -> HTMLResponse:
    """Tasks and ambitions with what they serve, and results by kind; the part alone where the area's page asks."""
    area, tasks, results, interventions = await together(
        api.get(AreaRead, at("areas", area_id)),
        api.all(AlignmentRead, "/alignments", {"place": area_id}),
        api.all(ResultRead, "/results", {"area": area_id}),
        api.all(InterventionRead, "/interventions", {"area": area_id}),
    )
    told: dict[str, Any] = {"area": area, "tasks": as_printed(tasks)}
    told |= {"results": by_kind(results, here=True), "everywhere": by_kind(results, here=False)}
    return render(request, "results/area.html", block="outcomes", **told, names=Names(interventions))


def by_kind(results: Sequence[ResultRead], *, here: bool) -> ByKind:
    """Results first, context last; each in the order of its document. Kinds without any are left out.

    `here`: those of this area; else those that name no place, and are of a whole programme.
    """
    told = as_printed([one for one in results if bool(one.places) is here])
    grouped = [(kind, [one for one in told if one.kind == kind]) for kind in ResultKind]
    return [(kind, found) for kind, found in grouped if found]


def as_printed(rows: Sequence[Any]) -> list[Any]:
    """In the order in which a document says them; what comes from no document last, by name."""
    return sorted(rows, key=lambda one: (*_where(one), one.name))


def _where(row: Any) -> tuple[bool, str, int]:
    origin = row.origin
    return (origin is None, (origin and origin.document) or "", (origin and origin.line) or 0)
