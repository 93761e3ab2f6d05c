"""Who may do what: machines of partners, people, keys of BI tools, and the trail of what they did.

Secrets are never here: clients and BI keys keep a hash of a long random text, people an argon2 hash.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import ConfigDict
from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field, UniqueConstraint

from app.models.base import Asked, Incoming, Key, Moment, Table, Wire
from app.models.delivery import OwnDuty
from app.models.measurement import BigKey


class Role(StrEnum):
    """What somebody is to the programme. `partner` is a machine, `partner-editor` a person of the same organisation."""

    READER = "reader"
    PARTNER = "partner"
    PARTNER_EDITOR = "partner-editor"
    PROGRAMME_STAFF = "programme-staff"
    ADMINISTRATOR = "administrator"


ROLES_OF_PEOPLE = (Role.READER, Role.PARTNER_EDITOR, Role.PROGRAMME_STAFF, Role.ADMINISTRATOR)
_STRENGTH = list(Role)


@dataclass(frozen=True)
class Grant:
    """One role, everywhere (`area` is None) or in one area."""

    role: Role
    area: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who asks or acts. None is not limited, for `areas` and `indicators` alike; a role of None is nobody's.

    `name` is what others may read of who did something: an organisation or a role, never a person.
    """

    id: str
    role: Role | None
    partner: str | None
    areas: frozenset[str] | None
    indicators: frozenset[str] | None
    name: str
    grants: frozenset[Grant] = frozenset()

    def acting_as(self, roles: Collection[Role]) -> "Actor | None":
        """The same in one of these roles, limited to where it holds; None without one. Administrators have them all."""
        if not self.grants:
            return self if self.role in roles or self.role is Role.ADMINISTRATOR else None
        fitting = [grant for grant in self.grants if grant.role in roles or grant.role is Role.ADMINISTRATOR]
        role, areas = standing(fitting)
        if role is None:
            return None
        return replace(self, role=role, areas=areas, name=self.partner or str(role))


def standing(grants: Collection[Grant]) -> tuple[Role | None, frozenset[str] | None]:
    """What several grants come to: one role, and where (None is everywhere).

    The strongest that holds everywhere; where none does, the weakest in all the areas together. So nobody gets more
    anywhere than was given there.
    """
    everywhere = [grant.role for grant in grants if grant.area is None]
    if everywhere:
        return max(everywhere, key=_STRENGTH.index), None
    weakest = min((grant.role for grant in grants), key=_STRENGTH.index, default=None)
    return weakest, frozenset(grant.area for grant in grants if grant.area is not None)


def foremost(grants: Collection[Grant]) -> Collection[Grant]:
    """The grants that decide what somebody sees: those of staff, else those of the strongest role."""
    trusted = [grant for grant in grants if grant.role in (Role.PROGRAMME_STAFF, Role.ADMINISTRATOR)]
    strongest = max((grant.role for grant in grants), key=_STRENGTH.index, default=None)
    return trusted or [grant for grant in grants if grant.role is strongest]


NOBODY = Actor("nobody", None, None, None, None, "nobody")
SYSTEM = Actor("system", Role.ADMINISTRATOR, None, None, None, "system")


class Client(Table, table=True):
    """A machine of a partner. Without rows in `client_indicator` or `client_area` it has no such limit."""

    id: str = Field(sa_type=Key, primary_key=True)
    partner_id: str = Field(sa_type=Key, foreign_key="partner.id", index=True)
    secret_hash: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class ClientIndicator(Table, table=True):
    """An indicator that the client may record."""

    client_id: str = Field(sa_type=Key, primary_key=True, foreign_key="client.id")
    indicator_id: str = Field(sa_type=Key, primary_key=True, foreign_key="indicator.id")


class ClientArea(Table, table=True):
    """A place that the client may record figures of; an area covers its neighbourhoods."""

    client_id: str = Field(sa_type=Key, primary_key=True, foreign_key="client.id")
    area_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id")


