"""Questions about figures: `ask`, `answer` and `close`. Who asked and who was asked read them, nobody else."""

from collections.abc import Collection, Iterable, Sequence
from secrets import token_hex
from typing import Any

from sqlalchemy import false, or_, select, true
from sqlmodel import col

from app.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, say
from app.models.base import Asked
from app.models.figure_question import (
    FigureAnswer,
    FigureQuestion,
    FigureQuestionCreate,
    FigureQuestionFilter,
    FigureQuestionRead,
    FigureQuestionVersion,
    QuestionClosure,
    QuestionState,
)
from app.models.measurement import Measurement, MeasurementRevision
from app.models.register import VersionRead
from app.services.access.eyes import TRUSTED, Eyes, eyes_of
from app.services.access.sight import Sight
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.measurements.finding import row_number
from app.services.measurements.locks import DELIVERERS
from app.services.measurements.recording import SAID
from app.services.places.scope import places_of_municipalities, places_of_programmes, places_within
from app.services.references import unknown
from app.services.registers.finding import changed_between
from app.services.rows import Found, hold, paginate

NOUN = "question"
KIND = "figure-question"


def ask(writing: Writing, measurement: str, new: FigureQuestionCreate) -> FigureQuestion:
    """Ask who delivered a figure. Raises NotFound, Forbidden, Invalid, and Conflict while another is not closed."""
    figure = hold(writing.session, Measurement, row_number(measurement), "measurement")
    writing.require_place(figure.place_id)
    partner = new.partner or figure.partner_id
    if partner is None:
        remedy = say("Nobody is known to have delivered this figure. Say in “partner” who is asked.")
        raise Invalid([FieldError("partner", "no-partner", remedy)])
    if errors := unknown(writing, "partner", "partner", partner):
        raise Invalid(errors)
    _refuse_second(writing, figure)
    row = FigureQuestion(
        id=f"{writing.stored_at:%Y%m%d-%H%M%S%f}-{token_hex(4)}",
        measurement_id=figure.id or 0,
        revision=figure.revision,
        indicator_id=figure.indicator_id,
        place_id=figure.place_id,
        period=figure.period,
        population_id=figure.population_id,
        partner_id=partner,
        text=new.text,
        asked_by=writing.actor.name,
        asked_at=writing.now,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
    keep(writing, row, FigureQuestionVersion)
    writing.note("ask", KIND, row.id, {"measurement": str(figure.id), "partner": partner})
    return row


def answer(writing: Writing, key: str, said: FigureAnswer) -> FigureQuestion:
    """Answer for the organisation that was asked. Raises NotFound, also for another's, and Conflict once closed.

    Until it is closed, a later answer takes the place of an earlier one, which stays readable.
    """
    row = hold(writing.session, FigureQuestion, key, NOUN)
    if writing.actor.role not in DELIVERERS or writing.actor.partner != row.partner_id:
        raise _absent(key) if writing.actor.role not in TRUSTED else Forbidden(say("Only who was asked can answer."))
    if not (writing.may_place(row.place_id) and writing.may_indicator(row.indicator_id)):
        raise Forbidden(say("This question is about a figure that you may not record."))
    _refuse_closed(row)
    row.state, row.answer_kind, row.answer, row.answered_at = QuestionState.ANSWERED, said.kind, said.text, writing.now
    return _kept(writing, row, "answer")


def close(writing: Writing, key: str, said: QuestionClosure) -> FigureQuestion:
    """Close it, answered or not. Raises NotFound, Forbidden, and Conflict for what is closed."""
    row = hold(writing.session, FigureQuestion, key, NOUN)
    writing.require_place(row.place_id)
    _refuse_closed(row)
    row.state, row.conclusion, row.closed_at = QuestionState.CLOSED, said.conclusion, writing.now
    return _kept(writing, row, "close")


def find(sight: Sight, asked: FigureQuestionFilter) -> Found[FigureQuestionRead]:
    """The questions that this reader may know of, in the order in which they came."""
    statement = select(FigureQuestion).where(_may_know(sight), *_conditions(sight, asked))
    found = paginate(sight.session, statement, asked, col(FigureQuestion.id))
    return found.holding(_read_all(sight, found.items))


def waiting(sight: Sight, asked: Asked) -> Found[FigureQuestionRead]:
    """The questions that wait for the reader's own organisation; none for who has none."""
    if sight.reader.partner is None:
        return Found(())
    wanted = FigureQuestionFilter.model_validate(
        {"partner": [sight.reader.partner], "state": ["open"], **asked.model_dump(by_alias=True)}
    )
    return find(sight, wanted)


def read(sight: Sight, key: str) -> FigureQuestionRead:
    """One question; raises NotFound, also for another's."""
    return _read_all(sight, [_row(sight, key)])[0]


def history(sight: Sight, key: str) -> list[VersionRead[FigureQuestionRead]]:
    """Every step of a question, newest first; raises NotFound, also for another's."""
    _row(sight, key)
    order = col(FigureQuestionVersion.version).desc()
    statement = select(FigureQuestionVersion).where(col(FigureQuestionVersion.id) == key).order_by(order)
    rows = sight.session.execute(statement).scalars().all()
    items = _read_all(sight, rows)
    return [
        VersionRead[FigureQuestionRead](
            version=one.version,
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
            reason=one.reason,
            changed=_fields(changed_between(before, one)),
            item=item,
        )
        for one, before, item in zip(rows, [*rows[1:], None], items, strict=True)
    ]


def open_about(sight: Sight, measurements: Iterable[int]) -> dict[int, FigureQuestion]:
    """Of these figures the last question about each, whoever reads: what it says is for who may know of it."""
    statement = select(FigureQuestion).where(col(FigureQuestion.measurement_id).in_(sorted(measurements)))
    rows = sight.session.execute(statement.order_by(col(FigureQuestion.id))).scalars()
    return {row.measurement_id: row for row in rows}


def said_otherwise(sight: Sight, asked: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these measurements, each with the revision that was asked about: which say something else by now.

    That it was accepted or sent back meanwhile is a revision too, and says nothing else.
    """
    revision = MeasurementRevision
    differs = or_(*(getattr(Measurement, name).is_distinct_from(getattr(revision, name)) for name in (*SAID, "flags")))
    statement = (
        select(col(revision.measurement_id), col(revision.revision))
        .join(Measurement, col(Measurement.id) == col(revision.measurement_id))
        .where(col(revision.measurement_id).in_(sorted({number for number, _ in asked})), differs)
    )
    return {(number, at) for number, at in sight.session.execute(statement) if (number, at) in asked}


def may_know(eyes: Eyes, row: FigureQuestion) -> bool:
    """Whether this reader may read a question."""
    reader = eyes.reader
    asked = reader.role in DELIVERERS and reader.partner == row.partner_id
    return asked or eyes.steers(row.place_id)


def _refuse_second(writing: Writing, figure: Measurement) -> None:
    standing = col(FigureQuestion.state) != QuestionState.CLOSED
    about = col(FigureQuestion.measurement_id) == figure.id
    if writing.session.execute(select(col(FigureQuestion.id)).where(about, standing)).first() is not None:
        raise Conflict(say("A question about this figure is not closed yet. Close it before you ask another."))


def _refuse_closed(row: FigureQuestion) -> None:
    if row.state == QuestionState.CLOSED:
        raise Conflict(say("This question was closed before."))


def _kept(writing: Writing, row: FigureQuestion, verb: str) -> FigureQuestion:
    next_version(writing, row)
    keep(writing, row, FigureQuestionVersion)
    writing.note(verb, KIND, row.id, {"measurement": str(row.measurement_id), "state": str(row.state)})
    return row


def _absent(key: str) -> NotFound:
    return NotFound(say("There is no {kind} with id {id}.", kind=say(NOUN), id=key[:120]))


def _row(sight: Sight, key: str) -> FigureQuestion:
    statement = select(FigureQuestion).where(col(FigureQuestion.id) == key, _may_know(sight))
    row: FigureQuestion | None = sight.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise _absent(key)
    return row


def _may_know(sight: Sight) -> Any:
    """The organisation that was asked, and staff of the place."""
    reader = sight.reader
    if reader.role in DELIVERERS and reader.partner:
        return col(FigureQuestion.partner_id) == reader.partner
    if reader.role not in TRUSTED:
        return false()
    places = eyes_of(sight).places
    return true() if places is None else col(FigureQuestion.place_id).in_(sorted(places))


def _conditions(sight: Sight, asked: FigureQuestionFilter) -> list[Any]:
    place = col(FigureQuestion.place_id)
    numbers = [int(key) for key in asked.measurement if key.isascii() and key.isdigit() and len(key) < 18]
    wanted: tuple[tuple[Sequence[str], Any], ...] = (
        (asked.measurement, col(FigureQuestion.measurement_id).in_(numbers)),
        (asked.programme, place.in_(places_of_programmes(sight, asked.programme))),
        (asked.area, place.in_(places_within(sight, asked.area))),
        (asked.place, place.in_(asked.place)),
        (asked.municipality, place.in_(places_of_municipalities(sight, asked.municipality))),
        (asked.indicator, col(FigureQuestion.indicator_id).in_(asked.indicator)),
        (asked.partner, col(FigureQuestion.partner_id).in_(asked.partner)),
        (asked.state, col(FigureQuestion.state).in_(asked.state)),
    )
    return [condition for values, condition in wanted if values]


def _read_all(sight: Sight, rows: Sequence[Any]) -> list[FigureQuestionRead]:
    eyes = eyes_of(sight)
    revised = said_otherwise(sight, {(row.measurement_id, row.revision) for row in rows})
    return [_read(eyes, row, (row.measurement_id, row.revision) in revised) for row in rows]


def _read(eyes: Eyes, row: Any, revised: bool) -> FigureQuestionRead:
    return FigureQuestionRead(
        id=row.id,
        measurement=str(row.measurement_id),
        indicator=row.indicator_id,
        place=row.place_id,
        period=row.period,
        population=row.population_id,
        partner=row.partner_id,
        state=row.state,
        text=row.text,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        answer_kind=row.answer_kind,
        answer=row.answer,
        answered_at=row.answered_at,
        conclusion=row.conclusion,
        closed_at=row.closed_at,
        revised_since=revised,
        may=_may(eyes, row),
    )


def _may(eyes: Eyes, row: Any) -> list[str]:
    if row.state == QuestionState.CLOSED:
        return []
    reader = eyes.reader
    answers = reader.role in DELIVERERS and reader.partner == row.partner_id
    return ["answer"] * answers + ["close"] * eyes.steers(row.place_id)


def _fields(columns: Sequence[str]) -> list[str]:
    """Columns by the names that they go out with."""
    fields = FigureQuestionRead.model_fields
    return sorted(str(fields[name].alias) for name in columns if name in fields)
