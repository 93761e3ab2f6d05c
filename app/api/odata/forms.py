"""What the headers of a request ask: which form of JSON, which version of OData, how large a page."""

import hashlib
import re
from dataclasses import dataclass

from fastapi import Request, Response

from app.api.door import JSON, quality
from app.errors import NotAcceptable, Refusal, say
from app.services.odata.asking import MOST, PAGE

VERSION = "4.0"
VARY = "Accept, Accept-Language, Authorization, Prefer, OData-MaxVersion"
FORMATS = ("json", JSON)
RANGES = ("*/*", "application/*", JSON)
"""What JSON fits, the most precise last."""
METADATA = re.compile(r"(?:odata\.)?metadata=(minimal|none|full)", re.IGNORECASE)
EXACT = re.compile(r"ieee754compatible=true", re.IGNORECASE)
PAGE_SIZE = re.compile(r"(?:odata\.)?maxpagesize\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """JSON with so much said about it: `minimal`, `none` or `full`; `exact` writes decimals as text."""

    metadata: str = "minimal"
    exact: bool = False

    @property
    def media_type(self) -> str:
        exact = ";IEEE754Compatible=true" if self.exact else ""
        return f"application/json;odata.metadata={self.metadata}{exact};charset=utf-8"


def form_of(request: Request) -> Form:
    """The form that is asked; raises NotAcceptable where it is no JSON."""
    wanted = request.query_params.get("$format") or _accepted(request.headers.get("accept", ""))
    if wanted.partition(";")[0].strip().lower() not in FORMATS:
        raise NotAcceptable(say("This is given as: {types}.", types="application/json"))
    found = METADATA.search(wanted)
    return Form(found[1].lower() if found else "minimal", bool(EXACT.search(wanted)))


def _accepted(header: str) -> str:
    """The form of JSON that is liked best, as said most precisely; nothing where JSON is not wanted."""
    named = [part.strip().partition(";") for part in header.split(",") if part.strip()]
    fitting = [
        (RANGES.index(name.strip().lower()), quality(parameters), parameters)
        for name, _, parameters in named
        if name.strip().lower() in RANGES
    ]
    if not named:
        return JSON
    _, liked, parameters = max(fitting, key=lambda one: one[:2], default=(0, 0.0, ""))
    return f"{JSON};{parameters}" if liked else ""


def check_version(request: Request) -> None:
    """Raises Refusal for who reads nothing as new as 4.0."""
    most = request.headers.get("odata-maxversion", VERSION)
    if not re.fullmatch(r"4\.[0-9]{1,2}|[5-9]\.[0-9]{1,2}", most.strip(), re.ASCII):
        raise Refusal(say("This service speaks OData {version}.", version=VERSION))


def size_of(request: Request) -> int:
    """How many items go in one answer: what is preferred, up to a limit."""
    found = PAGE_SIZE.search(request.headers.get("prefer", ""))
    return max(1, min(int(found[1]), MOST)) if found else PAGE


def applied(request: Request, response: Response) -> Response:
    """Says which preference was followed."""
    if PAGE_SIZE.search(request.headers.get("prefer", "")):
        response.headers["Preference-Applied"] = f"odata.maxpagesize={size_of(request)}"
    return response


def root_of(request: Request) -> str:
    """The absolute address of the service, with a slash at its end."""
    home = request.app.state.settings.public_url.rstrip("/")
    return f"{home}/odata/v4/" if home else f"{request.base_url}odata/v4/"


def tag_of(request: Request, tag: str) -> str:
    """The tag of the JSON API, with what only OData's answers depend on."""
    parts = (tag, root_of(request), *(request.headers.get(name, "") for name in ("prefer", "odata-maxversion")))
    return f'W/"{hashlib.blake2b(chr(0).join(parts).encode(), digest_size=12).hexdigest()}"'
