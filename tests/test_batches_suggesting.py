"""A name that is nearly right: the answer says which may have been meant, in a batch of any form."""

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import PlaceAlias
from app.services.batches.suggesting import NAMES
from tests.given import given_indicator, given_place, given_population
from tests.keys import Header, Keys
from tests.test_batches import post


@pytest.fixture
def staff(keys: Keys, session: Session) -> Header:
    given_place(session, "stad-wijk-overveld", name="Overveld")
    given_place(session, "overveld-zuid", name="Overveld Zuid")
    session.add(PlaceAlias(place_id="stad-wijk-overveld", alias="De Bloemenwijk"))
    session.commit()
    given_population(session)
    given_indicator(session, "youth-nuisance", unit="percent", lowest=0, highest=100, decimals=1)
    return keys.person(Role.PROGRAMME_STAFF)


async def said(api: httpx.AsyncClient, who: Header, *places: str, indicator: str = "youth-nuisance") -> list[str]:
    rows = [{"indicator": indicator, "place": place, "period": "2022", "value": 3} for place in places]
    return [error["message"] for error in (await post(api, who, rows, dryRun="true")).json()["errors"]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Overvelt", "stad-wijk-overveld"),
        ("OVERVELD-ZIUD", "overveld-zuid"),
        ("de bloemewijk", "stad-wijk-overveld"),
        ("stad-wijk-overvelt", "stad-wijk-overveld"),
    ],
)
async def test_a_place_that_is_nearly_right_is_named(
    api: httpx.AsyncClient, staff: Header, written: str, meant: str
) -> None:
    (told,) = await said(api, staff, written)

    assert told.startswith(f"Er is geen plaats “{written}”. Bedoelt u {meant}")


async def test_what_is_like_nothing_names_nothing(api: httpx.AsyncClient, staff: Header) -> None:
    assert await said(api, staff, "Rotterdam") == [
        "Er is geen plaats “Rotterdam”. De lijst staat op /api/v1/places.",
    ]


async def test_an_indicator_that_is_nearly_right_is_named_and_every_row_says_so(
    api: httpx.AsyncClient, staff: Header
) -> None:
    told = await said(api, staff, "Overveld", "Overveld Zuid", indicator="youth nuisance")

    assert (
        told
        == ["Er is geen indicator “youth nuisance”. Bedoelt u youth-nuisance? De lijst staat op /api/v1/indicators."]
        * 2
    )


async def test_only_the_first_few_names_are_looked_up(api: httpx.AsyncClient, staff: Header) -> None:
    """A column of another kind holds a name in each row: comparing them all would take the server's time."""
    told = await said(api, staff, *(f"Overveld{number}" for number in range(NAMES + 5)))

    assert ["Bedoelt u" in one for one in told] == [True] * NAMES + [False] * 5
