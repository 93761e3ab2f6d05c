"""Mailboxes: where organisations are written to. Staff and the organisation itself may know, and nobody else."""

import re
from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, Forbidden, Invalid, say
from app.models.access import Actor, Role
from app.models.mailbox import MailboxChange, MailboxRead, PartnerMailbox
from app.models.partner import Partner
from app.services.access.eyes import TRUSTED
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.rows import get_or_refuse, hold

ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]+", re.ASCII)
OF_A_PARTNER = frozenset({Role.PARTNER, Role.PARTNER_EDITOR})


def read(sight: Sight, partner_id: str) -> MailboxRead:
    """Where this partner is written to. Raises Forbidden for another partner, and NotFound."""
    row = _row(sight.session, sight.reader, partner_id)
    return MailboxRead(partner=partner_id, address=row.address if row else None)


def version(sight: Sight, partner_id: str) -> int:
    """How often it was changed. Raises as `read`."""
    row = _row(sight.session, sight.reader, partner_id)
    return row.version if row else 0


def change(writing: Writing, partner_id: str, change: MailboxChange) -> None:
    """Another address, or none. Raises Forbidden for another partner, NotFound, and Invalid."""
    if change.address is not None and not ADDRESS.fullmatch(change.address):
        remedy = say("This is not an e-mail address.")
        raise Invalid([FieldError("address", "invalid-email", remedy)])
    hold(writing.session, Partner, partner_id, "partner")
    row = _row(writing.session, writing.actor, partner_id) or PartnerMailbox(partner_id=partner_id, version=0)
    row.address = change.address
    row.version += 1
    writing.session.add(row)
    writing.note("change", "partner-mailbox", partner_id, {"given": change.address is not None})
    writing.session.flush()


def addresses_of(session: Session, partners: Collection[str]) -> dict[str, str]:
    """The addresses of those that have one."""
    statement = select(PartnerMailbox).where(col(PartnerMailbox.partner_id).in_(sorted(partners)))
    return {row.partner_id: row.address for row in session.execute(statement).scalars() if row.address}


def may_know(reader: Actor, partner_id: str) -> bool:
    """Whether this is staff for everywhere, or the partner itself."""
    own = reader.partner == partner_id and reader.role in OF_A_PARTNER
    return own or (reader.role in TRUSTED and reader.areas is None)


def _row(session: Session, reader: Actor, partner_id: str) -> PartnerMailbox | None:
    if not may_know(reader, partner_id):
        raise Forbidden(say("Only staff and the organisation itself may know where it is written to."))
    get_or_refuse(session, Partner, partner_id, "partner")
    return session.get(PartnerMailbox, partner_id)
