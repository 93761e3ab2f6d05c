"""Sources: the documents, tables and systems that figures come from."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.source import SourceRead
from app.web.api import ApiDep
from app.web.rendering import render
from app.web.sorting import by_name

router = APIRouter(prefix="/bronnen")


@router.get("")
async def list_sources(request: Request, api: ApiDep) -> HTMLResponse:
    """All sources: printed documents first, then what they quote and where else figures come from."""
    sources = by_name(await api.all(SourceRead, "/sources"))
    documents = [source for source in sources if source.kind == "document"]
    others = [source for source in sources if source.kind != "document"]
    return render(request, "sources/index.html", documents=documents, others=others)
