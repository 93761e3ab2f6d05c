"""Indicators: found, read, made and changed. A protection that once held goes on holding.

Where another protection begins to count, what readers see of every figure changed: who keeps a copy gets them again.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, or_, select, union
from sqlmodel import col

from app.errors import FieldError, Invalid, NotFound, say
from app.models.indicator import (
    Aggregation,
    Indicator,
    IndicatorBase,
    IndicatorChange,
    IndicatorCreate,
    IndicatorFilter,
    IndicatorRead,
    IndicatorVersion,
)
from app.models.place import as_origin
from app.models.programme import Programme
from app.models.target import Target
from app.services.access.eyes import eyes_of, guarded
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.access.suppression import scale_of
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.editions import Edited, Holding, editing, plain_columns
from app.services.measurements.sets import Where, seen_anew
from app.services.planning.sets import adopted_sets
from app.services.references import id_of, settled_by_the_key, unknown
from app.services.rows import Found, hold, paginate, same_names

CHANGEABLE = frozenset(IndicatorChange.model_fields)
PROTECTION = frozenset({"protected", "minimum_count"})


def find(sight: Sight, asked: IndicatorFilter) -> Found[IndicatorRead]:
    """A page of indicators; a programme's own list where that is asked."""
    table = known_table(sight, Indicator, IndicatorVersion)
    statement = known(sight, Indicator, IndicatorVersion)
    if asked.indicator:
        statement = statement.where(table.id.in_(asked.indicator))
    if asked.source:
        statement = statement.where(table.source.in_(asked.source))
    if asked.theme:
        statement = statement.where(table.theme.in_(asked.theme))
    if asked.programme:
        statement = statement.where(_listed_by(table, asked.programme))
    if asked.name:
        statement = statement.where(table.name.icontains(asked.name, autoescape=True))
    found = paginate(sight.session, statement, asked, table.id)
    return found.holding(read_all(sight, found.items, asked.programme))


def row(sight: Sight, indicator_id: str) -> IndicatorBase:
    """The indicator as known; raises NotFound."""
    table = known_table(sight, Indicator, IndicatorVersion)
    found = all_known(sight, Indicator, IndicatorVersion, col(table.id) == indicator_id)
    if not found:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("indicator"), id=indicator_id[:120]))
    indicator: IndicatorBase = found[0]
    return indicator


def read(sight: Sight, indicator_id: str) -> IndicatorRead:
    """One indicator; raises NotFound."""
    return read_all(sight, [row(sight, indicator_id)])[0]


def read_all(sight: Sight, indicators: Sequence[IndicatorBase], among: Collection[str] = ()) -> list[IndicatorRead]:
    """Indicators as they go out, with the programmes that use them; `among` limits the sets that adopted them."""
    ids = {indicator.id for indicator in indicators}
    programmes, sets, eyes = _programmes(sight, ids), adopted_sets(sight, ids, among), eyes_of(sight)
    return [
        IndicatorRead(
            **same_names(indicator, IndicatorRead),
            aggregation=Aggregation(places=indicator.across_places, periods=indicator.across_periods),
            programmes=programmes.get(indicator.id, []),
            adopted_in=sets.get(indicator.id, []),
            origin=as_origin(indicator),
            may=eyes.may_steer(None),
        )
        for indicator in indicators
    ]


def create(writing: Writing, new: IndicatorCreate) -> Indicator:
    """A new indicator. Raises Conflict for a taken id, Forbidden for staff of named areas."""
    writing.require_everywhere()
    key = id_of(new.id, new.name)
    said = new.model_dump(exclude={"id"})
    indicator = Indicator(**said, id=key, recorded_at=writing.now, recorded_by=writing.actor.name)
    _refuse_what_cannot_be(writing, indicator)
    with settled_by_the_key(writing, "indicator", Indicator, key):
        keep(writing, indicator, IndicatorVersion)
    writing.note("create", "indicator", key, {})
    return indicator


def held(writing: Writing, indicator_id: str) -> Indicator:
    """The one that is about to be changed; raises NotFound."""
    return hold(writing.session, Indicator, indicator_id, "indicator")


