"""Keys for tests: a partner's machine or a person, signed in, as the header that they send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlmodel import Session

from app.models.access import SYSTEM, Client, Role, User
from app.services.access import clients, people, sign_in
from app.services.access.clients import Limits
from app.services.access.people import Post
from app.services.access.signing import signing_keys
from app.services.access.tokens import Issuer
from app.services.access.writing import Writing
from app.settings import Settings

Header = dict[str, str]


@dataclass(frozen=True)
class Keys:
    """Makes accounts on the test's own database, and tokens that its application believes."""

    session: Session
    settings: Settings

    def partner(self, partner: str, *, indicators: Sequence[str] = (), areas: Sequence[str] = ()) -> Header:
        """A machine of this partner, which exists."""
        new = clients.create(self._writing, partner, Limits(indicators, areas))
        row = self.session.get(Client, new.id)
        self.session.commit()  # last, so that no transaction of ours stays open
        assert row is not None
        return _header(sign_in.token_for_client(self._issuer, row, datetime.now(UTC)).access_token)

    def person(self, role: Role, *, areas: Sequence[str] = (), partner: str | None = None) -> Header:
        """A person with this role, everywhere or in these areas."""
        address = f"{uuid4().hex}@voorbeeldstad.example"
        people.create(self._writing, address, Post(role, areas, partner))
        row = people.with_email(self.session, address)
        self.session.commit()
        assert isinstance(row, User)
        return _header(sign_in.token_for_person(self._issuer, row, role, datetime.now(UTC)).access_token)

    @property
    def _writing(self) -> Writing:
        return Writing(self.session, SYSTEM, datetime.now(UTC))

    @property
    def _issuer(self) -> Issuer:
        keys = signing_keys(self.settings.data_dir)
        return Issuer(self.settings.public_url or "wijkkoers", keys, self.settings.token_minutes)


def _header(token: str) -> Header:
    return {"Authorization": f"Bearer {token}"}
