"""Verdicts on figures that wait: who may give one, on what, what it says, and what refuses it."""

import httpx
import pytest
from sqlmodel import Session, col, select

from app.models.access import AuditEvent, Role
from tests.deliveries_given import (
    OF_2021,
    acceptance,
    fields_wrong,
    give,
    give_all,
    judge,
    made,
    read,
    states,
)
from tests.keys import Header, Keys


@pytest.fixture
def asks_acceptance() -> bool:
    return True


async def test_staff_accepts_one_figure_and_the_history_says_so(
    api: httpx.AsyncClient, staff: Header, police: Header, session: Session
) -> None:
    await made(api, staff)
    item = await give(api, police, "veld")
    path = f"/measurements/{item['id']}"
    seen = await read(api, path, staff)
    answer = await judge(api, staff, path, "accepted", revision=seen["revision"])

    assert seen["may"] == ["revise", "withdraw", "accept", "send-back"]
    assert (answer.status_code, answer.json()["acceptance"], answer.json()["may"]) == (
        *(200, "accepted"),
        ["revise", "withdraw"],
    )
    revisions = (await read(api, f"{path}/revisions"))["items"]
    assert [(one["revision"], one["acceptance"], one["value"], one["recordedBy"]) for one in revisions] == [
        (2, "accepted", 30, "programme-staff"),
        (1, "submitted", 30, "politie"),
    ]
    session.rollback()
    events = session.execute(select(AuditEvent.action).where(AuditEvent.kind == "measurement")).scalars().all()
    assert events == ["record", "accept"]
    changed = await read(api, "/measurements", changedSince=answer.json()["recordedAt"])
    assert [one["id"] for one in changed["items"]] == [item["id"]]


async def test_a_figure_is_sent_back_with_a_message_that_its_partner_reads(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    await made(api, staff)
    item = await give(api, police, "veld")
    path = f"/measurements/{item['id']}"

    assert fields_wrong(await judge(api, staff, path, "sent-back")) == [("message", "message-required")]
    assert (await judge(api, staff, path, "sent-back", message="Verwisseld?")).json()["acceptance"] == "sent-back"
    assert (await judge(api, staff, path, "sent-back", message="Nog eens")).status_code == 409
    eyes = {"police": police, "staff": staff, "school": keys.partner("school"), "nobody": {}}
    told = {name: (await read(api, f"/deliveries/{OF_2021}", who))["messages"] for name, who in eyes.items()}
    assert {name: [said["message"] for said in messages] for name, messages in told.items()} == {
        "police": ["Verwisseld?"],
        "staff": ["Verwisseld?"],
        "school": [],
        "nobody": [],
    }
    assert told["police"][0]["places"] == [{"id": "veld", "name": "Veld"}]
    mine = (await read(api, "/me", police))["deliveries"]
    assert [(one["overdue"], one["sentBack"]) for one in mine] == [(1, 1)]


async def test_a_whole_delivery_is_accepted_or_sent_back_at_once(
    api: httpx.AsyncClient, staff: Header, police: Header, session: Session
) -> None:
    await made(api, staff)
    await give_all(api, police)
    await give_all(api, police, "2022")
    seen = await read(api, f"/deliveries/{OF_2021}", staff)
    back = await judge(api, staff, f"/deliveries/{OF_2021}", "sent-back", message="Te hoog", mark=seen["mark"])

    assert seen["may"] == ["accept", "send-back"]
    assert back.json() == {"acceptance": "sent-back", "judged": 2, "left": 0}
    now = await read(api, f"/deliveries/{OF_2021}", staff)
    assert (now["state"], now["sentBack"], now["may"], len(now["messages"])) == ("sent-back", 2, ["accept"], 1)
    late = await judge(api, staff, f"/deliveries/{OF_2021}", "accepted", mark=seen["mark"])
    assert (late.status_code, late.json()["type"].rsplit("/", 1)[-1]) == (409, "conflict")
    accepted = await judge(api, staff, f"/deliveries/{OF_2021}", "accepted", mark=now["mark"])
    assert accepted.json() == {"acceptance": "accepted", "judged": 2, "left": 0}
    assert (await judge(api, staff, f"/deliveries/{OF_2021}", "accepted")).status_code == 409
    assert (await states(api))["overlast-politie.2022"] == "delivered"
    session.rollback()
    events = select(AuditEvent.action).where(AuditEvent.kind == "delivery-duty").order_by(col(AuditEvent.id))
    assert session.execute(events).scalars().all() == ["create", "send-back", "accept"]


async def test_a_whole_batch_is_accepted_and_can_still_be_withdrawn(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    await made(api, staff)
    batch = (await give_all(api, police))["id"]
    await give(api, police, "bos", value=12)
    path = f"/measurement-batches/{batch}"

    assert (await judge(api, police, path, "accepted")).status_code == 403
    assert (await judge(api, keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]), path, "accepted")).status_code == 404
    assert (await judge(api, staff, path, "accepted")).json() == {"acceptance": "accepted", "judged": 1, "left": 1}
    assert (await judge(api, staff, path, "accepted")).status_code == 409
    assert await acceptance(api) == {"veld": "accepted", "bos": "submitted"}
    withdrawn = await api.post(f"{path}/withdrawal", json={"reason": "Verkeerd bestand"}, headers=police)
    assert (withdrawn.json()["withdrawn"], withdrawn.json()["left"]) == (1, 1)
    assert (await judge(api, staff, path, "sent-back", message="Weg")).status_code == 409


