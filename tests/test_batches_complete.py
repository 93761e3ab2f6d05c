"""“This is all I have”: what a complete batch would withdraw is told first, and withdrawn once that is confirmed."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    given_programme,
    given_source,
    measured,
)
from tests.keys import Header, Keys

PLACES = ("bos", "duin", "veld")


@pytest.fixture(autouse=True)
def _town(session: Session) -> None:
    for place in PLACES:
        given_place(session, place)
    given_area(session, "zuid", members=["veld", "bos"])
    given_programme(session, areas=["zuid"])
    for population in ("all", "jong"):
        given_population(session, population)
    for partner in ("politie", "school"):
        given_partner(session, partner)
    given_source(session, "monitor")
    for indicator in ("overlast", "inbraak"):
        given_indicator(session, indicator)


def row(place: str, period: str = "2022", value: int = 30, **other: Any) -> dict[str, Any]:
    return {"indicator": "overlast", "place": place, "period": period, "value": value} | other


async def post(api: httpx.AsyncClient, who: Header, *rows: Any, **asked: str) -> httpx.Response:
    return await api.post("/measurement-batches", json={"rows": rows}, params=asked, headers=who)


async def complete(api: httpx.AsyncClient, who: Header, *rows: Any, **asked: str) -> httpx.Response:
    return await post(api, who, *rows, complete="true", **asked)


async def standing(api: httpx.AsyncClient, **asked: str) -> list[str]:
    """The figures that stand, each as indicator, place, period and population."""
    items = (await api.get("/measurements", params={"state": ["provisional", "final"], **asked})).json()["items"]
    return [" ".join(one[name] for name in ("indicator", "place", "period", "population")) for one in items]


def left_out(answer: httpx.Response) -> list[str]:
    return [" ".join(one[name] for name in ("place", "period")) for one in answer.json()["withdrawals"]]


async def test_the_dry_run_tells_what_it_would_withdraw_and_its_mark_confirms_exactly_that(
    api: httpx.AsyncClient, keys: Keys
) -> None:
    police = keys.partner("politie")
    await post(api, police, *(row(place) for place in PLACES))

    dry = await complete(api, police, row("veld"), dryRun="true")
    assert [dry.json()[name] for name in ("status", "unchanged", "withdrawn", "complete")] == ["dry-run", 1, 2, True]
    assert left_out(dry) == ["bos 2022", "duin 2022"]
    mark = dry.json()["withdrawalMark"]

    refused = [await complete(api, police, row("veld")), await complete(api, police, row("veld"), withdraw="2")]
    assert [(one.status_code, one.json()["errors"][0]["code"]) for one in refused] == [
        (409, "withdrawal-not-confirmed")
    ] * 2
    assert [(left_out(one), one.json()["withdrawalMark"]) for one in refused] == [(left_out(dry), mark)] * 2
    assert await standing(api) == [f"overlast {place} 2022 all" for place in PLACES]

    done = await complete(api, police, row("veld"), withdraw=mark)
    assert [done.json()[name] for name in ("status", "unchanged", "withdrawn", "withdrawalMark")] == [
        "accepted", 1, 2, None,
    ]  # fmt: skip
    assert await standing(api) == ["overlast veld 2022 all"]
    gone = (await api.get("/measurements", params={"place": "bos"}, headers=police)).json()["items"][0]
    revisions = (await api.get(f"/measurements/{gone['id']}/revisions", headers=police)).json()["items"]
    assert [(one["state"], one["value"], one["reason"], one["recordedBy"]) for one in revisions] == [
        ("withdrawn", None, f"Niet meer in de volledige zending {done.json()['id']}.", "politie"),
        ("provisional", 30, None, "politie"),
    ]
    kept = await api.get(f"/measurement-batches/{done.json()['id']}", headers=police)
    assert (kept.json()["withdrawn"], left_out(kept)) == (2, ["bos 2022", "duin 2022"])

    again = await complete(api, police, row("veld"), withdraw=mark)
    assert [again.json()[name] for name in ("unchanged", "withdrawn")] == [1, 0]
    back = await post(api, police, row("bos", value=31))
    assert (back.json()["revised"], len(await standing(api))) == (1, 2)


async def test_a_complete_batch_speaks_for_what_it_touches_alone(
    api: httpx.AsyncClient, keys: Keys, session: Session
) -> None:
    """Another indicator, period, population, source or partner, and what the programme itself gave, all stand."""
    police, school = keys.partner("politie"), keys.partner("school")
    await post(
        api, police, row("veld"), row("bos"), row("bos", "2021"), row("bos", population="jong"),
        row("bos", indicator="inbraak"), row("veld", "2020", source="monitor"), row("bos", "2020"),
    )  # fmt: skip
    await post(api, school, row("duin"))
    measured(session, "2022", 30, indicator="overlast", place="zuid")

    dry = [
        await complete(api, police, row("veld"), dryRun="true"),
        await complete(api, police, row("veld", "2020"), dryRun="true"),
        await complete(api, police, row("veld", "2020", source="monitor"), row("bos", "2020"), dryRun="true"),
    ]

    assert [left_out(one) for one in dry] == [["bos 2022"], [], []]
    mark = dry[0].json()["withdrawalMark"]
    await complete(api, police, row("veld"), withdraw=mark)
    assert await standing(api, periodFrom="2022") == [
        "inbraak bos 2022 all", "overlast bos 2022 jong", "overlast duin 2022 all", "overlast veld 2022 all",
        "overlast zuid 2022 all",
    ]  # fmt: skip


async def test_what_lies_outside_the_senders_scope_or_is_locked_stands(api: httpx.AsyncClient, keys: Keys) -> None:
    """Another machine of the same partner, of one area; and a lock on one place in it."""
    police, local = keys.partner("politie"), keys.partner("politie", areas=["zuid"])
    await post(api, police, *(row(place) for place in PLACES), row("zuid"))
    lock = {"programme": "samen", "name": "Dicht", "places": ["bos"], "text": "Vastgesteld"}
    made = await api.post(
        "/period-locks",
        json=lock | {"periodFrom": "2022", "periodTo": "2022"},
        headers=keys.person(Role.PROGRAMME_STAFF),
    )
    assert made.status_code == 201

    dry = await complete(api, local, row("veld"), dryRun="true")

    assert (left_out(dry), dry.json()["leftLocked"]) == (["zuid 2022"], 1)
    done = await complete(api, local, row("veld"), withdraw=dry.json()["withdrawalMark"])
    assert (done.json()["withdrawn"], await standing(api)) == (1, [f"overlast {place} 2022 all" for place in PLACES])


async def test_a_mark_is_no_good_once_something_else_would_be_withdrawn(api: httpx.AsyncClient, keys: Keys) -> None:
    """Nor is the mark of another partner; what came or changed since is looked at first."""
    police = keys.partner("politie")
    await post(api, police, row("veld"), row("bos"))
    mark = (await complete(api, police, row("veld"), dryRun="true")).json()["withdrawalMark"]
    await post(api, police, row("bos", value=31))
    changed = await complete(api, police, row("veld"), withdraw=mark)
    mark = changed.json()["withdrawalMark"]
    await post(api, police, row("duin"))
    more = await complete(api, police, row("veld"), withdraw=mark)

    assert [(one.status_code, left_out(one)) for one in (changed, more)] == [
        (409, ["bos 2022"]), (409, ["bos 2022", "duin 2022"]),
    ]  # fmt: skip
    key = police | {"Idempotency-Key": "alles"}
    mark = more.json()["withdrawalMark"]
    twice = [await complete(api, key, row("veld"), withdraw=mark) for _ in range(2)]
    assert [one.status_code for one in twice] == [201, 201]
    assert twice[0].content == twice[1].content


async def test_only_an_organisation_says_that_it_is_all_and_with_all_its_rows(
    api: httpx.AsyncClient, keys: Keys
) -> None:
    """A row that is wrong may be the one that was there: then nothing is withdrawn, and in a dry run nothing told."""
    police = keys.partner("politie")
    await post(api, police, row("veld"), row("bos"))

    staff = await complete(api, keys.person(Role.PROGRAMME_STAFF), row("veld"))
    half = await complete(api, police, row("veld"), mode="accept-valid")
    wrong = [await complete(api, police, row("veld"), row("bos", value=900), dryRun=dry) for dry in ("true", "false")]

    assert [(one["field"], one["code"]) for answer in (staff, half) for one in answer.json()["errors"]] == [
        ("complete", "no-partner"), ("mode", "complete-takes-all"),
    ]  # fmt: skip
    assert [(one.status_code, one.json()["rejected"], one.json()["withdrawn"]) for one in wrong] == [
        (200, 1, 0), (400, 2, 0),
    ]  # fmt: skip
    assert len(await standing(api)) == 2
