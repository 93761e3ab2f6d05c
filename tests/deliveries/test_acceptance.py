"""Acceptance: figures of partners wait where a programme asks for it, and count once staff has accepted them."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from tests.deliveries_given import (
    OF_2021,
    acceptance,
    give,
    give_all,
    judge,
    made,
    read,
    states,
)
from tests.given import given_goal, given_indicator, given_target
from tests.keys import Header


@pytest.fixture
def asks_acceptance() -> bool:
    return True


async def test_a_programme_says_whether_it_asks_for_acceptance_and_that_has_versions(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    path, back = "/programmes/samen", {"asksAcceptance": False}
    tag = {"If-Match": (await api.get(path)).headers["ETag"]}

    assert (await api.patch(path, json=back, headers=police | tag)).status_code == 403
    assert (await api.patch(path, json={"asksAcceptance": "nee"}, headers=staff | tag)).status_code == 400
    assert (await api.patch(path, json=back, headers=staff | tag)).json()["asksAcceptance"] is False
    versions = (await read(api, f"{path}/versions"))["items"]
    assert [one["item"]["asksAcceptance"] for one in versions] == [False, True]
    assert (await read(api, path, knownAt="2020-01-01"))["asksAcceptance"] is True


async def test_figures_of_partners_wait_and_those_of_staff_do_not(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    await made(api, staff)
    one = await give(api, police, "veld")
    other = await give(api, staff, "bos")
    batch = await give_all(api, police, "2022")
    of_batch = (await read(api, "/measurements", periodFrom="2022"))["items"]

    assert (one["acceptance"], other["acceptance"]) == ("submitted", "accepted")
    assert [item["acceptance"] for item in of_batch] == ["submitted", "submitted"]
    assert batch["status"] == "accepted"  # the batch was taken; its figures wait


async def test_only_what_the_programme_is_about_waits(
    api: httpx.AsyncClient, staff: Header, police: Header, session: Session
) -> None:
    """Its own places, and the indicators of its targets, its duties and its document."""
    given_indicator(session, "van-het-doel")
    given_goal(session)
    given_target(session, indicator_id="van-het-doel")
    await made(api, staff)
    kinds = [("overlast", "veld"), ("overlast", "zuid"), ("overlast", "duin"), ("van-het-doel", "bos"), ("los", "veld")]

    found = [(await give(api, police, place, indicator=name))["acceptance"] for name, place in kinds]
    assert found == ["submitted", "submitted", "accepted", "submitted", "accepted"]


async def test_only_accepted_figures_count_in_assessments_areas_and_insight(
    api: httpx.AsyncClient, staff: Header, police: Header, session: Session
) -> None:
    given_indicator(session, "scholieren", unit="percent", across_places="mean", weigh_by="los", rhythm="yearly")
    given_goal(session)
    given_target(session, indicator_id="scholieren", startYear=2020)
    await give(api, staff, "veld", "2020", indicator="scholieren", value=50)
    for place, weight in (("veld", 100), ("bos", 300)):
        await give(api, staff, place, "2020", indicator="los", value=weight)
    kept = [await give(api, police, place, "2021", indicator="scholieren", value=40) for place in ("veld", "bos")]

    async def counting() -> list[Any]:
        series = (await read(api, "/targets/minder/assessment", asOf="2023"))["series"]
        figures = await read(api, "/areas/zuid/figures", indicator="scholieren")
        survey = await read(api, "/areas/zuid/data-state", asOf="2023")
        place = next(one for one in survey["items"] if one["indicator"] == "scholieren")["neighbourhoods"]
        return [
            [point["period"] for point in series],
            [one["period"] for one in figures["items"] if one["value"] is not None],
            [cell["period"] for cell in place],
        ]

    before = await counting()
    for item in kept:
        assert (await judge(api, staff, f"/measurements/{item['id']}", "accepted")).status_code == 200
    after = await counting()

    assert (before[0], after[0]) == (["2020"], ["2020", "2021"])
    assert (before[1], after[1]) == (["2020"], ["2020", "2021"])
    assert (before[2], after[2]) == ([None, "2020"], ["2021", "2021"])


async def test_while_a_correction_waits_what_was_accepted_before_it_counts(
    api: httpx.AsyncClient, staff: Header, police: Header, session: Session
) -> None:
    given_goal(session)
    given_target(session, indicator_id="overlast", startYear=2020)
    path = f"/measurements/{(await give(api, police, 'veld', '2021', value=40))['id']}"

    async def counting(**asked: str) -> list[Any]:
        found = (await read(api, "/targets/minder/assessment", asOf="2023", **asked))["series"]
        return [(point["period"], point["value"]) for point in found]

    first = await counting()
    accepted = (await judge(api, staff, path, "accepted")).json()["recordedAt"]
    await give(api, police, "veld", "2021", value=12)
    await give(api, staff, "veld", "2020", value=50)
    waiting = await counting()
    then = await counting(knownAt=accepted)
    await judge(api, staff, path, "sent-back", message="Kan niet")
    back = await counting()
    await give(api, police, "veld", "2021", value=38)
    again = await counting()
    await judge(api, staff, path, "accepted")

    assert (first, waiting, then) == ([], [("2020", 50), ("2021", 40)], [("2021", 40)])
    assert (back, again, await counting()) == ([("2020", 50)], [("2020", 50)], [("2020", 50), ("2021", 38)])
    await give(api, police, "veld", "2021", value=37)
    await api.post(f"{path}/withdrawal", json={"reason": "Toch niet"}, headers=police)
    await give(api, police, "veld", "2021", value=36)
    assert await counting() == [("2020", 50)]


@pytest.mark.parametrize("again", [30, 28])
async def test_what_was_sent_back_and_is_given_again_waits_again(
    api: httpx.AsyncClient, staff: Header, police: Header, again: int
) -> None:
    """Also where the partner gives the same figure: that is its answer."""
    await made(api, staff)
    await give_all(api, police)
    await judge(api, staff, f"/deliveries/{OF_2021}", "sent-back", message="Kijk na")
    one = await give(api, police, "veld", value=again)
    between = await states(api, period="2021")
    batch = await give_all(api, police, value=again)

    assert (one["acceptance"], one["outcome"]) == ("submitted", "revised")
    assert (between[OF_2021], (await states(api, period="2021"))[OF_2021]) == ("sent-back", "delivered")
    assert [batch[name] for name in ("revised", "unchanged")] == [1, 1]
    assert await acceptance(api) == {"bos": "submitted", "veld": "submitted"}


async def test_a_revised_figure_waits_again_and_the_same_one_again_does_not(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    await made(api, staff)
    await give_all(api, police)
    await judge(api, staff, f"/deliveries/{OF_2021}", "accepted")
    same = await give(api, police, "veld")
    other = await give(api, police, "bos", value=31)

    assert [(item["outcome"], item["acceptance"]) for item in (same, other)] == [
        ("unchanged", "accepted"),
        ("revised", "submitted"),
    ]
