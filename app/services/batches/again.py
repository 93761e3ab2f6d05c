"""The same request again: whoever sends an Idempotency-Key gets the answer that it had, for a day."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.errors import Conflict, FieldError, Invalid, say
from app.models.batch import KeptAnswer
from app.services.access.revision import take_turn
from app.services.access.writing import Writing

KEPT_FOR = timedelta(hours=24)
LONGEST = 100


@dataclass(frozen=True)
class Again:
    """A request as it is known again: who sends it is in the Writing, `address` is method, path and query."""

    key: str
    address: str
    body: str


def request_of(key: str | None, address: str, body: str) -> Again | None:
    """The request by its key, or None without one; raises Invalid for a key that is none."""
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        remedy = say("An Idempotency-Key is 1 to 100 printable characters, such as a UUID.")
        raise Invalid([FieldError("Idempotency-Key", "invalid", remedy)])
    return Again(key, hashlib.blake2b(address.encode(), digest_size=24).hexdigest(), body)


def answer_before(writing: Writing, again: Again) -> tuple[int, bytes] | None:
    """Status and answer of the same request before, if there was one; from here on no other can come between.

    Raises Conflict for the same key with another body.
    """
    session = writing.session
    take_turn(session)
    session.execute(delete(KeptAnswer).where(col(KeptAnswer.kept_until) < writing.stored_at))
    kept = session.get(KeptAnswer, (writing.actor.id, again.address, again.key))
    if kept is None:
        return None
    if kept.body != again.body:
        raise Conflict(say("This Idempotency-Key was used before with another body. Send a new key."))
    return kept.status, zlib.decompress(kept.answer)


def keep_answer(writing: Writing, again: Again, status: int, answer: bytes) -> None:
    """Keep the answer with its effect, in one transaction."""
    writing.session.add(
        KeptAnswer(
            actor_id=writing.actor.id,
            address=again.address,
            key=again.key,
            body=again.body,
            status=status,
            answer=zlib.compress(answer, 6),
            kept_until=writing.stored_at + KEPT_FOR,
        )
    )
    writing.session.flush()
