"""Acceptance: figures of partners wait where a programme asks for it, and count once staff has accepted them."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from app.models.access import AuditEvent, Role
from tests.deliveries_given import (
    OF_2021,
    fields_wrong,
    give,
    give_all,
    given_deliveries,
    judge,
    made,
    read,
    states,
)
from tests.given import given_goal, given_indicator, given_target
from tests.keys import Header, Keys

FAR_TARGET = {"indicator_id": "overlast", "place_id": "veld", "goal_id": "rust"}


@pytest.fixture
def around(session: Session) -> None:
    given_deliveries(session, asks_acceptance=True)


@pytest.fixture
def staff(around: None, keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


@pytest.fixture
def police(around: None, keys: Keys) -> Header:
    return keys.partner("politie")


async def acceptance(api: httpx.AsyncClient, **asked: Any) -> dict[str, str]:
    """Place -> acceptance of the figures of 2021."""
    of_2021 = {"indicator": "overlast", "periodFrom": "2021", "periodTo": "2021"}
    found = await read(api, "/measurements", **of_2021, **asked)
    return {item["place"]: item["acceptance"] for item in found["items"]}


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
    events = session.execute(select(AuditEvent.action).where(AuditEvent.kind == "delivery-duty")).scalars().all()
    assert events == ["create", "send-back", "accept"]


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
