"""Many at once, on both databases: nothing is lost, nothing is doubled, and nobody gets a fault for being second."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_intervention,
    given_partner,
    given_place,
    given_target,
)
from tests.keys import Header, Keys

FIGURE = {"indicator": "nuisance", "place": "veld", "period": "2011"}
AT_ONCE = 20
ONE_SENDER: dict[str, dict[str, Any]] = {
    "places": {"id": "nieuw", "kind": "neighbourhood", "name": "Nieuw", "code": "BU00010001", "layoutYear": 2020},
    "programmes": {"id": "nieuw", "name": "Nieuw", "levels": [{"id": "goal", "name": "Doel", "kind": "goal"}]},
    "programmes/samen/nodes": {"id": "nieuw", "level": "goal", "name": "Nieuw"},
    "indicators": {"id": "nieuw", "name": "Nieuw", "unit": "count"},
    "populations": {"id": "nieuw", "name": "Nieuw"},
    "partners": {"id": "nieuw", "name": "Nieuw"},
    "interventions": {"id": "nieuw", "name": "Nieuw", "places": ["veld"]},
    "targets": {
        "id": "nieuw",
        "goal": "rust",
        "indicator": "nuisance",
        "place": "veld",
        "rule": "absolute",
        "direction": "fall",
        "baselinePeriod": "2006",
        "checkpoints": [{"year": 2017, "value": 28}],
    },
}
CHANGES = {
    "places/veld": "name",
    "areas/zuid": "boundaryReason",
    "programmes/samen": "name",
    "nodes/rust": "name",
    "indicators/nuisance": "name",
    "populations/all": "name",
    "partners/politie": "name",
    "interventions/coaches": "name",
    "targets/concept": "note",
}
VERBS = {
    "targets/concept/adoption": {"reason": "Zo besloten", "body": "stuurgroep"},
    "targets/minder/withdrawal": {"reason": "Zo besloten", "body": "stuurgroep"},
    "areas/zuid/neighbourhoods/veld/removal": {"reason": "Grens verlegd"},
}


@pytest.fixture
def town(session: Session) -> None:
    given_course(session)
    given_partner(session)
    given_partner(session, "school")
    given_area(session, members=["veld"])
    given_place(session, "dorp")
    given_intervention(session, places=["veld"])
    given_target(session, "concept", state="draft")


@pytest.fixture
def staff(keys: Keys, town: None) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


@pytest.fixture
def police(keys: Keys, town: None) -> Header:
    return keys.partner("politie")


async def together(requests: Iterable[Awaitable[httpx.Response]]) -> list[httpx.Response]:
    """All at once: the application answers each in a thread of its own."""
    return list(await asyncio.gather(*requests))


def statuses(answers: Iterable[httpx.Response]) -> dict[int, int]:
    return dict(Counter(answer.status_code for answer in answers))


async def changed(api: httpx.AsyncClient, mark: str | None = None, **asked: Any) -> tuple[list[dict[str, Any]], str]:
    """Everything that changed after the mark, page by page, and the mark to go on with."""
    answer = await api.get("/measurements", params=({"changedSince": mark} if mark else {}) | asked)
    found, page = list(answer.json()["items"]), answer.json()
    while page["next"]:
        page = (await api.get(f"http://test{page['next']}")).json()
        found += page["items"]
    return found, page["nextChangedSince"]


async def test_one_figure_sent_at_once_by_many_is_made_once_and_each_other_value_is_a_revision(
    api: httpx.AsyncClient, police: Header
) -> None:
    values = range(10, 10 + AT_ONCE)
    answers = await together(api.post("/measurements", json=FIGURE | {"value": one}, headers=police) for one in values)

    assert statuses(answers) == {201: 1, 200: AT_ONCE - 1}
    (key,) = {answer.json()["id"] for answer in answers}
    kept = (await api.get(f"/measurements/{key}/revisions")).json()["items"]
    assert [one["revision"] for one in kept] == list(range(AT_ONCE, 0, -1))
    assert sorted(one["value"] for one in kept) == list(values)


async def test_the_same_value_sent_at_once_by_many_is_one_revision(api: httpx.AsyncClient, police: Header) -> None:
    same = FIGURE | {"value": 38}
    answers = await together(api.post("/measurements", json=same, headers=police) for _ in range(AT_ONCE))

    assert Counter(answer.json()["outcome"] for answer in answers) == {"created": 1, "unchanged": AT_ONCE - 1}
    kept = await api.get(f"/measurements/{answers[0].json()['id']}/revisions")
    assert len(kept.json()["items"]) == 1


async def test_of_two_partners_that_send_the_same_new_figure_one_owns_it(
    api: httpx.AsyncClient, police: Header, keys: Keys
) -> None:
    school = keys.partner("school")
    senders = [police, school] * 5
    answers = await together(
        api.post("/measurements", json=FIGURE | {"value": 30 + place}, headers=sender)
        for place, sender in enumerate(senders)
    )

    assert statuses(answers) == {201: 1, 200: 4, 403: 5}
    owners = {answer.json()["partner"] for answer in answers if answer.is_success}
    assert len(owners) == 1


async def test_a_figure_is_withdrawn_once(api: httpx.AsyncClient, police: Header) -> None:
    key = (await api.post("/measurements", json=FIGURE | {"value": 38}, headers=police)).json()["id"]
    why = {"reason": "Telfout"}
    answers = await together(
        api.post(f"/measurements/{key}/withdrawal", json=why, headers=police) for _ in range(AT_ONCE)
    )

    assert statuses(answers) == {200: 1, 409: AT_ONCE - 1}
    assert len((await api.get(f"/measurements/{key}/revisions")).json()["items"]) == 2


@pytest.mark.parametrize("item", CHANGES)
async def test_of_many_changes_of_one_version_one_is_made(api: httpx.AsyncClient, staff: Header, item: str) -> None:
    tag = (await api.get(f"/{item}")).headers["etag"]
    sender = staff | {"If-Match": tag}
    answers = await together(
        api.patch(f"/{item}", json={CHANGES[item]: f"Nieuw {number}"}, headers=sender) for number in range(8)
    )

    assert statuses(answers) == {200: 1, 412: 7}
    (winner,) = [answer for answer in answers if answer.status_code == 200]
    assert (await api.get(f"/{item}")).json()[CHANGES[item]] == winner.json()[CHANGES[item]]
    assert {answer.json()["theirs"][CHANGES[item]] for answer in answers if answer.status_code == 412} == {
        winner.json()[CHANGES[item]]
    }


@pytest.mark.parametrize("room", ONE_SENDER)
async def test_an_id_that_many_ask_for_at_once_is_given_once(api: httpx.AsyncClient, staff: Header, room: str) -> None:
    answers = await together(api.post(f"/{room}", json=ONE_SENDER[room], headers=staff) for _ in range(8))

    assert statuses(answers) == {201: 1, 409: 7}


async def test_ids_that_are_made_at_once_are_all_different(api: httpx.AsyncClient, staff: Header) -> None:
    new = {name: value for name, value in ONE_SENDER["targets"].items() if name != "id"}
    answers = await together(api.post("/targets", json=new, headers=staff) for _ in range(8))

    made = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert statuses(answers).keys() <= {201, 409}
    assert len(set(made)) == len(made) >= 1


@pytest.mark.parametrize("verb", VERBS)
async def test_a_decision_that_many_send_at_once_is_taken_once(
    api: httpx.AsyncClient, staff: Header, verb: str
) -> None:
    answers = await together(api.post(f"/{verb}", json=VERBS[verb], headers=staff) for _ in range(8))

    refused = 404 if verb.endswith("removal") else 409
    assert statuses(answers) == {200: 1, refused: 7}


async def test_a_neighbourhood_that_many_include_at_once_is_included(api: httpx.AsyncClient, staff: Header) -> None:
    new = {"neighbourhood": "dorp", "share": 1, "reason": "Zo besloot de raad"}
    answers = await together(api.post("/areas/zuid/neighbourhoods", json=new, headers=staff) for _ in range(8))

    assert statuses(answers) == {201: 8}
    assert (await api.get("/neighbourhoods/dorp")).json()["areas"] == [{"area": "zuid", "share": 1}]


async def test_judgements_at_once_are_all_kept_and_the_last_counts(api: httpx.AsyncClient, staff: Header) -> None:
    answers = await together(
        api.post("/targets/minder/judgement", json={"status": "behind", "reason": f"Reden {n}"}, headers=staff)
        for n in range(8)
    )

    assert statuses(answers) == {201: 8}
    shown = (await api.get("/targets/minder/assessment")).json()["judgement"]
    assert shown["status"] == "behind"


async def test_who_follows_what_changed_misses_nothing_while_many_write(
    api: httpx.AsyncClient, session: Session, police: Header
) -> None:
    """Polled all the time while eight write: every last revision is seen, however late it committed."""
    given_indicator(session, "safety")
    writing = [
        api.post(
            "/measurements", json={"indicator": name, "place": place, "period": year, "value": value}, headers=police
        )
        for value in (10, 11)
        for name in ("nuisance", "safety")
        for place in ("veld", "dorp")
        for year in ("2012", "2013", "2014", "2015")
    ]
    _, mark = await changed(api)
    seen: dict[str, int] = {}
    writers = asyncio.ensure_future(together(writing))
    while True:
        over = writers.done()
        items, mark = await changed(api, mark, pageSize=3)
        seen |= {one["id"]: one["revision"] for one in items}
        if over:
            break
        await asyncio.sleep(0.01)  # who asks more than a hundred times a second is told to wait

    assert {status // 100 for status in statuses(await writers)} == {2}
    whole = {one["id"]: one["revision"] for one in (await changed(api, periodFrom="2012"))[0]}
    assert seen == whole
    assert len(whole) == 16


async def test_what_is_revised_while_somebody_pages_is_found_after_the_mark_of_the_last_page(
    api: httpx.AsyncClient, police: Header
) -> None:
    for year in ("2012", "2013", "2014"):
        await api.post("/measurements", json=FIGURE | {"period": year, "value": 30}, headers=police)
    first = (await api.get("/measurements", params={"pageSize": 2})).json()
    revised = await api.post("/measurements", json=FIGURE | {"period": "2012", "value": 31}, headers=police)
    last = (await api.get(f"http://test{first['next']}")).json()

    after, _ = await changed(api, last["nextChangedSince"])

    assert last["next"] is None
    assert [(one["id"], one["value"]) for one in after] == [(revised.json()["id"], 31)]


async def test_who_changes_what_figures_are_about_does_not_stand_in_the_way_of_who_sends_figures(
    api: httpx.AsyncClient, police: Header, keys: Keys
) -> None:
    """Both wait for the number of changes, one of them with a place or an indicator in hand."""
    blind = keys.person(Role.PROGRAMME_STAFF) | {"If-Match": "*"}
    items = ("places/veld", "indicators/nuisance", "populations/all")
    changes = [api.patch(f"/{item}", json={"name": f"Nieuw {n}"}, headers=blind) for n in range(5) for item in items]
    figures = [
        api.post("/measurements", json=FIGURE | {"period": f"{2010 + n}", "value": n}, headers=police)
        for n in range(15)
    ]

    assert statuses(await together([*changes, *figures])) == {200: 15, 201: 15}
