"""Questions about figures: staff asks who delivered one, the partner answers, staff closes it. Every step is kept."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field as WireField
from sqlalchemy import BigInteger
from sqlmodel import Field

from app.models.base import Asked, Id, Incoming, Key, Moment, Wire
from app.models.measurement import BigKey
from app.models.versions import Recorded, Superseding


class QuestionState(StrEnum):
    """Open waits for the partner, answered for staff."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class AnswerKind(StrEnum):
    """It is right; it will be sent anew; or it is right and needs to be understood."""

    CONFIRMED = "confirmed"
    WILL_CORRECT = "will-correct"
    EXPLAINED = "explained"


class FigureQuestionBase(Recorded):
    """`revision` is the one of the figure that was asked about."""

    id: str = Field(sa_type=Key, primary_key=True)
    measurement_id: int = Field(sa_type=BigInteger)
    revision: int
    indicator_id: str = Field(sa_type=Key)
    place_id: str = Field(sa_type=Key)
    period: str = Field(sa_type=Key)
    population_id: str = Field(sa_type=Key)
    partner_id: str = Field(sa_type=Key)
    state: QuestionState = Field(default=QuestionState.OPEN, sa_type=Key)
    text: str
    asked_by: str = Field(sa_type=Key)
    asked_at: datetime
    answer_kind: AnswerKind | None = Field(default=None, sa_type=Key)
    answer: str | None = None
    answered_at: datetime | None = None
    conclusion: str | None = None
    closed_at: datetime | None = None


class FigureQuestion(FigureQuestionBase, table=True):
    measurement_id: int = Field(foreign_key="measurement.id", index=True, sa_type=BigKey)
    partner_id: str = Field(sa_type=Key, foreign_key="partner.id", index=True)


class FigureQuestionVersion(Superseding, FigureQuestionBase, table=True):
    pass


class FigureQuestionCreate(Incoming):
    """What staff wants to know; `partner` where the figure does not say who delivered it."""

    text: str = WireField(min_length=1, max_length=2000)
    partner: Id | None = None


class FigureAnswer(Incoming):
    """What the partner says of its figure."""

    kind: AnswerKind = WireField(strict=False)
    text: str | None = WireField(default=None, max_length=2000)


class QuestionClosure(Incoming):
    """What staff makes of it."""

    conclusion: str | None = WireField(default=None, max_length=2000)


class FigureQuestionRead(Wire):
    """`revised_since`: the figure was revised or withdrawn after it was asked about."""

    id: str
    measurement: str
    indicator: str
    place: str
    period: str
    population: str
    partner: str
    state: QuestionState
    text: str
    asked_by: str
    asked_at: Moment
    answer_kind: AnswerKind | None
    answer: str | None
    answered_at: Moment | None
    conclusion: str | None
    closed_at: Moment | None
    revised_since: bool
    may: list[str] = WireField(default_factory=list)


class FigureQuestionFilter(Asked):
    """All that may be asked of questions about figures."""

    measurement: list[str] = WireField(default_factory=list)
    programme: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    state: list[QuestionState] = WireField(default_factory=list)
