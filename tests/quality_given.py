"""A town whose figures are delivered by partners: what tests of quality need around them."""

from datetime import UTC, datetime
from typing import Any

import httpx
from sqlmodel import Session

from app.models.access import Actor, Role
from tests.given import (
    given_area,
    given_goal,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    given_programme,
    given_source,
    measured,
)
from tests.keys import Header

SAID = {"programme": "samen", "text": "De politie telt sindsdien ook meldingen via de app"}


def given_town(session: Session) -> None:
    """`veld` and `bos` in `zuid`, where the programme `samen` works; `duin` in `noord`; all of the city `stad`."""
    given_place(session, "stad", kind="municipality")  # type: ignore[arg-type]
    for place in ("veld", "bos", "duin"):
        given_place(session, place, municipality_id="stad")
    given_area(session, "zuid", members=["veld", "bos"])
    given_area(session, "noord", members=["duin"])
    given_programme(session, areas=["zuid"])
    given_programme(session, "elders", areas=["noord"])
    given_goal(session)
    given_population(session)
    given_source(session)
    given_partner(session)
    given_partner(session, "school")
    given_indicator(session)
    given_indicator(session, "overlast", rhythm="yearly", across_places="sum", unit="incidents", highest=None)
    given_indicator(session, "hulp", unit="count", highest=None, protected=True, change_limit=2, across_places="sum")


def partner(name: str = "politie") -> Actor:
    return Actor(name, Role.PARTNER, name, None, None, name)


def given(session: Session, period: str, value: float | None, *, on: str = "", by: str = "politie", **more: Any) -> str:
    """A figure of a partner, that came on a day; its number."""
    moment = datetime.fromisoformat(on).replace(hour=12, tzinfo=UTC) if on else datetime(2026, 1, 2, tzinfo=UTC)
    said: dict[str, Any] = {"indicator": "overlast", "actor": partner(by), "now": moment} | more
    return str(measured(session, period, value, **said).id)


async def items(api: httpx.AsyncClient, path: str, who: Header | None = None, **asked: Any) -> list[dict[str, Any]]:
    answer = await api.get(path, params=asked or None, headers=who or {})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def given_break(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    said = SAID | {"name": "Nieuwe telling", "indicator": "overlast", "period": "2020"} | other
    return await api.post("/series-breaks", json=said, headers=staff)
