"""/api/v1/me: who am I, and what may I do."""

from typing import Annotated

from fastapi import Depends, Request

from app.api.access import ReaderDep, current_moment, issuer_of, require
from app.api.routes import APIRouter
from app.api.tokens import attempts_of, refuse_when_guessing, unkept
from app.database import ReadingDep
from app.edge.allowance import address_of
from app.errors import Invalid
from app.models.access import NOBODY, ROLES_OF_PEOPLE, MeRead, PasswordChange, Role, TokenRead
from app.problems import refusals
from app.services.access import people, sign_in
from app.services.access.abilities import me, nobody
from app.services.access.attempts import Attempt
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.deliveries.owning import own_duties

router = APIRouter(prefix="/me", tags=["me"])

Myself = Annotated[Writing, Depends(require(*ROLES_OF_PEOPLE, Role.PARTNER))]


@router.get("", response_model=MeRead, responses=refusals(401))
def read_me(session: ReadingDep, reader: ReaderDep) -> MeRead:
    """Who asks, and what it may do: also for nobody."""
    if reader is NOBODY:
        return nobody(fresh=people.are_none(session))
    told = me(reader, people.account_of(session, reader))
    return told.model_copy(update={"deliveries": own_duties(Sight(session, reader, current_moment()))})


@router.post(
    "/password", response_model=TokenRead, responses=refusals(400, 401, 403, 415, 429), dependencies=[Depends(unkept)]
)
def change_password(request: Request, writing: Myself, change: PasswordChange) -> TokenRead:
    """Change one's own password. Tokens from before are void; the answer is a new one."""
    attempt, attempts = Attempt(writing.actor.id, address_of(request.scope)), attempts_of(request)
    refuse_when_guessing(attempts, attempt)
    try:
        row = people.change_password(writing, change)
    except Invalid:
        attempts.failed(attempt)
        raise
    return sign_in.token_for_person(issuer_of(request), row, writing.actor.role, current_moment())
