"""Webhooks: who wants to hear of what at which address, what there is to tell, and what became of each telling."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field as WireField
from sqlalchemy import JSON, BigInteger, Index, LargeBinary
from sqlmodel import Field

from app.models.base import Asked, Id, Incoming, Key, Moment, Table, Wire
from app.models.measurement import BigKey
from app.models.terms import Status


class Told(StrEnum):
    """What a receiver can be told of. A ping tells that it hears us."""

    ACCEPTED = "measurement.accepted"
    REVISED = "measurement.revised"
    WITHDRAWN = "measurement.withdrawn"
    STATUS = "status.changed"
    PING = "ping"


SUBSCRIBABLE = tuple(each for each in Told if each is not Told.PING)


class WebhookState(StrEnum):
    """`stopped`: the access with which it was made is withdrawn or has expired; nothing is sent meanwhile."""

    ACTIVE = "active"
    STOPPED = "stopped"
    REVOKED = "revoked"


class WebhookDeliveryState(StrEnum):
    """`dropped`: there was nothing left to tell, or nobody to tell it to."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


class WebhookDeliveryProblem(StrEnum):
    """Why a try did not succeed."""

    REFUSED_ADDRESS = "refused-address"
    NO_SUCH_HOST = "no-such-host"
    NO_CONNECTION = "no-connection"
    NOT_TRUSTED = "not-trusted"
    TOO_SLOW = "too-slow"
    NOT_TAKEN = "not-taken"


class EventKind(StrEnum):
    """`measurements` is one transaction's changes, `everything` a look at all statuses, `statuses` what changed."""

    MEASUREMENTS = "measurements"
    EVERYTHING = "everything"
    STATUSES = "statuses"


class Webhook(Table, table=True):
    """An address that wants to hear. Empty filters do not limit; `secret` is sealed with the key in the data folder.

    It is worth as much as the access of `actor_id`, who made it: its limits are those of today.
    """

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    url: str
    events: list[str] = Field(default_factory=list, sa_type=JSON)
    programmes: list[str] = Field(default_factory=list, sa_type=JSON)
    areas: list[str] = Field(default_factory=list, sa_type=JSON)
    indicators: list[str] = Field(default_factory=list, sa_type=JSON)
    actor_id: str = Field(sa_type=Key)
    actor_name: str = Field(sa_type=Key)
    partner_id: str | None = Field(default=None, sa_type=Key, foreign_key="partner.id", index=True)
    secret: bytes = Field(sa_type=LargeBinary)
    previous_secret: bytes | None = Field(default=None, sa_type=LargeBinary)
    previous_until: datetime | None = None
    created_at: datetime
    revoked_at: datetime | None = Field(default=None, index=True)


class WebhookEvent(Table, table=True):
    """Something to tell, stored with the change itself: the numbers of change from `first_change` up to `end_change`.

    `changes` are changed statuses. `day` is there once for each day on which everything was looked at.
    """

    __tablename__ = "webhook_event"
    __table_args__ = (Index(None, "planned_at", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    kind: EventKind = Field(sa_type=Key)
    happened_at: datetime
    first_change: int | None = Field(default=None, sa_type=BigInteger)
    end_change: int | None = Field(default=None, sa_type=BigInteger)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    day: date | None = Field(default=None, unique=True)
    claimed_until: datetime | None = None
    planned_at: datetime | None = None


class WebhookDelivery(Table, table=True):
    """One event for one address. Its id is the `Webhook-Id`, the same at every try."""

    __table_args__ = (Index(None, "state", "next_try_at"),)

    id: str = Field(sa_type=Key, primary_key=True)
    webhook_id: str = Field(sa_type=Key, foreign_key="webhook.id", index=True)
    event_id: int | None = Field(default=None, sa_type=BigKey, foreign_key="webhook_event.id", index=True)
    told: Told = Field(sa_type=Key)
    state: WebhookDeliveryState = Field(default=WebhookDeliveryState.PENDING, sa_type=Key)
    tries: int = 0
    next_try_at: datetime
    claim: str | None = Field(default=None, sa_type=Key)
    claimed_until: datetime | None = None
    created_at: datetime
    tried_at: datetime | None = None
    answer_code: int | None = None
    answer: str | None = None
    problem: WebhookDeliveryProblem | None = Field(default=None, sa_type=Key)


class ToldStatus(Table, table=True):
    """The status of a target at a place as anyone may see it, when it was last looked at for webhooks."""

    target_id: str = Field(sa_type=Key, primary_key=True, foreign_key="target.id")
    place_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id")
    status: Status = Field(sa_type=Key)


class WebhookCreate(Incoming):
    """`url` is https. No programmes, areas or indicators means all that you may record or steer.

    What is needed is checked by the verb, so that all errors come at once.
    """

    name: str = WireField(max_length=200)
    url: str = WireField(max_length=500)
    events: list[Annotated[Told, WireField(strict=False)]] = WireField(max_length=4)
    programmes: list[Id] = WireField(default_factory=list, max_length=50)
    areas: list[Id] = WireField(default_factory=list, max_length=50)
    indicators: list[Id] = WireField(default_factory=list, max_length=200)


class WebhookRead(Wire):
    """A webhook. Of its address the part after `?` is not shown: it may hold a key of the receiver."""

    id: str
    name: str
    url: str
    events: list[Told]
    programmes: list[str]
    areas: list[str]
    indicators: list[str]
    partner: str | None
    made_by: str
    state: WebhookState
    created_at: Moment
    may: list[str] = WireField(default_factory=list)


class WebhookMade(WebhookRead):
    """With the secret that signs: shown this once."""

    secret: str


class WebhookFilter(Asked):
    """All that may be asked of webhooks."""

    partner: list[str] = WireField(default_factory=list)


class WebhookDeliveryRead(Wire):
    """One telling and what became of it; `answer` is the beginning of what the receiver said."""

    id: str
    event: Told
    state: WebhookDeliveryState
    tries: int
    created_at: Moment
    tried_at: Moment | None
    next_try_at: Moment | None
    answer_code: int | None
    answer: str | None
    problem: WebhookDeliveryProblem | None
    may: list[str] = WireField(default_factory=list)


class WebhookDeliveryFilter(Asked):
    """All that may be asked of the log of a webhook; newest first."""

    state: list[WebhookDeliveryState] = WireField(default_factory=list)
    event: list[Told] = WireField(default_factory=list)
