"""Open data: what can be had as files, and what changed in the programme that gives them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.data_set import DataSetRead
from app.web.api import ApiDep
from app.web.rendering import render

router = APIRouter()

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
FORMS = (("csv-nl", "CSV for Excel"), ("xlsx", "Excel"), ("csv", "CSV"), ("ndjson", "NDJSON"), ("parquet", "Parquet"))
NOT_OF_A_FILE = ("cursor", "pageSize", "count", "format")


@dataclass
class Release:
    """One heading of the changelog, with what stands under it; `heading` is empty for what stands before the first."""

    heading: str
    lines: list[str] = field(default_factory=list)


def files_of(collection: str, asked: dict[str, str]) -> list[tuple[str, str, str]]:
    """Form, name and address of the whole of what is shown: the API's own, so that nothing passes through the site."""
    question = {name: value for name, value in asked.items() if name not in NOT_OF_A_FILE}
    address = f"/api/v1/{collection}"
    return [(form, name, f"{address}?{urlencode({**question, 'format': form})}") for form, name in FORMS]


@router.get("/open-data")
async def show_open_data(request: Request, api: ApiDep) -> HTMLResponse:
    """All data sets with their files, the licence, and what users can rely on."""
    data_sets = await api.all(DataSetRead, "/data-sets")
    names = dict(FORMS)
    return render(request, "open_data/index.html", data_sets=data_sets, names=names, columns=data_sets)


@router.get("/wijzigingen")
async def show_changes(request: Request) -> HTMLResponse:
    """The changelog, as it stands in the source."""
    return render(request, "open_data/changes.html", releases=list(_releases(CHANGELOG.read_text())))


def _releases(text: str) -> Iterator[Release]:
    release = Release("")
    for line in text.splitlines():
        if line.startswith("## "):
            yield release
            release = Release(line.removeprefix("## "))
        elif line.startswith("- "):
            release.lines.append(_plain(line.removeprefix("- ")))
        elif line.startswith("  ") and release.lines:
            release.lines[-1] += " " + _plain(line.strip())
    yield release


def _plain(text: str) -> str:
    """Without the marks of Markdown: links keep their words."""
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).replace("`", "").replace("**", "")
