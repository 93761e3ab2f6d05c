"""Answers to nobody in particular, kept in memory: whoever asks the same while nothing has changed hears the same.

The tag of an answer is made of all that it depends on (`etags`), the revision of the data as it is at each question
among them: it names the answer, so that nothing here ever has to be cleared, however many processes there are. What a
known reader is told is never kept.
"""

from asyncio import Lock
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

from cachetools import LRUCache
from fastapi import Request, Response

from app.api.etags import Freshness

PART = 4  # no single answer takes more than this part of the room
Make = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Answer:
    """A body and its headers, as they were given."""

    body: bytes
    headers: list[tuple[bytes, bytes]]

    def __len__(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers)

    def again(self) -> Response:
        response = Response()
        response.body, response.raw_headers = self.body, list(self.headers)
        return response


class Kept:
    """The answers that were asked for last, in so many bytes; 0 keeps none."""

    def __init__(self, room: int) -> None:
        self._answers: LRUCache[str, Answer] = LRUCache(room, getsizeof=len)
        self._turns: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def answer(self, fresh: Freshness, request: Request, make: Make) -> Response:
        """The answer with this tag: the one that is here, or one that is made for all who ask for it meanwhile."""
        if fresh.reader_is_known or not self._answers.maxsize:
            return await make(request)
        address = f"{request.scope['scheme']}://{request.headers.get('host')}"  # which some answers name
        name = f"{fresh.tag} {address}"
        if known := self._answers.get(name):
            return known.again()
        async with self._turns.setdefault(name, Lock()):
            if known := self._answers.get(name):
                return known.again()
            response = await make(request)
            self._keep(name, request, response)
            return response

    def _keep(self, name: str, request: Request, response: Response) -> None:
        """Keeps a whole answer that is not too large; a stream is no whole, and a HEAD may have made less."""
        body = getattr(response, "body", None)
        if response.status_code != 200 or not isinstance(body, bytes) or getattr(request.state, "head", False):
            return
        answer = Answer(body, list(response.raw_headers))
        if len(answer) * PART <= self._answers.maxsize:
            self._answers[name] = answer