async def test_who_may_not_accept_cannot_whatever_is_tried(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    await made(api, staff)
    item = await give(api, police, "veld")
    await give(api, police, "bos")
    path, whole = f"/measurements/{item['id']}", f"/deliveries/{OF_2021}"
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["duin"])
    half = keys.person(Role.PROGRAMME_STAFF, areas=["veld"])
    who: dict[str, Header] = {
        **{"police": police, "school": keys.partner("school"), "nobody": {}},
        **{"reader": keys.person(Role.READER), "editor": keys.person(Role.PARTNER_EDITOR, partner="politie")},
        **{"elsewhere": elsewhere, "tampered": {"Authorization": police["Authorization"][:-4] + "AAAA"}},
    }

    found = {
        name: [(await judge(api, key, at, "accepted")).status_code for at in (path, whole)] for name, key in who.items()
    }
    assert found == {name: [401, 401] if name in ("nobody", "tampered") else [403, 403] for name in who}
    assert (await judge(api, half, whole, "accepted")).status_code == 403
    assert [(await read(api, whole, key))["may"] for key in (police, half, elsewhere)] == [[], [], []]
    assert (await read(api, path, police))["may"] == ["revise", "withdraw"]
    assert await acceptance(api) == {"veld": "submitted", "bos": "submitted"}
    assert (await judge(api, half, path, "accepted")).status_code == 200


async def test_what_is_wrong_with_a_verdict_is_said(api: httpx.AsyncClient, staff: Header, police: Header) -> None:
    await made(api, staff)
    item = await give(api, police, "veld")
    own = await give(api, staff, "bos")
    path = f"/measurements/{item['id']}"

    assert fields_wrong(await judge(api, staff, path, "submitted")) == [("acceptance", "not-an-option")]
    assert fields_wrong(await judge(api, staff, path, "sent-back", message="", revision=0)) == [
        ("message", "too-short"),
        ("revision", "too-low"),
    ]
    assert (await judge(api, staff, path, "accepted", revision=7)).status_code == 409
    assert (await judge(api, staff, "/measurements/999", "accepted")).status_code == 404
    assert (await judge(api, staff, "/deliveries/geen.2021", "accepted")).status_code == 404
    assert (await judge(api, staff, f"/measurements/{own['id']}", "sent-back", message="Van wie?")).status_code == 409
    await api.post(f"{path}/withdrawal", json={"reason": "Fout"}, headers=police)
    assert (await judge(api, staff, path, "accepted")).status_code == 409
    dry = await judge(api, staff, f"/measurements/{own['id']}", "accepted")
    assert dry.status_code == 409


async def test_a_dry_run_of_a_verdict_changes_nothing(api: httpx.AsyncClient, staff: Header, police: Header) -> None:
    await made(api, staff)
    await give_all(api, police)
    said = {"acceptance": "accepted"}
    answer = await api.post(f"/deliveries/{OF_2021}/acceptance", json=said, headers=staff, params={"dryRun": "true"})

    assert (answer.status_code, answer.json()["judged"]) == (200, 2)
    assert set((await acceptance(api)).values()) == {"submitted"}


async def test_what_lies_in_a_locked_period_is_left_as_it_is(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    await made(api, staff)
    item = await give(api, police, "veld")
    lock = {"programme": "samen", "name": "Dicht", "periodFrom": "2021", "periodTo": "2021", "text": "Vastgesteld"}
    await api.post("/period-locks", json=lock, headers=staff)

    for path in (f"/measurements/{item['id']}", f"/deliveries/{OF_2021}"):
        answer = await judge(api, staff, path, "accepted")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "period-locked")
    assert await acceptance(api) == {"veld": "submitted"}


async def test_a_message_about_a_small_count_is_for_those_who_may_see_it(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    await made(api, staff, id="leerlingen", partner="school", indicator="leerlingen")
    school = keys.partner("school")
    item = await give(api, school, "veld", indicator="leerlingen", value=3)
    await judge(api, staff, f"/measurements/{item['id']}", "sent-back", message="Drie is te weinig")
    path = f"/measurements/{item['id']}/revisions"

    eyes = {"school": school, "staff": staff, "nobody": {}, "police": keys.partner("politie")}
    found = {name: (await read(api, path, who))["items"][0]["reason"] for name, who in eyes.items()}
    assert found == {"school": "Drie is te weinig", "staff": "Drie is te weinig", "nobody": None, "police": None}


async def test_acceptance_is_decided_on_what_stands_now(api: httpx.AsyncClient, staff: Header, police: Header) -> None:
    """A partner that gives another figure in between is not accepted unseen."""
    await made(api, staff)
    await give_all(api, police)
    seen = await read(api, f"/deliveries/{OF_2021}", staff)
    figures = (await read(api, "/measurements", periodFrom="2021"))["items"]
    veld = next(item for item in figures if item["place"] == "veld")
    await give(api, police, "veld", value=99)

    assert (await judge(api, staff, f"/deliveries/{OF_2021}", "accepted", mark=seen["mark"])).status_code == 409
    stale = await judge(api, staff, f"/measurements/{veld['id']}", "accepted", revision=veld["revision"])
    assert stale.status_code == 409
    assert set((await acceptance(api)).values()) == {"submitted"}
