"""Where an organisation is written to, and which letters it was sent. An address is never public."""

from datetime import date, datetime

from pydantic import Field as WireField
from sqlmodel import Field

from app.models.base import Asked, Incoming, Key, Moment, Table, Wire


class PartnerMailbox(Table, table=True):
    """The mailbox of an office, never of a person; `version` counts its changes."""

    partner_id: str = Field(sa_type=Key, primary_key=True, foreign_key="partner.id")
    address: str | None = None
    version: int = 1


class DeliveryDigest(Table, table=True):
    """That a partner was written to about its deliveries on a day: never twice on the same day."""

    partner_id: str = Field(sa_type=Key, primary_key=True, foreign_key="partner.id")
    day: date = Field(primary_key=True)
    sent_at: datetime
    deliveries: int


class MailboxRead(Wire):
    """Where the partner is written to; for staff and the partner alone."""

    partner: str
    address: str | None


class MailboxChange(Incoming):
    """The address of an office (`data@politie.example`), not of a person; null for none."""

    address: str | None = WireField(max_length=254)


class DigestFilter(Asked):
    """All that may be asked of the letters."""

    partner: list[str] = WireField(default_factory=list)


class LetterRead(Wire):
    """What a partner would be written: which deliveries are overdue or were sent back. `address` is null where it is
    not known, or this reader may not see it; `sent_at` is when it was sent today.
    """

    partner: str
    name: str
    address: str | None
    subject: str
    text: str
    overdue: int
    sent_back: int
    sent_at: Moment | None
