"""The page for who makes reports: how Power BI, Excel and other tools open the figures."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.rendering import render

router = APIRouter()


@router.get("/voor-bi")
async def show_bi(request: Request) -> HTMLResponse:
    """The clicks, the address, and what the sets have to do with each other."""
    settings = request.app.state.settings
    home = (settings.public_url or str(request.base_url)).rstrip("/")
    return render(request, "explanations/bi.html", feed=f"{home}/odata/v4/", contact=settings)
