"""Plans, texts and sets of indicators are drafts until a body adopts them; then only a decision changes them."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_indicator, given_programme
from tests.governance_given import changed, days, given_governed, made, read
from tests.keys import Header, Keys

DRAFTS: dict[str, dict[str, Any]] = {
    "/plans": {"name": "Uitvoeringsprogramma", "kind": "implementation-programme"},
    "/texts": {"name": "Programma 2024", "kind": "programme"},
    "/indicator-sets": {"name": "Eerste set", "indicators": ["nuisance"]},
}
each_kind = pytest.mark.parametrize("path", list(DRAFTS))


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    given_indicator(session)
    given_indicator(session, "trust")
    return keys.person(Role.PROGRAMME_STAFF)


async def verb(api: httpx.AsyncClient, address: str, what: str, who: Header, **fields: Any) -> httpx.Response:
    tag = (await api.get(address)).headers["ETag"]
    return await api.post(f"{address}/{what}", json=fields, headers=who | {"If-Match": tag})


async def a_draft(api: httpx.AsyncClient, path: str, staff: Header) -> str:
    return f"{path}/{(await made(api, path, staff, **DRAFTS[path]))['id']}"


async def a_body(api: httpx.AsyncClient, staff: Header) -> str:
    return str((await made(api, "/bodies", staff, name="Bestuur", kind="board"))["id"])


@each_kind
async def test_a_body_adopts_a_draft_and_the_log_has_the_decision(
    api: httpx.AsyncClient, staff: Header, path: str
) -> None:
    draft, body = await a_draft(api, path, staff), await a_body(api, staff)
    answer = await verb(api, draft, "adoption", staff, body=body, date="2024-03-01", reason="Zo is het afgesproken")

    adopted = answer.json()
    assert (answer.status_code, adopted["state"], adopted["adoptedOn"]) == (200, "adopted", "2024-03-01")
    assert "amend" in adopted["may"]
    assert "adopt" not in adopted["may"]
    decision = await read(api, f"/decisions/{adopted['decision']}")
    assert (decision["name"], decision["body"], decision["decidedOn"]) == (adopted["name"], body, "2024-03-01")
    assert decision["subjects"] == [
        {"kind": path.strip("/").removesuffix("s"), "id": adopted["id"], "name": adopted["name"]}
    ]


async def test_a_decision_that_is_in_the_log_already_is_named(api: httpx.AsyncClient, staff: Header) -> None:
    body = await a_body(api, staff)
    decision = (await made(api, "/decisions", staff, name="Vaststelling", body=body))["id"]
    draft = await a_draft(api, "/indicator-sets", staff)
    answer = await verb(api, draft, "adoption", staff, decision=decision, date="2024-03-01")

    assert (answer.json()["decision"], answer.json()["body"]) == (decision, body)
    assert len((await read(api, "/decisions"))["items"]) == 1


@each_kind
async def test_what_was_adopted_is_not_changed_by_hand_and_the_refusal_says_how_it_is(
    api: httpx.AsyncClient, staff: Header, path: str
) -> None:
    draft, body = await a_draft(api, path, staff), await a_body(api, staff)
    by_hand = await changed(api, draft, staff, state="adopted")
    await verb(api, draft, "adoption", staff, body=body, date="2024-03-01")
    content = await changed(api, draft, staff, text="Anders")

    assert (by_hand.status_code, content.status_code) == (409, 409)
    assert "“adoption”" in by_hand.json()["detail"]
    assert "“amendment”" in content.json()["detail"]
    assert (await read(api, draft))["text"] is None


@each_kind
async def test_a_change_that_names_its_decision_adopts_and_amends_too(
    api: httpx.AsyncClient, staff: Header, path: str
) -> None:
    """So that the form by which it is changed does it: state, day and decision are fields of it."""
    draft = await a_draft(api, path, staff)
    first, second = [(await made(api, "/decisions", staff, name=name))["id"] for name in ("Eerste", "Tweede")]
    adopted = await changed(api, draft, staff, state="adopted", decision=first, adoptedOn="2024-03-01")
    same = await changed(api, draft, staff, text="Anders", decision=first)
    amended = await changed(api, draft, staff, text="Anders", decision=second, adoptedOn="2025-03-01")
    back = await changed(api, draft, staff, state="draft")

    assert [answer.status_code for answer in (adopted, same, amended, back)] == [200, 409, 200, 409]
    assert (adopted.json()["state"], amended.json()["state"], amended.json()["text"]) == (
        "adopted",
        "amended",
        "Anders",
    )


async def test_a_decision_that_was_refused_or_is_another_programmes_amends_nothing(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_programme(session, "ander", areas=["zuid"])
    plan = await a_draft(api, "/plans", staff)
    no = {"consent": [{"partner": "politie", "agreed": False}]}
    refusal = (await made(api, "/decisions", staff, name="Nee", **no))["id"]
    theirs = (await made(api, "/decisions", staff, name="Ander", programme="ander"))["id"]

    wrong = [await changed(api, plan, staff, state="adopted", decision=one) for one in (refusal, theirs)]

    assert [[(error["field"], error["code"]) for error in answer.json()["errors"]] for answer in wrong] == [
        [("decision", "not-agreed")],
        [("decision", "other-programme")],
    ]


async def test_the_steps_of_an_adopted_plan_still_move(api: httpx.AsyncClient, staff: Header) -> None:
    plan = await a_draft(api, "/plans", staff)
    await verb(api, plan, "adoption", staff, body=await a_body(api, staff), date="2024-03-01")
    answer = await changed(api, plan, staff, steps=[{"name": "Maken", "state": "done"}], order=2)

    assert (answer.status_code, answer.json()["order"]) == (200, 2)


@each_kind
async def test_an_amendment_changes_it_by_another_decision_and_both_versions_stay(
    api: httpx.AsyncClient, staff: Header, path: str
) -> None:
    draft, body = await a_draft(api, path, staff), await a_body(api, staff)
    await verb(api, draft, "adoption", staff, body=body, date="2024-03-01")
    amended = await verb(
        api, draft, "amendment", staff, change={"text": "Anders"}, body=body, date="2025-03-01", reason="Nieuwe raad"
    )

    item = amended.json()
    assert (amended.status_code, item["state"], item["text"]) == (200, "amended", "Anders")
    versions = (await read(api, f"{draft}/versions"))["items"]
    assert [(one["version"], one["item"]["state"], one["reason"]) for one in versions] == [
        (3, "amended", "Nieuwe raad"),
        (2, "adopted", None),
        (1, "draft", None),
    ]
    assert [one["decidedOn"] for one in (await read(api, "/decisions"))["items"]] == ["2024-03-01", "2025-03-01"]


async def test_an_amendment_needs_the_version_that_it_changes(api: httpx.AsyncClient, staff: Header) -> None:
    plan, body = await a_draft(api, "/plans", staff), await a_body(api, staff)
    await verb(api, plan, "adoption", staff, body=body, date="2024-03-01")
    sent = {"change": {"text": "Anders"}, "body": body, "date": "2025-03-01", "reason": "Nieuwe raad"}
    blind = await api.post(f"{plan}/amendment", json=sent, headers=staff)
    late = await api.post(f"{plan}/amendment", json=sent, headers=staff | {"If-Match": '"oud"'})

    assert (blind.status_code, late.status_code) == (428, 412)
    assert late.json()["mine"]["change"] == {"text": "Anders"}


async def test_a_draft_is_not_amended_and_nothing_is_adopted_twice(api: httpx.AsyncClient, staff: Header) -> None:
    plan, body = await a_draft(api, "/plans", staff), await a_body(api, staff)
    by = {"body": body, "date": "2024-03-01"}
    early = await verb(api, plan, "amendment", staff, change={"text": "x"}, reason="y", **by)
    await verb(api, plan, "adoption", staff, **by)
    again = await verb(api, plan, "adoption", staff, **by)
    await api.post(f"{plan}/withdrawal", json={"reason": "Vervallen"}, headers=staff)
    gone = await verb(api, plan, "amendment", staff, change={"text": "x"}, reason="y", **by)

    assert [answer.status_code for answer in (early, again, gone)] == [409, 409, 409]


async def test_what_was_refused_or_decided_elsewhere_adopts_nothing(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    plan, body = await a_draft(api, "/plans", staff), await a_body(api, staff)
    no = [{"partner": "politie", "agreed": False}]
    refusal = (await made(api, "/decisions", staff, name="Nee", consent=no))["id"]

    async def wrong(**fields: Any) -> list[tuple[str, str]]:
        answer = await verb(api, plan, "adoption", staff, date=days(0), **fields)
        assert answer.status_code == 400, answer.text
        return [(error["field"], error["code"]) for error in answer.json()["errors"]]

    assert await wrong() == [("decision", "decision-required")]
    assert await wrong(decision="geen", body="geen") == [("body", "unknown-body"), ("decision", "unknown-decision")]
    assert await wrong(decision=refusal) == [("decision", "not-agreed")]
    assert await wrong(body=body, consent=no) == [("consent", "not-agreed")]
    assert (await read(api, plan))["state"] == "draft"


async def test_a_rehearsed_adoption_leaves_neither_decision_nor_version(api: httpx.AsyncClient, staff: Header) -> None:
    plan, body = await a_draft(api, "/plans", staff), await a_body(api, staff)
    sent = {"body": body, "date": "2024-03-01"}
    tried = await api.post(f"{plan}/adoption", params={"dryRun": "true"}, json=sent, headers=staff)

    assert tried.json()["state"] == "adopted"
    assert (await read(api, plan))["state"] == "draft"
    assert (await read(api, "/decisions"))["items"] == []


async def test_an_indicator_says_in_which_adopted_sets_it_is(api: httpx.AsyncClient, staff: Header) -> None:
    draft = await a_draft(api, "/indicator-sets", staff)
    key = draft.rpartition("/")[2]

    async def sets() -> dict[str, list[str]]:
        found = (await read(api, "/indicators"))["items"]
        return {one["id"]: one["adoptedIn"] for one in found}

    assert await sets() == {"nuisance": [], "trust": []}
    await verb(api, draft, "adoption", staff, body=await a_body(api, staff), date="2024-03-01")
    assert await sets() == {"nuisance": [key], "trust": []}
    await api.post(f"{draft}/withdrawal", json={"reason": "Vervallen"}, headers=staff)
    assert await sets() == {"nuisance": [], "trust": []}


async def test_who_may_not_change_it_does_not_adopt_it(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    plan, body = await a_draft(api, "/plans", staff), await a_body(api, staff)
    sent = {"body": body, "date": "2024-03-01"}
    editor, elsewhere = (
        keys.person(Role.PARTNER_EDITOR, partner="politie"),
        keys.person(Role.PROGRAMME_STAFF, areas=["bos"]),
    )
    answers = [await api.post(f"{plan}/adoption", json=sent, headers=who) for who in ({}, editor, elsewhere)]

    assert [answer.status_code for answer in answers] == [401, 403, 403]
