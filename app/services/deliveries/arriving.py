"""What arrived of the figures that are expected: one query, and no value in it."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.measurement import Measurement, MeasurementRevision
from app.models.period import Period
from app.models.terms import Acceptance
from app.services.access.sight import Sight
from app.services.deliveries.expecting import Expected
from app.services.deliveries.states import Said, Standing, is_there
from app.services.rows import write_cursor

Key = tuple[str, str, str, str]
BATCHES = "measurement-batches"


def arrived(sight: Sight, expectations: Collection[Expected]) -> dict[Key, Standing]:
    """What stands of each expected figure, by its natural key; what is not there, or withdrawn, is not in it."""
    if not expectations:
        return {}
    wanted = {one.key for one in expectations}
    rows = sight.session.execute(_statement(sight, expectations))
    found = ((key, list(revisions)) for key, revisions in groupby(rows, key=_key))
    return {key: _standing(key, revisions) for key, revisions in found if key in wanted and _stands(revisions)}


def mark_of(there: Iterable[Standing]) -> str:
    """The mark of these figures as they stand: another one as soon as one of them changed."""
    return write_cursor([max((one.change for one in there), default=0)])


def _statement(sight: Sight, expectations: Collection[Expected]) -> Any:
    """Every revision of the figures at these places in this stretch of time, as known, oldest first."""
    periods = [Period.parse(text) for text in {one.period for one in expectations}]
    revision = MeasurementRevision
    keys = (Measurement.indicator_id, Measurement.place_id, Measurement.period, Measurement.population_id)
    told = (
        revision.state, revision.missing, revision.acceptance, revision.change, revision.recorded_at,
        revision.recorded_by, revision.partner_id, revision.origin_table, revision.origin_key, revision.reason,
    )  # fmt: skip
    statement: Any = (
        select(*keys, *told)  # type: ignore[call-overload]
        .join(Measurement, col(Measurement.id) == col(revision.measurement_id))
        .where(
            col(Measurement.indicator_id).in_(sorted({one.indicator for one in expectations})),
            col(Measurement.place_id).in_(sorted({one.place for one in expectations})),
            col(Measurement.population_id).in_(sorted({one.population for one in expectations})),
            col(Measurement.starts).between(min(it.starts for it in periods), max(it.starts for it in periods)),
        )
        .order_by(*keys, col(revision.revision))
    )
    return statement if sight.known_at is None else statement.where(col(revision.recorded_at) <= sight.known_at)


def _key(row: Any) -> Key:
    return row.indicator_id, row.place_id, row.period, row.population_id


def _stands(revisions: Sequence[Any]) -> bool:
    last = revisions[-1]
    return is_there(last.state, last.missing)


def _standing(key: Key, revisions: Sequence[Any]) -> Standing:
    """Given is what its own partner recorded; what others recorded later is a judgement or a correction of staff."""
    first = next(one for one in revisions if is_there(one.state, one.missing))
    given = [one for one in revisions if one.recorded_by == one.partner_id] or [first]
    last = revisions[-1]
    return Standing(
        place=key[1],
        acceptance=Acceptance(last.acceptance),
        change=last.change,
        first_at=first.recorded_at,
        sent_at=given[-1].recorded_at,
        batch=given[-1].origin_key if given[-1].origin_table == BATCHES else None,
        partner=last.partner_id,
        said=tuple(_said(key[1], revisions)),
    )


def _said(place: str, revisions: Iterable[Any]) -> Iterable[Said]:
    """Every message with which it was sent back, oldest first."""
    return (
        Said(one.reason, one.recorded_at, place)
        for one in revisions
        if one.acceptance == Acceptance.SENT_BACK and one.reason
    )
