"""Page and fragment from one template.

A block is named after the one element it renders: block `results` is the element `#results`. So a fragment can say
for itself where it belongs, and templates need neither hx-target nor hx-swap.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import __version__
from app.language import day, gettext, moment, ngettext, number, spoken
from app.web import charts, wording
from app.web.sessions import visitor_of

HERE = Path(__file__).parent

pages = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.do"],
)
pages.filters |= {
    "number": number,
    "day": day,
    "moment": moment,
    "figure": wording.figure,
    "period": wording.period,
    "percent": wording.percent,
    "origin": wording.origin,
    "readable": wording.readable,
    "site": wording.site,
    "absence": wording.absence,
    "difference": wording.difference,
    "cut_percent": wording.cut_percent,
    "pair_with": lambda identity, names: (identity, names[identity]),
}
pages.globals |= {
    "_": gettext,
    "ngettext": ngettext,
    "version": __version__,
    "word": wording.word,
    "words_of": wording.words_of,
    "pairs": lambda items: [(item.id, item.name) for item in items],
    "statuses": wording.STATUSES,
    "counted": wording.counted,
    "status_shape": charts.status_shape,
    "status_bar": charts.status_bar,
}


def render(request: Request, template: str, *, block: str = "main", status: int = 200, **context: Any) -> HTMLResponse:
    """The whole of `template`; or, when htmx asks for a fragment, its `block`."""
    page = pages.get_template(template)
    context |= frame(request)
    headers = {"Vary": "HX-Request, Cookie", "Cache-Control": "no-store", "Content-Language": spoken()}
    if not wants_fragment(request):
        return HTMLResponse(page.render(context), status, headers)
    fragment = "".join(page.blocks[block](page.new_context(context)))
    return HTMLResponse(fragment, status, headers | {"HX-Retarget": f"#{block}", "HX-Reswap": "outerHTML"})


def wants_fragment(request: Request) -> bool:
    """Boosted links and restored history come from htmx too, but need the page."""
    asked = request.headers
    return "hx-request" in asked and "hx-boosted" not in asked and "hx-history-restore-request" not in asked


def frame(request: Request) -> dict[str, Any]:
    """What every page needs besides its own: who reads it, in which language, where it is."""
    query = request.url.query
    return {
        "language": spoken(),
        "visitor": visitor_of(request),
        "here": request.url.path,
        "address": request.url.path + (f"?{query}" if query else ""),
        "static": _static,
    }


@lru_cache(maxsize=32)
def _static(name: str) -> Markup:
    """The address of a file of ours; it changes with the file, so that browsers may keep it for ever."""
    file = HERE / "static" / name
    mark = sha256(file.read_bytes()).hexdigest()[:10] if file.exists() else "missing"
    return Markup("/static/{}?v={}").format(name, mark)
