"""Threads that read: one step over to a thread for a whole answer, and a few threads at once.

Each step there and back costs as much as a small question to the database; and many threads that all want the
interpreter take longer together than one after the other.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from sqlmodel import Session

from app.services.access.sight import Sight

AT_ONCE = 4

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")

_limiter: RunVar[CapacityLimiter] = RunVar("wijkkoers: threads that read")


async def on_a_thread(ask: Callable[Asked, Answer], *asked: Asked.args, **named: Asked.kwargs) -> Answer:
    """What this asks of the database, while the event loop goes on."""
    return await to_thread.run_sync(partial(ask, *asked, **named), limiter=_limit())


def in_one_step(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint of a route that reads, with the end of its transaction, in one step."""

    @wraps(endpoint)
    async def whole(**arguments: Any) -> Any:
        return await on_a_thread(_ended, endpoint, arguments)

    return whole


def _ended(endpoint: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    try:
        return endpoint(**arguments)
    finally:
        for given in arguments.values():
            if isinstance(given, Sight):
                given.session.close()
            elif isinstance(given, Session):
                given.close()


def _limit() -> CapacityLimiter:
    try:
        return _limiter.get()
    except LookupError:
        _limiter.set(limiter := CapacityLimiter(AT_ONCE))
        return limiter
