"""/api/v1/partners"""

from typing import Annotated

from fastapi import Query, Request, Response, status

from app.api.access import SightDep
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.exports import FILES, or_file
from app.api.measurement_batches import SendersSight
from app.api.measurements import Measuring
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import Steering, located, tagged
from app.models.base import Page
from app.models.mailbox import MailboxChange, MailboxRead
from app.models.partner import PartnerChange, PartnerCreate, PartnerFilter, PartnerRead
from app.problems import refusals
from app.services import mailboxes, partners
from app.services.exports.sets import PARTNERS

router = APIRouter(prefix="/partners", tags=["partners"])


@router.get("", response_model=Page[PartnerRead], responses=refusals(400) | FILES)
def list_partners(
    request: Request, sight: SightDep, asked: Annotated[PartnerFilter, Query()]
) -> Page[PartnerRead] | Response:
    """Organisations; of a programme its signatories."""
    return or_file(request, sight, asked, PARTNERS, lambda: paged(request, partners.find(sight, asked)))


@router.post(
    "", response_model=PartnerRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_partner(request: Request, writing: Steering, new: PartnerCreate, response: Response) -> PartnerRead:
    """A new organisation."""
    row = partners.create(writing, new)
    located(request, response, "partners", row.id)
    return partners.read(writing.sight, row.id)


@router.get("/{partner_id}", response_model=PartnerRead, responses=refusals(400, 404))
def read_partner(sight: SightDep, partner_id: str, response: Response) -> PartnerRead:
    """One organisation, with the programmes that it takes part in."""
    tagged(response, partner_id, partners.row(sight, partner_id).version)
    return partners.read(sight, partner_id)


@router.patch("/{partner_id}", response_model=PartnerRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_partner(
    writing: Steering, partner_id: str, patch: PartnerChange, match: IfMatch, response: Response
) -> PartnerRead:
    """Change what is said of an organisation."""
    tag = row_tag(partner_id, partners.held(writing, partner_id).version)
    require_unchanged(match, tag, partners.read(writing.sight, partner_id), patch)
    tagged(response, partner_id, partners.change(writing, partner_id, patch).version)
    return partners.read(writing.sight, partner_id)


@router.get(
    "/{partner_id}/mailbox", response_model=MailboxRead, responses=refusals(400, 401, 403, 404), name="read_mailbox"
)
def read_mailbox(sight: SendersSight, partner_id: str, response: Response) -> MailboxRead:
    """Where an organisation is written to; for staff and the organisation alone."""
    tagged(response, mailbox_tag(partner_id), mailboxes.version(sight, partner_id))
    return mailboxes.read(sight, partner_id)


@router.patch(
    "/{partner_id}/mailbox", response_model=MailboxRead, responses=refusals(400, 401, 403, 404, 412, 415, 428)
)
def change_mailbox(
    writing: Measuring, partner_id: str, patch: MailboxChange, match: IfMatch, response: Response
) -> MailboxRead:
    """Where an organisation is written to from now on."""
    tag = row_tag(mailbox_tag(partner_id), mailboxes.version(writing.sight, partner_id))
    require_unchanged(match, tag, mailboxes.read(writing.sight, partner_id), patch)
    mailboxes.change(writing, partner_id, patch)
    tagged(response, mailbox_tag(partner_id), mailboxes.version(writing.sight, partner_id))
    return mailboxes.read(writing.sight, partner_id)


def mailbox_tag(partner_id: str) -> str:
    """By which versions of a mailbox are told from those of its partner."""
    return f"{partner_id}/mailbox"


add_undoing(router, partners.PARTNERS, PartnerRead, partners.read)
