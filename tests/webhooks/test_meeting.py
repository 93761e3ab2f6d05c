"""Where webhooks meet acceptance, complete batches, sheets and rehearsals: told is what counts, once it is stored."""

from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, select

from app.models.access import Role
from app.models.webhook import WebhookEvent
from app.settings import Settings
from tests.deliveries_given import OF_2021, give, give_all, given_deliveries, judge, made
from tests.keys import Header, Keys
from tests.sheets_given import bring, send
from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import EVERYTHING, deliver, subscribed


@pytest.fixture
async def staff(api: httpx.AsyncClient, session: Session, keys: Keys, receiver: Receiver) -> Header:
    """Staff of a programme that asks for acceptance, who listens to all that becomes of figures."""
    given_deliveries(session, asks_acceptance=True)
    who = keys.person(Role.PROGRAMME_STAFF)
    await made(api, who)
    await made(api, who, id="leerlingen", indicator="leerlingen")
    await subscribed(api, who, receiver.url, events=EVERYTHING[:3])
    return who


@pytest.fixture
def police(staff: Header, keys: Keys) -> Header:
    return keys.partner("politie")


def told(receiver: Receiver) -> list[tuple[str, list[tuple[str, Any, str]]]]:
    """Everything that came since the last time: the kind of event, with place, value and acceptance of its figures."""
    came, receiver.received = receiver.received, []
    return [
        (
            one.said["type"].removeprefix("measurement."),
            [(it["place"], it["value"], it["acceptance"]) for it in one.said["data"]["measurements"]],
        )
        for one in came
    ]


async def test_what_waits_is_not_told_and_a_verdict_is(
    api: httpx.AsyncClient, staff: Header, police: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    """While a correction waits the figure before it counts: its acceptance revises, its withdrawal withdraws."""

    async def after(*steps: Any) -> list[Any]:
        for step in steps:
            assert (step.status_code if isinstance(step, httpx.Response) else 200) == 200, step.text
        deliver(engine, settings)
        return told(receiver)

    figure = f"/measurements/{(await give(api, police, 'veld'))['id']}"
    assert await after() == []
    assert await after(await judge(api, staff, figure, "accepted")) == [("accepted", [("veld", 30, "accepted")])]
    await give(api, police, "veld", value=31)
    assert await after() == []
    assert await after(await judge(api, staff, figure, "accepted")) == [("revised", [("veld", 31, "accepted")])]
    await give(api, police, "veld", value=32)
    gone = await api.post(f"{figure}/withdrawal", json={"reason": "Fout"}, headers=police)
    assert await after(gone) == [("withdrawn", [("veld", None, "submitted")])]

    await give(api, police, "veld", value=33)
    gone = await api.post(f"{figure}/withdrawal", json={"reason": "Fout"}, headers=police)
    assert await after(gone) == []  # it never counted
    await give(api, staff, "veld", value=34)
    assert await after() == [("accepted", [("veld", 34, "accepted")])]
    sent_back = await judge(api, staff, figure, "sent-back", message="Zeker?")
    assert await after(sent_back) == [("withdrawn", [("veld", 34, "sent-back")])]
    await give(api, police, "veld", value=34)
    assert await after(await judge(api, staff, figure, "accepted")) == [("accepted", [("veld", 34, "accepted")])]


async def test_a_complete_batch_that_was_accepted_tells_what_it_withdrew(
    api: httpx.AsyncClient, staff: Header, police: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    await give_all(api, police)
    await judge(api, staff, f"/deliveries/{OF_2021}", "accepted")
    deliver(engine, settings)
    assert [(kind, len(figures)) for kind, figures in told(receiver)] == [("accepted", 2)]
    rows = {"rows": [{"indicator": "overlast", "place": "veld", "period": "2021", "value": 30}]}
    asked = {"complete": "true"}
    refused = await api.post("/measurement-batches", json=rows, params=asked, headers=police)
    asked |= {"withdraw": refused.json()["withdrawalMark"]}

    assert (await api.post("/measurement-batches", json=rows, params=asked, headers=police)).status_code == 201
    deliver(engine, settings)
    assert told(receiver) == [("withdrawn", [("bos", None, "accepted")])]


async def test_nothing_is_noted_of_what_is_not_stored(
    api: httpx.AsyncClient, staff: Header, police: Header, session: Session
) -> None:
    """Rehearsals of every way in and out, refused batches, unchanged figures, and sheets before they are confirmed."""
    figure = f"/measurements/{(await give(api, police, 'veld'))['id']}"
    events = select(func.count()).select_from(WebhookEvent)
    before = session.execute(events).scalar_one()
    dry, row = {"dryRun": "true"}, {"indicator": "overlast", "place": "bos", "period": "2021", "value": 30}
    wrong = {"rows": [row, row | {"value": 101, "place": "veld"}]}
    tried = [
        await api.post("/measurements", json=row, params=dry, headers=police),
        await api.post("/measurement-batches", json={"rows": [row]}, params=dry, headers=police),
        await api.post("/measurement-batches", json=wrong, headers=police),
        await api.post("/measurements", json=row | {"place": "veld"}, headers=police),
        await api.post(f"{figure}/withdrawal", json={"reason": "x"}, params=dry, headers=police),
        await api.post(f"{figure}/acceptance", json={"acceptance": "accepted"}, params=dry, headers=staff),
    ]
    sheet = await bring(api, police, "indicator;place;period;value\noverlast;bos;2021;30\n")
    unseen = await send(api, police, f"{sheet['id']}/confirmations", version=sheet["version"] + 1)

    assert [one.status_code for one in tried] == [201, 200, 400, 200, 200, 200]
    assert unseen.status_code in (409, 412)
    session.rollback()
    assert session.execute(events).scalar_one() == before
    stored = await send(api, police, f"{sheet['id']}/confirmations", version=sheet["version"])
    again = await send(api, police, f"{sheet['id']}/confirmations", version=sheet["version"])
    session.rollback()
    assert [stored.status_code, again.status_code] == [200, 409]
    assert session.execute(events).scalar_one() == before + 1


async def test_a_small_count_stays_inside_whatever_becomes_of_it(
    api: httpx.AsyncClient, staff: Header, police: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    """Given, corrected, accepted, sent back with words about it, and withdrawn with a reason: none of it leaves."""
    said = {"indicator": "leerlingen", "note": "GEHEIM-noot", "reason": "GEHEIM-reden"}
    figure = f"/measurements/{(await give(api, police, 'veld', value=3, **said))['id']}"
    for step in ("accepted", "sent-back", "accepted"):
        await judge(api, staff, figure, step, message="GEHEIM-bericht")
        deliver(engine, settings)
    await give(api, staff, "veld", value=4, **said)
    deliver(engine, settings)
    await api.post(f"{figure}/withdrawal", json={"reason": "GEHEIM-intrekking"}, headers=police)
    deliver(engine, settings)

    kinds = [one.said["type"].removeprefix("measurement.") for one in receiver.received]
    assert kinds == ["accepted", "withdrawn", "accepted", "revised", "withdrawn"]
    figures = [it for one in receiver.received for it in one.said["data"]["measurements"]]
    assert {(it["value"], it["note"], tuple(it["flags"])) for it in figures} == {(None, None, ())}
    assert {it["missing"] for it in figures} == {"suppressed", "unknown"}
    assert [one.path for one in receiver.received if b"GEHEIM" in one.body] == []
