"""Partners: organisations, found, read, made and changed."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlmodel import col

from app.models.partner import Partner, PartnerChange, PartnerCreate, PartnerFilter, PartnerRead
from app.models.place import as_origin
from app.models.programme import ProgrammePartner
from app.services.access.eyes import eyes_of
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.editions import Edited, Holding, editing, plain_columns
from app.services.references import id_of, settled_by_the_key
from app.services.rows import Found, get_or_refuse, hold, paginate, same_names

SIGNATORY = "signatory"  # others may take part in a programme without having signed it


def find(sight: Sight, asked: PartnerFilter) -> Found[PartnerRead]:
    """A page of partners; the signatories where a programme is asked."""
    statement = select(Partner)
    if asked.partner:
        statement = statement.where(col(Partner.id).in_(asked.partner))
    if asked.kind:
        statement = statement.where(col(Partner.kind).in_(asked.kind))
    if asked.programme:
        of_them = col(ProgrammePartner.programme_id).in_(asked.programme), col(ProgrammePartner.role) == SIGNATORY
        statement = statement.where(col(Partner.id).in_(select(col(ProgrammePartner.partner_id)).where(*of_them)))
    found = paginate(sight.session, statement, asked, Partner.id)
    return found.holding(read_all(sight, found.items))


def read(sight: Sight, partner_id: str) -> PartnerRead:
    """One partner; raises NotFound."""
    return read_all(sight, [row(sight, partner_id)])[0]


def row(sight: Sight, partner_id: str) -> Partner:
    """Raises NotFound."""
    return get_or_refuse(sight.session, Partner, partner_id, "partner")


def read_all(sight: Sight, partners: Sequence[Partner]) -> list[PartnerRead]:
    """Partners as they go out, with the programmes that they take part in."""
    programmes, eyes = _programmes(sight, {partner.id for partner in partners}), eyes_of(sight)
    return [
        PartnerRead(
            **same_names(partner, PartnerRead),
            programmes=programmes.get(partner.id, []),
            origin=as_origin(partner),
            may=eyes.may_steer(None),
        )
        for partner in partners
    ]


def create(writing: Writing, new: PartnerCreate) -> Partner:
    """A new organisation; raises Conflict for a taken id, Forbidden for staff of named areas."""
    writing.require_everywhere()
    partner = Partner(**new.model_dump(exclude={"id"}), id=id_of(new.id, new.name))
    with settled_by_the_key(writing, "partner", Partner, partner.id):
        writing.session.add(partner)
    writing.note("create", "partner", partner.id, {})
    return partner


def held(writing: Writing, partner_id: str) -> Partner:
    """The one that is about to be changed; raises NotFound."""
    return hold(writing.session, Partner, partner_id, "partner")


def change(writing: Writing, partner_id: str, patch: PartnerChange) -> Partner:
    """Change what was sent; raises NotFound, and Forbidden for staff of named areas."""
    writing.require_everywhere()
    partner = held(writing, partner_id)
    with editing(writing, HOLDING, partner):
        for name in patch.model_fields_set:
            setattr(partner, name, getattr(patch, name))
        partner.version += 1
        writing.session.add(partner)
    writing.note("change", "partner", partner_id, {"fields": sorted(patch.model_fields_set)})
    writing.session.flush()
    return partner


def _programmes(sight: Sight, ids: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    statement = select(ProgrammePartner).where(col(ProgrammePartner.partner_id).in_(ids))
    for link in sight.session.execute(statement.order_by(col(ProgrammePartner.programme_id))).scalars():
        found.setdefault(link.partner_id, []).append(link.programme_id)
    return found


HOLDING = Holding("partner", plain_columns(PartnerChange))
PARTNERS = Edited(HOLDING, PartnerChange, row, held, change)
