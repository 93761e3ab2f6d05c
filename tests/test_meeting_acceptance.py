"""Where acceptance meets all else: complete batches, withdrawals, locks, sheets, flags, questions and records."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.period import today
from tests.deliveries_given import OF_2021, OF_2022, give, give_all, given_deliveries, judge, made, read
from tests.keys import Header, Keys
from tests.sheets_given import bring, send

FIELDS = ("created", "revised", "unchanged", "withdrawn")


@pytest.fixture
async def staff(api: httpx.AsyncClient, session: Session, keys: Keys) -> Header:
    """Staff of a programme that asks for acceptance of what the police owes of 2021 and 2022."""
    given_deliveries(session, asks_acceptance=True)
    who = keys.person(Role.PROGRAMME_STAFF)
    await made(api, who)
    return who


@pytest.fixture
def police(staff: Header, keys: Keys) -> Header:
    return keys.partner("politie")


async def complete(api: httpx.AsyncClient, who: Header, place: str, value: float = 30, **asked: str) -> httpx.Response:
    row = {"indicator": "overlast", "place": place, "period": "2021", "value": value}
    return await api.post(
        "/measurement-batches", json={"rows": [row]}, params={"complete": "true"} | asked, headers=who
    )


async def standing(api: httpx.AsyncClient, period: str = "2021") -> dict[str, tuple[Any, str, str]]:
    """Place -> value, state and acceptance of the figures of a period."""
    found = await read(api, "/measurements", indicator="overlast", periodFrom=period, periodTo=period)
    return {one["place"]: (one["value"], one["state"], one["acceptance"]) for one in found["items"]}


async def delivery(api: httpx.AsyncClient, who: Header | None = None, key: str = OF_2021) -> list[Any]:
    found = await read(api, f"/deliveries/{key}", who)
    return [found[name] for name in ("state", "delivered", "submitted", "sentBack", "accepted")]


async def lock(api: httpx.AsyncClient, who: Header, place: str) -> str:
    said = {"programme": "samen", "name": f"Dicht {place}", "text": "Vastgesteld", "places": [place]}
    answer = await api.post("/period-locks", json=said | {"periodFrom": "2021", "periodTo": "2021"}, headers=who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_what_a_complete_batch_gives_waits_and_what_it_leaves_out_is_gone_at_once(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    """The mark of before a verdict is no good after it; what the school gave is nobody else's to withdraw."""
    school = keys.partner("school")
    await give(api, school, "duin")
    await give_all(api, police)
    dry = await complete(api, police, "veld", 31, dryRun="true")
    assert (await judge(api, staff, f"/deliveries/{OF_2021}", "accepted")).json() == {
        "acceptance": "accepted", "judged": 2, "left": 0,
    }  # fmt: skip

    stale = await complete(api, police, "veld", 31, withdraw=dry.json()["withdrawalMark"])
    assert (stale.status_code, stale.json()["withdrawn"]) == (409, 1)
    assert await standing(api) == {
        "bos": (30, "provisional", "accepted"), "duin": (30, "provisional", "accepted"),
        "veld": (30, "provisional", "accepted"),
    }  # fmt: skip
    done = await complete(api, police, "veld", 31, withdraw=stale.json()["withdrawalMark"])
    assert [done.json()[name] for name in FIELDS] == [0, 1, 0, 1]
    assert [one["place"] for one in done.json()["withdrawals"]] == ["bos"]
    assert await standing(api) == {
        "bos": (None, "withdrawn", "accepted"), "duin": (30, "provisional", "accepted"),
        "veld": (31, "provisional", "submitted"),
    }  # fmt: skip
    assert await delivery(api) == ["overdue", 1, 1, 0, 0]
    verdict = await judge(api, staff, f"/measurement-batches/{done.json()['id']}", "accepted")
    assert (verdict.json()["judged"], verdict.json()["left"]) == (1, 0)
    twice = await complete(api, police, "veld", 31, withdraw=stale.json()["withdrawalMark"])
    assert [twice.json()[name] for name in FIELDS] == [0, 0, 1, 0]

    back = await api.post(f"/measurement-batches/{done.json()['id']}/withdrawal", json={"reason": "x"}, headers=school)
    assert back.status_code == 404
    await api.post(f"/measurement-batches/{done.json()['id']}/withdrawal", json={"reason": "Fout"}, headers=police)
    assert {place: one[1] for place, one in (await standing(api)).items()} == {
        "bos": "withdrawn", "duin": "provisional", "veld": "withdrawn",
    }  # fmt: skip


