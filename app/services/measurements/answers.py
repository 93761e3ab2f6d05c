"""What the API answers about measurements: one, its revisions, and what a sender hears."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.errors import Changed, NotFound, say
from app.models.base import Asked
from app.models.measurement import (
    Measurement,
    MeasurementOutcome,
    MeasurementRead,
    MeasurementRevision,
    RevisionRead,
)
from app.services.access.eyes import eyes_of, guarded
from app.services.access.sight import Sight
from app.services.measurements.finding import known_measurements, row_number
from app.services.measurements.recording import Expects, Recorded
from app.services.measurements.seeing import as_read, as_revision, look, see
from app.services.rows import Found, paginate_list


def read(sight: Sight, measurement_id: str) -> MeasurementRead:
    """One measurement; raises NotFound."""
    return as_read(see(sight, [_row(sight, measurement_id)])[0])


def tag_of(measurement_id: str | int | None, revision: int) -> str:
    """The tag of a measurement as it stands: its id and revision, so that who has a list has the tags too."""
    return f'"{measurement_id}-{revision}"'


def seen_before(sight: Sight, tag: str | None, *, is_new: bool, sent: Mapping[str, Any]) -> Expects:
    """Raises Changed, with both versions, where what stands there is not what the sender saw: `tag`, or nothing yet."""

    def expects(existing: Measurement | None) -> None:
        stands = None if existing is None else tag_of(existing.id, existing.revision)
        known = tag.split(".")[0].strip('"') if tag else None
        if (is_new and stands is not None) or (known is not None and (stands is None or stands.strip('"') != known)):
            changed = Changed(say("It was changed after you read it. Compare both versions and send yours again."))
            theirs = None if existing is None else as_read(see(sight, [existing])[0])
            changed.extra = {
                "theirs": theirs.model_dump(mode="json", by_alias=True) if theirs else None,
                "mine": dict(sent),
            }
            changed.headers |= {"ETag": stands} if stands else {}
            raise changed

    return expects


def outcome(sight: Sight, recorded: Recorded) -> MeasurementOutcome:
    """What a sender hears back: who may not read the value is not told that it was unchanged."""
    one = see(sight, [recorded.measurement])[0]
    told = recorded.outcome if one.true or recorded.outcome == "created" else "revised"
    return MeasurementOutcome(**as_read(one).model_dump(), outcome=told)


def revisions(sight: Sight, measurement_id: str, asked: Asked) -> Found[RevisionRead]:
    """The versions of a measurement, newest first; those recorded after `known_at` are left out."""
    row = _row(sight, measurement_id)
    said = col(MeasurementRevision.measurement_id) == row.id
    statement = select(MeasurementRevision).where(said).order_by(col(MeasurementRevision.revision).desc())
    if sight.known_at is not None:
        statement = statement.where(col(MeasurementRevision.recorded_at) <= sight.known_at)
    guard, eyes = guarded(sight, [row.indicator_id])[row.indicator_id], eyes_of(sight)
    kept = sight.session.execute(statement).scalars().all()
    found = paginate_list(kept, asked, lambda revision: (-revision.revision,))
    return found.holding([as_revision(look(_Keyed(row, revision), guard, eyes)) for revision in found.items])


class _Keyed:
    """A revision with the key of its measurement, so that it is looked at like any row."""

    def __init__(self, row: Any, revision: MeasurementRevision) -> None:
        self.place_id, self.indicator_id = row.place_id, row.indicator_id
        self._revision = revision

    def __getattr__(self, name: str) -> Any:
        return getattr(self._revision, name)


def _row(sight: Sight, measurement_id: str) -> Any:
    wanted = col(Measurement.id) == row_number(measurement_id)
    row = sight.session.execute(known_measurements(sight).where(wanted)).one_or_none()
    if row is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("measurement"), id=measurement_id))
    return row
