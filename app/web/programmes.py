"""The tree of a programme, with counts at every level."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.partner import PartnerRead
from app.models.place import AreaRead
from app.models.programme import TreeRead
from app.web.api import ApiDep, at
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter()


@router.get("/programmas/{programme_id}")
async def show_programme(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """What the programme wants, level by level, and who signed it."""
    tree, areas, partners = await together(
        api.get(TreeRead, at("programmes", programme_id, "tree")),
        api.all(AreaRead, "/areas", {"programme": programme_id}),
        api.all(PartnerRead, "/partners", {"programme": programme_id}),
    )
    who: dict[str, Any] = {"areas": by_name(areas), "partners": by_name(partners)}
    return render(request, "programmes/show.html", programme=tree.programme, nodes=tree.nodes, **who)
