"""The page of sets of indicators, and long lists of conditions."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.services.governance.bodies import BODIES
from app.services.governance.decisions import DECISIONS
from tests.given import given_goal, given_indicator, given_place, given_population, given_programme, given_target
from tests.planning_given import given_row, given_set
from tests.reading import column, facts, words


@pytest.fixture
def around(session: Session) -> None:
    given_population(session)
    given_indicator(session)
    given_programme(session)
    given_place(session)
    given_goal(session)


async def page(site: httpx.AsyncClient, path: str, **asked: Any) -> str:
    answer = await site.get(f"/programmas/samen/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_long_list_of_conditions_has_leaves(site: httpx.AsyncClient, session: Session, around: None) -> None:
    for number in range(51):
        given_target(session, f"geld-{number:02}", condition=f"Geld {number:02}")
    second = await page(site, "voorwaarden", blad=2)

    assert column(second, 1) == ["Geld 50"]
    assert 'rel="prev" href="/programmas/samen/voorwaarden?blad=1"' in second
    assert "51 niet bekend" in words(second)


async def test_sets_of_indicators_say_who_adopted_them_and_what_is_in_them(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_row(session, BODIES, id="tafel", name="Bestuurderstafel")
    given_row(session, DECISIONS, id="besluit", name="Kernset vastgesteld", body="tafel")
    given_set(session, "a-later")
    by = {"body": "tafel", "decision": "besluit", "adopted_on": "2024-03-01"}
    given_set(session, state="adopted", indicators=["nuisance"], text="Hierop kijken wij terug", **by)
    html = await page(site, "indicatorensets")
    told = words(html)

    assert told.index("Kernset") < told.index("A-Later")
    assert facts(html)["Gremium"] == "Bestuurderstafel"
    assert 'href="/besluiten/besluit"' in html
    assert 'href="/indicatoren/nuisance"' in html
    assert "Er zijn nog geen indicatoren gekozen." in told
