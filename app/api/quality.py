"""/api/v1/delivery-records, flagged-figures, sum-differences, series-breaks and figure-questions: quality over time."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response, status

from app.api.access import SightDep, require, require_to_read
from app.api.measurements import WHO_MEASURE
from app.api.paging import paged
from app.api.registers import router_of
from app.api.routes import APIRouter
from app.api.rows import Steering, located
from app.models.access import Role
from app.models.base import Asked, Page
from app.models.figure_question import (
    FigureAnswer,
    FigureQuestionCreate,
    FigureQuestionFilter,
    FigureQuestionRead,
    QuestionClosure,
)
from app.models.quality import (
    DeliveryRecordFilter,
    DeliveryRecordRead,
    FlaggedFigureFilter,
    FlaggedFigureRead,
    QualityFilter,
    SumDifferenceRead,
)
from app.models.register import VersionRead
from app.problems import refusals
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.measurements.series_breaks import SERIES_BREAKS
from app.services.quality import delivering, flagged, questions, sums

router = APIRouter()
router.include_router(router_of(SERIES_BREAKS))

CorrespondentsSight = Annotated[Sight, Depends(require_to_read(*WHO_MEASURE))]
Answering = Annotated[Writing, Depends(require(Role.PARTNER, Role.PARTNER_EDITOR))]
READS = refusals(400, 401, 403, 404)
ANSWERS = refusals(400, 401, 403, 404, 409, 415)


@router.get(
    "/delivery-records",
    response_model=Page[DeliveryRecordRead],
    responses=refusals(400),
    tags=["delivery-records"],
)
def list_delivery_records(
    request: Request, sight: SightDep, asked: Annotated[DeliveryRecordFilter, Query()]
) -> Page[DeliveryRecordRead]:
    """Completeness and timeliness: for each partner, indicator and year what was expected, came, and came in time."""
    return paged(request, delivering.find(sight.known(asked.known_at), asked))


@router.get(
    "/flagged-figures", response_model=Page[FlaggedFigureRead], responses=refusals(400), tags=["flagged-figures"]
)
def list_flagged_figures(
    request: Request, sight: SightDep, asked: Annotated[FlaggedFigureFilter, Query()]
) -> Page[FlaggedFigureRead]:
    """Figures that stand out or are doubtful, with the one before, and how far they were followed up."""
    return paged(request, flagged.find(sight.known(asked.known_at), asked))


@router.get(
    "/sum-differences", response_model=Page[SumDifferenceRead], responses=refusals(400), tags=["sum-differences"]
)
def list_sum_differences(
    request: Request, sight: SightDep, asked: Annotated[QualityFilter, Query()]
) -> Page[SumDifferenceRead]:
    """Measured figures of areas that their neighbourhoods do not add up to, by more than rounding explains."""
    return paged(request, sums.find(sight.known(asked.known_at), asked))


@router.post(
    "/measurements/{measurement_id}/questions",
    response_model=FigureQuestionRead,
    status_code=status.HTTP_201_CREATED,
    responses=ANSWERS,
    tags=["figure-questions"],
)
def ask_about_figure(
    request: Request, writing: Steering, measurement_id: str, new: FigureQuestionCreate, response: Response
) -> FigureQuestionRead:
    """Ask who delivered a figure about it."""
    row = questions.ask(writing, measurement_id, new)
    located(request, response, "figure-questions", row.id)
    return questions.read(writing.sight, row.id)


@router.get(
    "/figure-questions",
    response_model=Page[FigureQuestionRead],
    responses=refusals(400, 401, 403),
    tags=["figure-questions"],
)
def list_figure_questions(
    request: Request, sight: CorrespondentsSight, asked: Annotated[FigureQuestionFilter, Query()]
) -> Page[FigureQuestionRead]:
    """The questions to your organisation; those about your places for staff."""
    return paged(request, questions.find(sight, asked))


@router.get("/figure-questions/{key}", response_model=FigureQuestionRead, responses=READS, tags=["figure-questions"])
def read_figure_question(sight: CorrespondentsSight, key: str) -> FigureQuestionRead:
    """One question, its answer, and what was made of it."""
    return questions.read(sight, key)


@router.get(
    "/figure-questions/{key}/versions",
    response_model=Page[VersionRead[FigureQuestionRead]],
    responses=READS,
    tags=["figure-questions"],
)
def list_figure_question_versions(sight: CorrespondentsSight, key: str) -> Any:
    """Every step of a question, newest first."""
    return Page[Any](items=questions.history(sight, key))


@router.post(
    "/figure-questions/{key}/answer", response_model=FigureQuestionRead, responses=ANSWERS, tags=["figure-questions"]
)
def answer_figure_question(writing: Answering, key: str, said: FigureAnswer) -> FigureQuestionRead:
    """Answer for the organisation that was asked: confirm, promise a correction, or explain."""
    return questions.read(writing.sight, questions.answer(writing, key, said).id)


@router.post(
    "/figure-questions/{key}/closure", response_model=FigureQuestionRead, responses=ANSWERS, tags=["figure-questions"]
)
def close_figure_question(writing: Steering, key: str, said: QuestionClosure) -> FigureQuestionRead:
    """Close a question, with what was made of it."""
    return questions.read(writing.sight, questions.close(writing, key, said).id)


@router.get("/me/questions", response_model=Page[FigureQuestionRead], responses=refusals(400, 401, 403), tags=["me"])
def list_my_questions(
    request: Request, sight: CorrespondentsSight, asked: Annotated[Asked, Query()]
) -> Page[FigureQuestionRead]:
    """The questions about figures that wait for an answer of your organisation."""
    return paged(request, questions.waiting(sight, asked))