class User(Table, table=True):
    """A person's account. `generation` counts its passwords: a token of an earlier one is void.

    `password_expires_at` limits the life of a password that somebody else has seen.
    """

    __tablename__ = "user_account"

    id: str = Field(sa_type=Key, primary_key=True)
    email: str = Field(unique=True)
    partner_id: str | None = Field(default=None, sa_type=Key, foreign_key="partner.id", index=True)
    password_hash: str
    must_change_password: bool = True
    password_expires_at: datetime | None = None
    generation: int = 1
    created_at: datetime
    revoked_at: datetime | None = None


class UserRole(Table, table=True):
    """A role of a person: everywhere, or in one area."""

    __table_args__ = (UniqueConstraint("user_id", "role", "area_id"),)

    id: str = Field(sa_type=Key, primary_key=True)
    user_id: str = Field(sa_type=Key, foreign_key="user_account.id", index=True)
    role: Role = Field(sa_type=Key)
    area_id: str | None = Field(default=None, sa_type=Key, foreign_key="place.id")


class BiKey(Table, table=True):
    """A key with which a BI tool reads."""

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    secret_hash: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class RevokedToken(Table, table=True):
    """A token that was given back before its time; kept until it would have expired."""

    id: str = Field(sa_type=Key, primary_key=True)
    expires_at: datetime = Field(index=True)


class AuditEvent(Table, table=True):
    """What was done, by whom, to what. Rows are only ever added."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    recorded_at: datetime = Field(index=True)
    actor_id: str = Field(sa_type=Key, index=True)
    actor_name: str = Field(sa_type=Key)
    role: Role | None = Field(default=None, sa_type=Key)
    action: str = Field(sa_type=Key, index=True)
    kind: str = Field(sa_type=Key, index=True)
    subject: str = Field(index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    request_id: str | None = None


class DataRevision(Table, table=True):
    """One row: the number of the last change. Whoever takes the next holds the row until it commits."""

    id: int = Field(primary_key=True)
    number: int = Field(default=0, sa_type=BigKey)


class ChangeMoment(Table, table=True):
    """When a transaction that wrote was about to commit, by the number of its last change: both rise together."""

    __tablename__ = "change_moment"

    number: int = Field(primary_key=True, sa_type=BigKey, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(index=True)


class TokenRead(Wire):
    """An access token, with the names of RFC 6749. `expires_in` is in seconds."""

    model_config = ConfigDict(alias_generator=None)

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int
    scope: str
    must_change_password: bool = False


class RoleRead(Wire):
    """A role; `area` is null where it holds everywhere."""

    role: Role
    area: str | None


class MeRead(Wire):
    """Who asks, and what it may do. Null limits do not limit. Nobody has no id, no role, and may read.

    `fresh` says to nobody that this installation has no accounts yet. `deliveries` are the duties of delivery of the
    asker's own organisation.
    """

    id: str | None
    name: str | None
    email: str | None = None
    role: Role | None
    roles: list[RoleRead] = WireField(default_factory=list)
    partner: str | None
    areas: list[str] | None
    indicators: list[str] | None
    may: list[str]
    must_change_password: bool = False
    fresh: bool = False
    deliveries: list[OwnDuty] = WireField(default_factory=list)


class PasswordChange(Incoming):
    """A new password, and the one that it replaces."""

    current: str = WireField(min_length=1, max_length=200)
    new: str = WireField(min_length=1, max_length=200)


class AuditEventRead(Wire):
    """One thing that was done."""

    id: int
    recorded_at: Moment
    actor: str
    role: Role | None
    action: str
    kind: str
    subject: str
    details: dict[str, Any]
    request_id: str | None


class AuditEventFilter(Asked):
    """All that may be asked of the trail."""

    actor: list[str] = WireField(default_factory=list)
    action: list[str] = WireField(default_factory=list)
    kind: list[str] = WireField(default_factory=list)
    subject: list[str] = WireField(default_factory=list)
