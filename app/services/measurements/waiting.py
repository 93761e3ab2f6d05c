"""What counts while a correction waits for acceptance: the figure that was accepted before it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import col

from app.models.measurement import MeasurementRevision
from app.models.terms import Acceptance, State
from app.services.access.sight import Sight

KEY = ("id", "indicator_id", "place_id", "period", "starts", "ends", "population_id")
CHUNK = 5000


class Before:
    """A measurement as an earlier revision said it: the key of the row, and all else of the revision."""

    def __init__(self, row: Any, revision: MeasurementRevision) -> None:
        for name in KEY:
            setattr(self, name, getattr(row, name))
        self._revision = revision

    def __getattr__(self, name: str) -> Any:
        return getattr(self._revision, name)


def counts(row: Any) -> bool:
    """Whether a figure counts: it stands, and is accepted."""
    return bool(row.state != State.WITHDRAWN and row.acceptance == Acceptance.ACCEPTED)


def accepted_before(sight: Sight, rows: Sequence[Any]) -> Iterator[Any]:
    """Of those that wait: what was accepted last, unless it was sent back or withdrawn after that.

    No query where nothing waits that was ever something else.
    """
    waiting = {row.id: row for row in rows if _waits(row) and row.revision > 1}
    ids = sorted(waiting)
    for start in range(0, len(ids), CHUNK):
        last: dict[int, MeasurementRevision] = {}
        for revision in _judged(sight, ids[start : start + CHUNK]):
            last[revision.measurement_id] = revision
        yield from (Before(waiting[id], revision) for id, revision in last.items() if counts(revision))


def _waits(row: Any) -> bool:
    return bool(row.acceptance == Acceptance.SUBMITTED and row.state != State.WITHDRAWN)


def _judged(sight: Sight, ids: Sequence[int]) -> Iterator[MeasurementRevision]:
    """The revisions of these that did not wait, as known, oldest first."""
    revision = MeasurementRevision
    settled = or_(col(revision.acceptance) != Acceptance.SUBMITTED, col(revision.state) == State.WITHDRAWN)
    statement = (
        select(revision)
        .where(col(revision.measurement_id).in_(ids), settled)
        .order_by(col(revision.measurement_id), col(revision.revision))
    )
    if sight.known_at is not None:
        statement = statement.where(col(revision.recorded_at) <= sight.known_at)
    return iter(sight.session.execute(statement).scalars())
