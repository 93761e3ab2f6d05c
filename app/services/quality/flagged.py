"""Figures that wait for a human: those that stand out by the rule for implausible changes, and doubtful ones."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import col

from app.models.figure_question import FigureQuestion, QuestionState
from app.models.measurement import Measurement, MeasurementRevision
from app.models.period import Period
from app.models.quality import Earlier, FlaggedFigureFilter, FlaggedFigureRead, FollowUp
from app.models.terms import State
from app.services.access.eyes import eyes_of
from app.services.access.sight import Sight
from app.services.measurements.finding import known_measurements
from app.services.measurements.seeing import Seen, SeriesKey, see, series
from app.services.quality.questions import may_know, open_about, said_otherwise
from app.services.quality.scope import at_places
from app.services.rows import Found, paginate_list

STATUSES = {
    QuestionState.OPEN: FollowUp.ASKED,
    QuestionState.ANSWERED: FollowUp.ANSWERED,
    QuestionState.CLOSED: FollowUp.CLOSED,
}
Before = Mapping[SeriesKey, Sequence[Seen]]


def find(sight: Sight, asked: FlaggedFigureFilter) -> Found[FlaggedFigureRead]:
    """By indicator, place and period. What a reader may not be told to stand out is not among them."""
    rows = sight.session.execute(_statement(sight, asked)).all()
    told = [one for one in see(sight, rows) if one.figure.flags or one.row.state == State.DOUBTFUL]
    about = open_about(sight, [one.row.id for one in told])
    revised = said_otherwise(sight, {(row.measurement_id, row.revision) for row in about.values()})
    follow = {one.row.id: _status(one, about.get(one.row.id), revised) for one in told}
    if asked.status:
        told = [one for one in told if follow[one.row.id] in asked.status]
    found = paginate_list(told, asked, _order)
    return found.holding(_read_all(sight, found.items, about, follow))


def _statement(sight: Sight, asked: FlaggedFigureFilter) -> Any:
    said: Any = Measurement if sight.known_at is None else MeasurementRevision
    statement = known_measurements(sight).where(
        or_(said.flags != "", said.state == State.DOUBTFUL),
        said.state != State.WITHDRAWN,
        *at_places(sight, asked, col(Measurement.place_id)),
    )
    for column, wanted in (
        (col(Measurement.indicator_id), asked.indicator),
        (said.partner_id, asked.partner),
        (said.source, asked.source),
    ):
        if wanted:
            statement = statement.where(column.in_(wanted))
    return statement


def _order(one: Seen) -> tuple[str, str, str, str]:
    row = one.row
    return row.indicator_id, row.place_id, row.starts.isoformat(), f"{row.period} {row.population_id}"


def _status(one: Seen, question: FigureQuestion | None, revised: Collection[tuple[int, int]]) -> FollowUp:
    """A figure that says something else since its question was closed waits again; a verdict on it changes nothing."""
    if question is None:
        return FollowUp.OPEN
    status = STATUSES[QuestionState(question.state)]
    since = one.row.revision > question.revision and (one.row.id, question.revision) in revised
    return FollowUp.OPEN if status is FollowUp.CLOSED and since else status


def _read_all(
    sight: Sight, page: Sequence[Seen], about: Mapping[int, FigureQuestion], follow: Mapping[int, FollowUp]
) -> list[FlaggedFigureRead]:
    keys = {one.key for one in page}
    before = series(sight, {key[0] for key in keys}, {key[1] for key in keys}, {key[2] for key in keys})
    eyes = eyes_of(sight)
    items = []
    for one in page:
        question = about.get(one.row.id)
        known = question.id if question is not None and may_know(eyes, question) else None
        status = follow[one.row.id]
        asks = eyes.steers(one.row.place_id) and status in (FollowUp.OPEN, FollowUp.CLOSED)
        items.append(_read(one, _earlier(one, before), status, known, ["ask"] if asks else []))
    return items


def _earlier(one: Seen, before: Before) -> Earlier | None:
    """The last one of the same kind of period before it; one that is hidden is not passed over for another."""
    period = Period.parse(one.row.period)
    of_kind = [
        (other, found)
        for other in before.get(one.key, ())
        if (found := Period.parse(other.row.period)).kind is period.kind and found < period
    ]
    told = [pair for pair in of_kind if pair[0].figure.value is not None or pair[0].figure.is_suppressed]
    if not told or told[-1][0].figure.value is None:
        return None
    return Earlier(period=told[-1][1].text, value=told[-1][0].figure.value)


def _read(
    one: Seen, earlier: Earlier | None, status: FollowUp, question: str | None, may: list[str]
) -> FlaggedFigureRead:
    row, figure = one.row, one.figure
    change = figure.value - earlier.value if figure.value is not None and earlier else None
    return FlaggedFigureRead(
        measurement=str(row.id),
        indicator=row.indicator_id,
        place=row.place_id,
        period=row.period,
        population=row.population_id,
        value=figure.value,
        missing=figure.missing,
        unit=one.guard.unit,
        state=row.state,
        flags=list(figure.flags),
        note=row.note if one.true else None,
        partner=row.partner_id,
        source=row.source,
        recorded_at=row.recorded_at,
        earlier=earlier,
        change=change,
        status=status,
        question=question,
        may=may,
    )
