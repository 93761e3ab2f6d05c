"""People: accounts, the roles that they hold and where, and their passwords."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import Conflict, FieldError, Forbidden, Invalid, say
from app.models.access import ROLES_OF_PEOPLE, Actor, Grant, PasswordChange, Role, User, UserRole, foremost, standing
from app.models.partner import Partner
from app.models.place import Place
from app.services.access import passwords
from app.services.access.secret_texts import may_be_an_id
from app.services.access.writing import Writing
from app.services.rows import get_or_refuse

# A first password was seen by who made it, and may lie in a mailbox: it does not live long.
FIRST_PASSWORD_DAYS = 14
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class NewUser:
    """An account with its first password: the only moment at which it is known."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Post:
    """What a new account is for: its role, in which areas (none: everywhere), and for whom."""

    role: Role
    areas: Sequence[str] = ()
    partner: str | None = None


def create(writing: Writing, email: str, post: Post) -> NewUser:
    """A new account; raises Invalid with everything that is wrong, Conflict where the address has one."""
    email = email.strip().lower()
    if errors := _errors(writing.session, email, post):
        raise Invalid(errors)
    if _by_email(writing.session, email):
        raise Conflict(say("There is an account with this e-mail address already."))
    new = NewUser(email, passwords.first_password())
    row = _account(new, post, writing.now)
    writing.session.add(row)
    writing.session.flush()
    everywhere: list[str | None] = [None]
    writing.session.add_all(
        UserRole(id=uuid4().hex, user_id=row.id, role=post.role, area_id=area) for area in (post.areas or everywhere)
    )
    writing.note("create", "user", row.id, {"role": post.role, "areas": sorted(post.areas), "partner": post.partner})
    return new


def revoke(writing: Writing, email: str) -> User:
    """From now on the account and its tokens are refused. Raises Invalid on an unknown address."""
    row = _by_email(writing.session, email.strip().lower())
    if row is None:
        raise Invalid([FieldError("email", "unknown-user", say("There is no account with this e-mail address."))])
    if row.revoked_at is None:
        row.revoked_at = writing.now
        writing.session.add(row)
        writing.note("revoke", "user", row.id)
    return row


def with_email(session: Session, email: str) -> User | None:
    """The account to check a password against, before anything is known of who asks."""
    return _by_email(session, email.strip().lower()) if may_be_an_id(email) else None


def may_sign_in(row: User | None, password: str, now: datetime) -> bool:
    """Whether the password is right and still counts. Slow on purpose, and as slow for an unknown account."""
    fits = passwords.fits(password, row.password_hash if row else None)
    if row is None or row.revoked_at is not None:
        return False
    return fits and (row.password_expires_at is None or now < row.password_expires_at)


def change_password(writing: Writing, change: PasswordChange) -> User:
    """Replace the actor's own password; its earlier tokens are void. Raises Forbidden for who has none, Invalid."""
    if not writing.actor.id.startswith("user:"):
        raise Forbidden(say("Only the account of a person has a password."))
    row = get_or_refuse(writing.session, User, writing.actor.id.removeprefix("user:"), "user")
    if errors := _objections(row, change):
        raise Invalid(errors)
    row.password_hash = passwords.hashed(change.new)
    row.must_change_password, row.password_expires_at = False, None
    row.generation += 1
    writing.session.add(row)
    writing.note("change-password", "user", row.id)
    return row


def account_of(session: Session, actor: Actor) -> User | None:
    """The account of an actor that is a person."""
    kind, _, key = actor.id.partition(":")
    return session.get(User, key) if kind == "user" else None


def are_none(session: Session) -> bool:
    """Whether nobody has an account yet."""
    return session.execute(select(col(User.id)).limit(1)).first() is None


def is_in_force(row: User, generation: int) -> bool:
    return row.revoked_at is None and row.generation == generation


def actor_of(session: Session, row: User) -> Actor:
    """The person as who acts: in its foremost role, limited to where that holds. Others read the role only."""
    held = session.execute(select(UserRole).where(col(UserRole.user_id) == row.id)).scalars()
    grants = frozenset(Grant(Role(each.role), each.area_id) for each in held)
    role, areas = standing(foremost(grants))
    return Actor(
        id=f"user:{row.id}",
        role=role,
        partner=row.partner_id,
        areas=areas if role else None,
        indicators=None,
        name=row.partner_id or str(role or "reader"),
        grants=grants,
    )


def _account(new: NewUser, post: Post, now: datetime) -> User:
    return User(
        id=uuid4().hex,
        email=new.email,
        partner_id=post.partner,
        password_hash=passwords.hashed(new.password),
        password_expires_at=now + timedelta(days=FIRST_PASSWORD_DAYS),
        created_at=now,
    )


def _by_email(session: Session, email: str) -> User | None:
    return session.execute(select(User).where(col(User.email) == email)).scalar_one_or_none()


def _errors(session: Session, email: str, post: Post) -> list[FieldError]:
    errors = []
    if not (may_be_an_id(email) and ADDRESS.fullmatch(email)):
        errors.append(FieldError("email", "invalid-email", say("This is not an e-mail address.")))
    if post.role not in ROLES_OF_PEOPLE:
        known = ", ".join(ROLES_OF_PEOPLE)
        errors.append(FieldError("role", "unknown-role", say("The roles of people are: {roles}.", roles=known)))
    if post.partner is not None and session.get(Partner, post.partner) is None:
        sentence = say("There is no partner with id {id}.", id=post.partner)
        errors.append(FieldError("partner", "unknown-partner", sentence, post.partner))
    for area in post.areas:
        if session.get(Place, area) is None:
            sentence = say("There is no area or other place with id {id}.", id=area)
            errors.append(FieldError("area", "unknown-area", sentence, area))
    return errors


def _objections(row: User, change: PasswordChange) -> list[FieldError]:
    """Errors name no values: both are secrets."""
    if not passwords.fits(change.current, row.password_hash):
        return [FieldError("current", "wrong-password", say("This is not your current password."))]
    if change.new == change.current:
        return [FieldError("new", "same-password", say("Choose a password other than the current one."))]
    objection = passwords.objection(change.new, row.email)
    return [FieldError("new", "weak-password", objection)] if objection else []
