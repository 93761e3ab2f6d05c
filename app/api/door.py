"""What a route asks of a request before anything of it is parsed: who sends it, what it is, what is wanted back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message as MimeHeader
from typing import Any

from fastapi import Request
from fastapi.datastructures import DefaultPlaceholder
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from app.api.query import Key, keys_of
from app.errors import NotAcceptable, UnsupportedMedia, say

JSON = "application/json"
PATCH = "application/merge-patch+json"
FORM = "application/x-www-form-urlencoded"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Door:
    """One route's own declarations, read once.

    `reads` and `gives` are media types; empty means no body, or none that is checked. A route that says
    `openapi_extra={"security": []}` is nobody's in particular: writing asks no sender, and reading has no tag; nor has
    reading with `x-no-etag`.
    """

    asks_sender: bool
    has_tag: bool
    reads: frozenset[str]
    parses_json: bool
    gives: tuple[str, ...]
    keys: Mapping[str, Key]

    @classmethod
    def of(cls, route: APIRoute) -> "Door":
        extra = route.openapi_extra or {}
        writes = not (route.methods or set()) <= SAFE
        reads = frozenset(_read_by(route, extra))
        return cls(
            asks_sender=writes and extra.get("security") != [],
            has_tag=not writes and extra.get("security") != [] and "x-no-etag" not in extra,
            reads=reads if writes else frozenset(),
            parses_json=route.body_field is not None and JSON in reads,
            gives=tuple(_given_by(route)),
            keys=keys_of(route.dependant),
        )

    async def admit(self, request: Request) -> None:
        """Raises Unauthenticated, UnsupportedMedia or NotAcceptable, in that order."""
        if self.asks_sender:
            await run_in_threadpool(request.app.state.authenticate, request)
        if self.reads:
            self._check_type(request)
        self._check_accept(request)

    def _check_type(self, request: Request) -> None:
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise UnsupportedMedia(say("Send this without compression."))
        given = request.headers.get("content-type")
        if given is None and _is_empty(request):
            return
        if not _is_read(given or "", self.reads):
            names = ", ".join(sorted(self.reads))
            raise UnsupportedMedia(say("This is read here as: {types}.", types=names), headers={"Accept": names})

    def _check_accept(self, request: Request) -> None:
        accept = ", ".join(request.headers.getlist("accept"))
        if not accept or not self.gives or "format" in request.query_params:
            return
        if not any(accepts(accept, given) for given in self.gives):
            raise NotAcceptable(say("This is given as: {types}.", types=", ".join(self.gives)))


def _is_empty(request: Request) -> bool:
    return request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers


def accepts(header: str, media_type: str) -> bool:
    """Whether an Accept header takes this type: the most precise range that names it decides (RFC 9110, 12.5.1)."""
    found = [(precision, quality) for precision, quality in _ranges(header, media_type)]
    return bool(found) and max(found)[1] > 0


def preferred(header: str, offered: Sequence[str]) -> str:
    """Which of the offered types this Accept header likes best: the first where several are liked alike, or all."""

    def liked(media_type: str) -> float:
        return max(_ranges(header, media_type), default=(0, 0.0))[1] if header else 1.0

    return max(offered, key=liked)


def qualities(header: str) -> dict[str, float]:
    """How much each of the names in a header such as Accept-Encoding is liked, from 0 to 1."""
    parts = (part.partition(";") for part in header.split(",") if part.strip())
    return {name.strip().lower(): quality(parameters) for name, _, parameters in parts}


def _ranges(header: str, media_type: str) -> Iterator[tuple[int, float]]:
    family = media_type.split("/")[0]
    precision = {"*/*": 0, f"{family}/*": 1, media_type: 2}
    for part in header.split(","):
        name, _, parameters = part.partition(";")
        if (name := name.strip().lower()) in precision:
            yield precision[name], quality(parameters)


def quality(parameters: str) -> float:
    """How much something is liked, by what stands behind it in the header; 0 where that cannot be read."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            return float(value) if value.replace(".", "", 1).isdecimal() else 0.0
    return 1.0


def _is_read(content_type: str, reads: frozenset[str]) -> bool:
    header = MimeHeader()
    header["Content-Type"] = content_type
    return header.get_content_type() in reads and (header.get_content_charset() or "utf-8") in (
        "utf-8",
        "utf8",
        "us-ascii",
    )


def _read_by(route: APIRoute, extra: Mapping[str, Any]) -> list[str]:
    declared = list(extra.get("requestBody", {}).get("content", {}))
    if declared or route.body_field is None:
        return declared
    if isinstance(route.body_field.field_info, Form):
        return [FORM]
    return [JSON, PATCH] if "PATCH" in (route.methods or ()) else [JSON]


def _given_by(route: APIRoute) -> list[str]:
    """The types of the answers that are no errors; none for an empty answer, which suits everyone."""
    if route.status_code == 204:
        return []
    kind = route.response_class.value if isinstance(route.response_class, DefaultPlaceholder) else route.response_class
    own = kind.media_type or JSON
    good = [answer for status, answer in route.responses.items() if str(status).startswith("2")]
    return [own, *(name for answer in good for name in answer.get("content", {}) if name != own)]
