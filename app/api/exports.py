"""A collection as a file: which form is wanted, and the file streamed from a transaction of its own.

Everything that can be refused is refused before the first byte. What fails later breaks the connection off (decision
0008), so that nobody takes a part for the whole.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, islice
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from app.api import compression
from app.api.access import settings_of
from app.api.door import JSON, preferred
from app.database import transaction
from app.language import HERE
from app.models.export import MEDIA_TYPES, AskedWhole, FileForm
from app.services.access.sight import Sight
from app.services.exports.about import About, Publisher, sources, units
from app.services.exports.sets import DataSet
from app.services.measurements.marks import mark_now

Answer = TypeVar("Answer")

FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/x-ndjson": {"schema": {"type": "string"}},
            **{
                MEDIA_TYPES[form]: {"schema": {"type": "string", "format": "binary"}}
                for form in (FileForm.PARQUET, FileForm.XLSX)
            },
        }
    }
}
"""For a route's `responses=`: the forms besides JSON."""

ENDINGS = {FileForm.CSV_NL: "csv"}
COMPRESSED_ALREADY = frozenset({FileForm.PARQUET, FileForm.XLSX})
LICENCE = re.compile(r"https?://[!-;=?-~]+", re.ASCII)
"""An address, with no room for a header of its own making."""
NAMED = ("programme", "area", "place", "municipality", "indicator", "partner")


def or_file(
    request: Request, sight: Sight, asked: AskedWhole, export: DataSet, page: Callable[[], Answer]
) -> Answer | Response:
    """The whole collection as a file where one is wanted; else the page of JSON."""
    form = form_wanted(request, asked)
    return page() if form is None else answer(request, sight, asked, export, form)


def form_wanted(request: Request, asked: AskedWhole) -> FileForm | None:
    """By `format`, else by what is liked best in Accept; None is JSON, which wins where all is alike."""
    if asked.format is not None:
        return asked.format
    offered = {JSON: None} | {MEDIA_TYPES[form]: form for form in FileForm if form is not FileForm.CSV_NL}
    return offered[preferred(", ".join(request.headers.getlist("accept")), list(offered))]


def answer(request: Request, sight: Sight, asked: AskedWhole, export: DataSet, form: FileForm) -> Response:
    """The file, as a stream; a HEAD has its headers, is refused where the file would be, and nothing is made."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(sight, asked, export, form)}"',
        "Link": described(request),
    }
    coding = None if form in COMPRESSED_ALREADY else compression.coding_wanted(request)
    if coding:
        headers["Content-Encoding"] = coding
    pull = Pull(request, sight, asked, export, form)
    headers["Changed-Since-Mark"] = pull.mark
    pieces = pull.pieces if coding is None else compression.compressed(pull.pieces, coding)
    return Streamed(pieces, pull, headers, _media_type(form))


class Pull:
    """One file being read: a transaction of its own, because that of the request ends before the answer leaves."""

    def __init__(self, request: Request, sight: Sight, asked: AskedWhole, export: DataSet, form: FileForm) -> None:
        self._open = ExitStack()
        engine: Engine = request.app.state.engine
        with ExitStack() as until_whole:
            until_whole.callback(self.close)
            session = self._open.enter_context(transaction(engine, writes=False))
            seeing = replace(sight, session=session)
            self.mark = mark_now(seeing)
            if _is_head(request):
                export.try_out(seeing, asked, form)
            whole = export.pieces(seeing, asked, form, _about(request, seeing, asked, export))
            self.pieces: Iterator[bytes] = iter(()) if _is_head(request) else _begun(whole)
            until_whole.pop_all()

    def close(self) -> None:
        self._open.close()


class Streamed(StreamingResponse):
    """A stream that gives its connection back, however it ends."""

    def __init__(self, pieces: Iterator[bytes], pull: Pull, headers: dict[str, str], media_type: str) -> None:
        super().__init__(pieces, headers=headers, media_type=media_type)
        self._pieces, self._pull = pieces, pull

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await run_in_threadpool(self._end)

    def _end(self) -> None:
        close = getattr(self._pull.pieces, "close", None)
        if close:
            close()
        self._pull.close()


def described(request: Request) -> str:
    """Where it is said what the file holds, from whom and under which licence: text has no room for that itself."""
    links = [f'<{request.scope["root_path"]}/data-sets>; rel="describedby"']
    if LICENCE.fullmatch(licence := settings_of(request).data_licence):
        links.append(f'<{licence}>; rel="license"')
    return ", ".join(links)


def file_name(sight: Sight, asked: AskedWhole, export: DataSet, form: FileForm) -> str:
    """`wijkkoers-metingen-utrecht-overvecht-2026-11-21.csv`: what it holds, of what, and from which day."""
    about = [value for name in NAMED for value in getattr(asked, name, None) or ()]
    known = [f"bekend-op-{sight.known_at.astimezone(HERE):%Y-%m-%d}"] if sight.known_at else []
    words = ["wijkkoers", export.noun, *about[:3], *known, f"{sight.now.astimezone(HERE):%Y-%m-%d}"]
    decent = [re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")[:60] for word in words]
    return "-".join(word for word in decent if word) + f".{ENDINGS.get(form, form)}"


def _begun(whole: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, of which the first is there already: what cannot be made is refused before anything was sent."""
    pieces = (piece for piece in whole if piece)
    first = list(islice(pieces, 2))  # a header asks nothing of the database yet
    return _closing(chain(first, pieces), whole)


def _closing(pieces: Iterator[bytes], whole: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    finally:
        if close := getattr(whole, "close", None):
            close()


def _about(request: Request, sight: Sight, asked: AskedWhole, export: DataSet) -> About:
    settings = settings_of(request)
    return About(
        title=export.title,
        publisher=Publisher(settings.publisher_name or settings.contact_name, settings.data_licence, str(request.url)),
        made_at=sight.now,
        known_at=sight.known_at,
        question=request.url.query,
        units=units(sight, getattr(asked, "indicator", ())),
        sources=sources(sight),
    )


def _is_head(request: Request) -> bool:
    return bool(getattr(request.state, "head", False))


def _media_type(form: FileForm) -> str:
    kind = MEDIA_TYPES[form]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
