"""Whether what somebody has is still what we would give: weak tags for what is read, strong ones for what is changed.

A weak tag is made before the route runs, from all that can change its answer: the program, the revision of the data,
the day (statuses follow the clock), the address, the reader, the language and the form asked for.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from app import __version__
from app.api.threads import on_a_thread
from app.errors import Changed, ConditionMissing, say
from app.language import HERE, spoken
from app.models.access import NOBODY, Actor
from app.services.access.last_change import last_change, last_change_at_once

VARY = "Accept, Accept-Encoding, Accept-Language, Authorization"
SAID_IN_ANSWERS = (
    "survey_minimum",
    "reading_needs_key",
    "public_url",
    "publisher_name",
    "publisher_uri",
    "data_licence",
    "contact_name",
    "contact_email",
)
"""Settings that an answer depends on: whoever changes one and starts again gives other answers."""


@dataclass(frozen=True)
class Freshness:
    """The weak tag that an answer will have, since when it is so, and whether its reader is known."""

    tag: str
    since: datetime | None
    reader_is_known: bool


async def freshness(request: Request) -> Freshness:
    """How fresh the answer to this request will be. Asks the database, for nobody in particular without a thread.

    Raises Unauthenticated on a key that is no good.
    """
    if "authorization" not in request.headers:
        last = last_change_at_once(request.app.state.engine)
        if last is not None:
            return _freshness(request, last)
    return await on_a_thread(_asked, request)


def _asked(request: Request) -> Freshness:
    return _freshness(request, last_change(request.app.state.engine))


def _freshness(request: Request, last: tuple[int, datetime | None]) -> Freshness:
    reader: Actor = request.app.state.identify(request)
    revision, at = last
    return Freshness(weak_tag(request, reader, revision), _since(at), reader != NOBODY)


def weak_tag(request: Request, reader: Actor, revision: int) -> str:
    scope = request.scope
    parts = (
        __version__,
        *(str(getattr(request.app.state.settings, name)) for name in SAID_IN_ANSWERS),
        str(revision),
        datetime.now(HERE).date().isoformat(),
        scope["path"],
        scope["query_string"].decode("latin-1"),
        ", ".join(request.headers.getlist("accept")),
        spoken(),
        _who(reader),
    )
    return f'W/"{hashlib.blake2b(chr(0).join(parts).encode(), digest_size=12).hexdigest()}"'


def is_fresh(request: Request, tag: str) -> bool:
    """Whether If-None-Match names the tag; weakly compared, as it should be for reading."""
    known = ",".join(request.headers.getlist("if-none-match"))
    return _inside(tag) in [_inside(each).rpartition(".")[2] for each in known.split(",")]


def any_will_do(request: Request) -> bool:
    """Whether whoever asks has some version: that is a 304 only once there turns out to be an answer."""
    return request.headers.get("if-none-match", "").strip() == "*"


def mark(response: Response, fresh: Freshness) -> Response:
    """The headers of something read: kept by nobody when the reader is known, else asked again each time.

    A route that gave the tag of its row keeps it, and it becomes `"row.answer"`: the first half is for If-Match, the
    second, which also moves with the figures around the row, for If-None-Match. Last-Modified is for people and for
    harvesters: it counts in seconds, in which more than one thing can change, so that no 304 is given by it.
    """
    tag, reader_is_known = fresh.tag, fresh.reader_is_known
    row = response.headers.get("ETag")
    response.headers["ETag"] = f'"{_inside(row)}.{_inside(tag)}"' if row else tag
    response.headers.setdefault("Cache-Control", "no-store" if reader_is_known else "public, no-cache")
    response.headers.setdefault("Vary", VARY)
    if fresh.since is not None:
        response.headers["Last-Modified"] = format_datetime(fresh.since, usegmt=True)
    return response


def row_tag(key: str, version: int | str) -> str:
    """The strong tag of one row: it changes with the row, and with nothing else."""
    return f'"{hashlib.blake2b(f"{key}{chr(0)}{version}".encode(), digest_size=12).hexdigest()}"'


def if_match(version: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None) -> str:
    if version is None:
        raise ConditionMissing(say("Send If-Match with the ETag of the version that you read."))
    return version


IfMatch = Annotated[str, Depends(if_match)]
"""In a route's signature: the tag of the version that the sender means to change; 428 without one."""


def require_unchanged(if_match: str, tag: str, current: BaseModel, sent: BaseModel | Mapping[str, Any]) -> None:
    """Raises Changed, with both versions, when the row is no longer what the sender read."""
    named = [each.strip() for each in if_match.split(",")]
    if "*" in named or _inside(tag) in [_inside(each).partition(".")[0] for each in named if not each.startswith("W/")]:
        return
    changed = Changed(say("It was changed after you read it. Compare both versions and send yours again."))
    changed.headers["ETag"] = tag
    changed.extra = {"theirs": _shown(current), "mine": _shown(sent)}
    raise changed


def _since(changed_at: datetime | None) -> datetime | None:
    """The last change, or the beginning of this day where that is later: statuses follow the clock."""
    if changed_at is None:
        return None
    midnight = datetime.now(HERE).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(changed_at, midnight.astimezone(UTC)).astimezone(UTC)


def _inside(tag: str) -> str:
    return tag.strip().removeprefix("W/").strip('"')


def _shown(version: BaseModel | Mapping[str, Any]) -> Any:
    if isinstance(version, BaseModel):
        return version.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return dict(version)


def _who(reader: Actor) -> str:
    """All of the reader that an answer may depend on, written the same way by every process."""
    limits = [sorted(each) if each is not None else None for each in (reader.areas, reader.indicators)]
    grants = sorted(f"{grant.role}@{grant.area}" for grant in reader.grants)
    return repr((reader.id, reader.role, reader.partner, limits, grants))
