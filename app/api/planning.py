"""/api/v1/plans, texts, indicator-sets, norms, alignments, and what a programme serves of a national one."""

from app.api.access import SightDep
from app.api.adoptions import adoptions_of
from app.api.registers import router_of
from app.api.routes import APIRouter
from app.api.rows import KnownAt
from app.models.national import NationalGoalsRead
from app.problems import refusals
from app.services.planning.national import national_goals
from app.services.planning.registers import ALIGNMENTS, INDICATOR_SETS, NORMS, PLANS, TEXTS

router = APIRouter()
for register in (PLANS, TEXTS, INDICATOR_SETS, NORMS, ALIGNMENTS):
    router.include_router(router_of(register))


@router.get(
    "/programmes/{programme_id}/national-goals",
    response_model=NationalGoalsRead,
    responses=refusals(400, 404),
    tags=["programmes"],
)
def read_national_goals(sight: SightDep, programme_id: str, known_at: KnownAt = None) -> NationalGoalsRead:
    """The national goals and lines of action that a programme serves, or what serves those of a national programme."""
    return national_goals(sight.known(known_at), programme_id)


for register in (PLANS, TEXTS, INDICATOR_SETS):
    router.include_router(adoptions_of(register))
