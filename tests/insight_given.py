"""A small city for the tests of insight: two neighbourhoods in an area, one outside it, figures of all of them."""

from typing import Any

import httpx
from sqlmodel import Session

from app.models.place import PlaceKind
from app.models.result import Event, EventVersion
from app.services.access.versions import keep
from tests.given import (
    LONG_AGO,
    given_area,
    given_goal,
    given_indicator,
    given_place,
    given_population,
    given_programme,
    measured,
    writing,
)

COUNT: dict[str, Any] = {"unit": "count", "highest": None, "across_places": "sum"}
GUARDED: dict[str, Any] = {**COUNT, "protected": True}


def given_city(session: Session, **more: Any) -> None:
    """`stad` with the neighbourhoods `bos` and `veld` in the area `zuid`, and `duin` beside it; `samen` works there."""
    given_population(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM9999")
    for key in ("bos", "veld", "duin"):
        given_place(session, key, municipality_id="stad")
    given_area(session, "zuid", members=["bos", "veld"], municipality_id="stad")
    given_programme(session, areas=["zuid"], **more)
    given_goal(session)


def spread(session: Session, indicator: str, period: str, **values: float | None) -> None:
    """The figure of each of these places."""
    for place, value in values.items():
        measured(session, period, value, indicator=indicator, place=place)


def shared(session: Session, indicator: str, period: str, **parts: tuple[int, int]) -> None:
    """A percentage of each of these places: so many of so many people."""
    for place, (part, whole) in parts.items():
        value = 100 * part / whole
        measured(session, period, value, indicator=indicator, place=place, numerator=part, denominator=whole)


def given_nuisance(session: Session) -> None:
    """Less is better. Inside: `bos` got better and `veld` worse; `duin` got worse; the city stayed as it was."""
    given_indicator(session)
    spread(session, "nuisance", "2010", stad=30, bos=40, veld=30, duin=20, zuid=36)
    spread(session, "nuisance", "2020", stad=30, bos=20, veld=38, duin=30, zuid=28)


def given_event(session: Session, key: str = "corona", **more: Any) -> None:
    said: dict[str, Any] = {"id": key, "programme": "samen", "name": key.title(), "kind": "circumstance"}
    kept(session, Event(**(said | {"period": "2015"} | more)), EventVersion)


def kept(session: Session, row: Any, versions: Any) -> None:
    """A register row, as if it was known from the beginning."""
    row.recorded_at, row.recorded_by = LONG_AGO, "system"
    keep(writing(session), row, versions)
    session.commit()


async def items(api: httpx.AsyncClient, path: str, key: dict[str, str] | None = None, /, **asked: Any) -> list[Any]:
    return list((await told(api, path, key, **asked))["items"])


async def told(api: httpx.AsyncClient, path: str, key: dict[str, str] | None = None, /, **asked: Any) -> dict[str, Any]:
    """The whole answer."""
    answer = await api.get(path, params=asked, headers=key or {})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def only(found: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(found[name] for name in names)
