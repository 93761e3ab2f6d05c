"""Answers to nobody in particular, kept in memory: whoever asks the same while nothing has changed hears the same.

The tag of an answer is made of all that it depends on (`etags`), the revision of the data as it is at each question
among them: it names the answer, so that nothing here ever has to be cleared, however many processes there are. What a
known reader is told is never kept.
"""

from dataclasses import dataclass

from cachetools import LRUCache
from fastapi import Request, Response

from app.api.etags import Freshness

PART = 4  # no single answer takes more than this part of the room
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """A body and its headers, as they were given."""

    body: bytes
    headers: Headers

    def __len__(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers)


class Kept:
    """The answers that were asked for last, in so many bytes; 0 keeps none."""

    def __init__(self, room: int) -> None:
        self._answers: LRUCache[str, Answer] = LRUCache(room, getsizeof=len)

    def find(self, fresh: Freshness) -> Response | None:
        """The answer with this tag, if it is here."""
        known = None if fresh.reader_is_known else self._answers.get(fresh.tag)
        if known is None:
            return None
        response = Response()
        response.body, response.raw_headers = known.body, list(known.headers)
        return response

    def keep(self, fresh: Freshness, request: Request, response: Response) -> None:
        """Keeps a whole answer that is not too large; a stream is no whole."""
        body = getattr(response, "body", None)
        if fresh.reader_is_known or not isinstance(body, bytes) or getattr(request.state, "head", False):
            return
        answer = Answer(body, list(response.raw_headers))
        if len(answer) <= self._answers.maxsize / PART:
            self._answers[fresh.tag] = answer