async def test_a_complete_batch_takes_all_or_nothing_whatever_else_is_asked(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    """A wrong row, an earlier figure that is locked, and a lock that came after the dry run."""
    await give_all(api, police)
    before = await standing(api)
    mixed = await complete(api, police, "veld", 31, mode="accept-valid", withdraw="x")
    wrong = await complete(api, police, "veld", 101)
    shown = await complete(api, police, "veld", 101, dryRun="true")
    mark = (await complete(api, police, "veld", 31, dryRun="true")).json()["withdrawalMark"]
    await lock(api, staff, "bos")
    late = await complete(api, police, "veld", 31, withdraw=mark)
    met = await complete(api, police, "bos", 31, withdraw=mark)

    assert [(one.status_code, one.json()["errors"][0]["code"]) for one in (mixed, wrong, met)] == [
        (400, "complete-takes-all"), (400, "out-of-bounds"), (400, "period-locked"),
    ]  # fmt: skip
    assert [[one.json()[name] for name in ("rejected", "withdrawn", "withdrawalMark")] for one in (wrong, shown)] == [
        [1, 0, None], [1, 0, None],
    ]  # fmt: skip
    assert [late.json()[name] for name in (*FIELDS, "leftLocked")] == [0, 1, 0, 0, 1]
    assert await standing(api) == before | {"veld": (31, "provisional", "submitted")}


async def test_a_batch_is_withdrawn_as_far_as_it_still_stands(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    """What was accepted goes with it, what staff corrected stays, and a lock on one place keeps all of it."""
    batch = await give_all(api, police)
    figures = {one["place"]: one["id"] for one in (await read(api, "/measurements"))["items"]}
    await judge(api, staff, f"/measurements/{figures['veld']}", "accepted")
    path, why = f"/measurement-batches/{batch['id']}/withdrawal", {"reason": "Verkeerd bestand"}
    shut = await lock(api, staff, "veld")
    refused = await api.post(path, json=why, headers=police)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "period-locked")
    assert {one[1] for one in (await standing(api)).values()} == {"provisional"}
    tag = {"If-Match": (await api.get(f"/period-locks/{shut}")).headers["ETag"]}
    await api.post(f"/period-locks/{shut}/withdrawal", json={"reason": "Weer open"}, headers=staff | tag)

    await give(api, staff, "bos", value=12)
    gone = await api.post(path, json=why, headers=police)
    assert (gone.json()["withdrawn"], gone.json()["left"]) == (1, 1)
    assert await standing(api) == {"bos": (12, "provisional", "accepted"), "veld": (None, "withdrawn", "accepted")}
    late = await judge(api, staff, f"/measurement-batches/{batch['id']}", "accepted")
    assert (late.status_code, (await api.post(path, json=why, headers=police)).status_code) == (409, 409)


Way = Callable[[httpx.AsyncClient, Header], Awaitable[httpx.Response]]
ROW = {"indicator": "overlast", "place": "veld", "period": "2021", "value": 30}
LINES = "indicator;place;period;value\noverlast;veld;2021;30\n"


async def _alone(api: httpx.AsyncClient, who: Header) -> httpx.Response:
    return await api.post("/measurements", json=ROW, headers=who)


async def _on_what_was_seen(api: httpx.AsyncClient, who: Header) -> httpx.Response:
    """As a cell of the grid is saved."""
    (figure,) = (await read(api, "/measurements"))["items"]
    return await api.post(
        "/measurements", json=ROW, headers=who | {"If-Match": f'"{figure["id"]}-{figure["revision"]}"'}
    )


async def _in_a_batch(api: httpx.AsyncClient, who: Header) -> httpx.Response:
    return await api.post("/measurement-batches", content=LINES, headers=who | {"Content-Type": "text/csv"})


async def _as_all_there_is(api: httpx.AsyncClient, who: Header) -> httpx.Response:
    return await complete(api, who, "veld")


async def _in_a_sheet(api: httpx.AsyncClient, who: Header) -> httpx.Response:
    sheet = await bring(api, who, LINES)
    assert [sheet[name] for name in ("status", "created", "revised", "unchanged")] == ["checked", 0, 1, 0]
    return await send(api, who, f"{sheet['id']}/confirmations", version=sheet["version"])


@pytest.mark.parametrize("way", [_alone, _on_what_was_seen, _in_a_batch, _as_all_there_is, _in_a_sheet])
async def test_a_figure_that_was_sent_back_waits_again_whichever_way_it_is_given(
    api: httpx.AsyncClient, staff: Header, police: Header, way: Way
) -> None:
    """Also where it says the same: that is the answer to being sent back. Given once more it is unchanged."""
    figure = f"/measurements/{(await give(api, police, 'veld'))['id']}"
    assert (await judge(api, staff, figure, "sent-back", message="Zeker?")).status_code == 200
    assert await delivery(api) == ["sent-back", 1, 0, 1, 0]

    assert (await way(api, police)).status_code in (200, 201)
    revisions = (await read(api, f"{figure}/revisions", police))["items"]
    assert [(one["revision"], one["acceptance"], one["value"], one["recordedBy"]) for one in revisions] == [
        (3, "submitted", 30, "politie"), (2, "sent-back", 30, "programme-staff"), (1, "submitted", 30, "politie"),
    ]  # fmt: skip
    assert await delivery(api) == ["overdue", 1, 1, 0, 0]
    assert (await _in_a_batch(api, police)).json()["unchanged"] == 1


async def test_a_verdict_on_a_delivery_is_about_what_came_and_nothing_else(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    """What is still to come is not accepted along with it, and is not counted; who may not judge is not told it may."""
    await give(api, police, "bos", "2022")
    to_come = await give(api, police, "veld", "2022", missing="not-yet")
    local = keys.person(Role.PROGRAMME_STAFF, areas=["duin"])
    assert (await read(api, f"/deliveries/{OF_2022}", local))["may"] == []

    assert (await judge(api, local, f"/deliveries/{OF_2022}", "accepted")).status_code == 403
    done = await judge(api, staff, f"/deliveries/{OF_2022}", "accepted")
    assert done.json() == {"acceptance": "accepted", "judged": 1, "left": 0}
    assert (await read(api, f"/measurements/{to_come['id']}"))["acceptance"] == "submitted"
    assert await delivery(api, key=OF_2022) == ["overdue", 1, 0, 0, 1]


async def test_deliveries_and_the_record_of_a_partner_agree_about_what_came(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    """That it is still to come is no delivery; once it came it is one, of the day on which it came."""

    async def record() -> list[Any]:
        found = (await read(api, "/delivery-records", staff, partner="politie", year="2022"))["items"]
        return [[one[name] for name in ("basis", "expected", "received", "missing")] for one in found]

    await give(api, police, "veld", missing="not-yet")
    await give(api, police, "bos", missing="unknown")
    assert (await delivery(api), await record()) == (["overdue", 1, 1, 0, 0], [["duty", 2, 1, 1]])
    veld = await give(api, police, "veld", value=12)
    assert (await delivery(api), await record()) == (["delivered", 2, 2, 0, 0], [["duty", 2, 2, 0]])
    await judge(api, staff, f"/measurements/{veld['id']}", "sent-back", message="Zeker?")
    assert (await delivery(api), await record()) == (["sent-back", 2, 1, 1, 0], [["duty", 2, 2, 0]])
    await api.post(f"/measurements/{veld['id']}/withdrawal", json={"reason": "Nee"}, headers=police)
    assert (await delivery(api), await record()) == (["overdue", 1, 1, 0, 0], [["duty", 2, 1, 1]])


async def test_what_came_in_through_an_opened_lock_can_be_judged_and_nothing_else_of_that_period(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    """Opened for the police: its complete batch speaks, its figures are accepted; those of the school stay."""
    theirs = await give(api, keys.partner("school"), "bos")
    await give(api, police, "zuid")
    shut = await lock(api, staff, "zuid")
    asked = await api.post(f"/period-locks/{shut}/opening-requests", json={"reason": "Herteld"}, headers=police)
    grant, until = f"/opening-requests/{asked.json()['id']}/grant", today(datetime.now(UTC)) + timedelta(days=1)
    before = await complete(api, police, "veld", dryRun="true")
    assert (await api.post(grant, json={"until": until.isoformat()}, headers=staff)).status_code == 200

    mark = (await complete(api, police, "veld", dryRun="true")).json()
    done = await complete(api, police, "veld", withdraw=mark["withdrawalMark"])
    assert (before.json()["rejected"], mark["leftLocked"], done.json()["withdrawn"]) == (1, 0, 1)
    verdict = await judge(api, staff, f"/measurement-batches/{done.json()['id']}", "accepted")
    assert verdict.json() == {"acceptance": "accepted", "judged": 1, "left": 0}
    refused = await judge(api, staff, f"/measurements/{theirs['id']}", "accepted")
    own = await api.post("/measurements", json=ROW | {"value": 1}, headers=staff)
    assert [(one.status_code, one.json()["errors"][0]["code"]) for one in (refused, own)] == [
        (409, "period-locked"), (400, "period-locked"),
    ]  # fmt: skip
    tag = {"If-Match": (await api.get(f"/period-locks/{shut}")).headers["ETag"]}
    await api.patch(f"/period-locks/{shut}", json={"text": "Nu echt"}, headers=staff | tag)  # which closes it again
    again = await judge(api, staff, f"/measurement-batches/{done.json()['id']}", "sent-back", message="Toch niet")
    assert again.status_code == 409


async def test_a_verdict_on_a_figure_does_not_ask_its_question_again(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    """Closed, then accepted or sent back, and given again as it was: it stays closed. Another value opens it."""
    for year in range(2014, 2021):
        await give(api, police, "veld", str(year), value=30 + year % 2)
    figure = await give(api, police, "veld", value=90)
    path = f"/measurements/{figure['id']}"
    assert (figure["flags"], figure["acceptance"]) == (["implausible-change"], "submitted")

    async def follow_up() -> tuple[str, bool]:
        (one,) = (await read(api, "/flagged-figures", staff, place="veld"))["items"]
        question = await read(api, f"/figure-questions/{one['question']}", staff)
        return one["status"], question["revisedSince"]

    asked = await api.post(f"{path}/questions", json={"text": "Klopt dit?"}, headers=staff)
    question = f"/figure-questions/{asked.json()['id']}"
    answered = await api.post(f"{question}/answer", json={"kind": "confirmed", "text": "Ja"}, headers=police)
    assert (answered.status_code, await follow_up()) == (200, ("answered", False))
    await api.post(f"{question}/closure", json={}, headers=staff)
    seen = []
    for verdict, message in (("accepted", None), ("sent-back", "Toch niet")):
        await judge(api, staff, path, verdict, **({"message": message} if message else {}))
        seen.append(await follow_up())
    again = await give(api, police, "veld", value=90)
    seen.append(await follow_up())
    assert (again["outcome"], again["acceptance"], seen) == ("revised", "submitted", [("closed", False)] * 3)

    await give(api, police, "veld", value=91)
    assert await follow_up() == ("open", True)