def change(writing: Writing, indicator_id: str, patch: IndicatorChange) -> Indicator:
    """Change what was sent; raises NotFound, and Forbidden for staff of named areas."""
    writing.require_everywhere()
    indicator = held(writing, indicator_id)
    with editing(writing, HOLDING, indicator), _guarding(writing, indicator_id):
        for name in patch.model_fields_set & CHANGEABLE:
            setattr(indicator, name, getattr(patch, name))
        if patch.model_fields_set & PROTECTION:
            indicator.released = False  # the next protection to end takes a release of its own
        _refuse_what_cannot_be(writing, indicator)
        next_version(writing, indicator)
        keep(writing, indicator, IndicatorVersion)
    writing.note("change", "indicator", indicator_id, {"fields": sorted(patch.model_fields_set)})
    return indicator


def release(writing: Writing, indicator_id: str, reason: str) -> Indicator:
    """End what an earlier protection still hides; only the one in force then counts. For administrators."""
    writing.require_everywhere()
    indicator = held(writing, indicator_id)
    with _guarding(writing, indicator_id):
        indicator.released = True
        next_version(writing, indicator)
        keep(writing, indicator, IndicatorVersion, reason)
    writing.note("release", "indicator", indicator_id, {"reason": reason})
    return indicator


@contextmanager
def _guarding(writing: Writing, indicator_id: str) -> Iterator[None]:
    """Has all figures of the indicator pulled again where another protection, or unit, counts after what is done."""
    before = guarded(writing.sight, [indicator_id])
    yield
    if guarded(writing.sight, [indicator_id]) != before:
        seen_anew(writing, Where("indicator_id = :indicator", {"indicator": indicator_id}))


def _refuse_what_cannot_be(writing: Writing, indicator: Indicator) -> None:
    """Raises Invalid for bounds the wrong way round, and for a share of what is not there or has no shares."""
    errors = []
    if indicator.lowest is not None and indicator.highest is not None and indicator.highest < indicator.lowest:
        remedy = say("The highest value lies below the lowest.")
        errors.append(FieldError("highest", "highest-below-lowest", remedy, indicator.highest))
    errors += _wrong_with_share(writing, indicator)
    if errors:
        raise Invalid(errors)


def _wrong_with_share(writing: Writing, indicator: Indicator) -> list[FieldError]:
    """A share is a percentage of a total of another indicator."""
    if indicator.share_of is None:
        return []
    if missing := unknown(writing, "indicator", "shareOf", indicator.share_of):
        return missing
    total = row(writing.sight, indicator.share_of)
    if indicator.unit != "percent" or scale_of(total.unit) is not None or total.share_of is not None:
        remedy = say(
            "A share is measured in percent, and is a part of a total: of a number, not of another percentage."
        )
        return [FieldError("shareOf", "no-total", remedy, indicator.share_of)]
    return []


def _listed_by(table: Any, programmes: Collection[str]) -> ColumnElement[bool]:
    """A programme's own list: what its targets name, and what the document names in which it is written down."""
    used = select(col(Target.indicator_id)).where(col(Target.programme_id).in_(programmes))
    documents = select(col(Programme.document)).where(col(Programme.id).in_(programmes))
    listed: ColumnElement[bool] = or_(table.id.in_(used), table.document.in_(documents))
    return listed


def _programmes(sight: Sight, ids: Collection[str]) -> dict[str, list[str]]:
    """The programmes of which each is on the list."""
    used = select(col(Target.indicator_id), col(Target.programme_id)).where(col(Target.indicator_id).in_(ids))
    named = (
        select(col(Indicator.id), col(Programme.id))
        .join(Programme, col(Programme.document) == col(Indicator.document))
        .where(col(Indicator.id).in_(ids))
    )
    found: dict[str, set[str]] = {}
    for indicator, programme in sight.session.execute(union(used, named)):
        found.setdefault(str(indicator), set()).add(programme)
    return {key: sorted(programmes) for key, programmes in found.items()}


HOLDING = Holding("indicator", plain_columns(IndicatorChange))
INDICATORS = Edited(HOLDING, IndicatorChange, row, held, change)
