"""The tree of a programme, with counts at every level."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.national import NationalGoalsRead
from app.models.partner import PartnerRead
from app.models.place import AreaRead
from app.models.programme import ProgrammeRead, TreeRead
from app.web.api import ApiDep, at
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together
from app.web.wording import readable

router = APIRouter()


@router.get("/programmas/{programme_id}")
async def show_programme(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """What the programme wants, level by level, who signed it, and what of a national programme it serves."""
    tree, areas, partners, national = await together(
        api.get(TreeRead, at("programmes", programme_id, "tree")),
        api.all(AreaRead, "/areas", {"programme": programme_id}),
        api.all(PartnerRead, "/partners", {"programme": programme_id}),
        api.get(NationalGoalsRead, at("programmes", programme_id, "national-goals")),
    )
    who: dict[str, Any] = _areas(tree.programme, areas) | {"partners": by_name(partners), "national": national}
    return render(request, "programmes/show.html", programme=tree.programme, nodes=tree.nodes, **who)


def _areas(programme: ProgrammeRead, areas: Sequence[AreaRead]) -> dict[str, Any]:
    """The areas of the agreement, and those outside it with their names."""
    names = {area.id: area.name for area in areas}
    outside = [(it, names.get(it.area, readable(it.area))) for it in programme.areas_outside]
    return {"areas": by_name(area for area in areas if area.id in programme.areas), "outside": outside}
