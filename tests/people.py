"""People with an account, for tests that sign in on the site."""

from datetime import UTC, datetime

import httpx
from sqlmodel import Session

from app.models.access import SYSTEM, Role
from app.services.access import people
from app.services.access.people import Post
from app.services.access.writing import Writing


def given_person(session: Session, email: str, role: Role, partner: str | None = None) -> str:
    """An account that has chosen its password already; returns the password."""
    new = people.create(Writing(session, SYSTEM, datetime.now(UTC)), email, Post(role, partner=partner))
    row = people.with_email(session, email)
    assert row is not None
    row.must_change_password, row.password_expires_at = False, None
    session.add(row)
    session.commit()
    return new.password


async def sign_in(site: httpx.AsyncClient, session: Session, role: Role, partner: str | None = None) -> None:
    """From here on the client is somebody with this role."""
    password = given_person(session, "iemand@example.org", role, partner)
    answer = await site.post("/aanmelden", data={"email": "iemand@example.org", "password": password})
    assert answer.status_code == 303
