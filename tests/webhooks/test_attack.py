"""What must not work with webhooks: those of others, secrets that leak or move, the same message twice at once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text, update
from sqlmodel import Session, col, select

from app.models.access import Role
from app.models.webhook import Webhook, WebhookDelivery, WebhookEvent
from app.services.webhooks import delivering, planning
from app.settings import Settings
from tests.given import given_area, given_course, given_indicator, given_partner
from tests.keys import Header, Keys
from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import EVERYTHING, deliver, log, post, subscribed

FIRST = ["measurement.accepted"]


@pytest.fixture
def staff(staff: Header, session: Session) -> Header:
    given_partner(session, "school")
    given_area(session, members=["veld"])
    return staff


async def test_only_who_made_it_their_organisation_and_staff_know_of_a_webhook(
    api: httpx.AsyncClient, staff: Header, keys: Keys, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    police = keys.partner("politie")
    webhook = await subscribed(api, police, receiver.url, events=FIRST)
    await post(api, police)
    deliver(engine, settings)
    (line,) = await log(api, police, webhook)
    path = f"/webhooks/{webhook['id']}"
    reading = (path, f"{path}/deliveries")
    writing = (f"{path}/ping", f"{path}/rotation", f"{path}/deliveries/{line['id']}/redelivery", f"{path}/revocation")
    answers = {}
    for name, who in {
        "nobody": {},
        "reader": keys.person(Role.READER),
        "another partner": keys.partner("school"),
        "staff of an area": keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]),
        "editor of the same": keys.person(Role.PARTNER_EDITOR, partner="politie"),
    }.items():
        got = [(await api.get(each, headers=who)).status_code for each in reading]
        listed = await api.get("/webhooks", headers=who)
        done = [(await api.post(each, headers=who)).status_code for each in writing]
        answers[name] = (got, done, len(listed.json().get("items", [])))

    assert answers == {
        "nobody": ([401, 401], [401, 401, 401, 401], 0),
        "reader": ([403, 403], [403, 403, 403, 403], 0),
        "another partner": ([404, 404], [404, 404, 404, 404], 0),
        "staff of an area": ([404, 404], [404, 404, 404, 404], 0),
        "editor of the same": ([200, 200], [202, 200, 202, 200], 1),
    }
    elsewhere = await subscribed(api, staff, receiver.url)
    crossed = await api.post(f"/webhooks/{elsewhere['id']}/deliveries/{line['id']}/redelivery", headers=staff)
    assert crossed.status_code == 404


async def test_what_cannot_be_is_refused_with_everything_that_is_wrong(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys
) -> None:
    given_indicator(session, "geluk")
    police = keys.partner("politie", indicators=["nuisance"], areas=["zuid"])
    asked = {
        "name": "x",
        "url": "https://jan:geheim@dashboard.example/",
        "events": ["ping"],
        "programmes": ["niets"],
        "areas": ["zuid", "nergens"],
        "indicators": ["geluk", "nuisance"],
    }
    answer = await api.post("/webhooks", json=asked, headers=police)
    shapes: list[dict[str, Any]] = [
        asked | {"events": []},
        asked | {"events": ["measurement.deleted"]},
        asked | {"secret": "whsec_mine"},
        {"url": "https://dashboard.example/", "events": FIRST},
    ]
    others = [await api.post("/webhooks", json=shape, headers=police) for shape in shapes]

    assert answer.status_code == 400
    assert sorted((error["field"], error["code"]) for error in answer.json()["errors"]) == [
        ("areas", "not-allowed-place"),
        ("areas", "unknown-place"),
        ("events", "not-an-option"),
        ("indicators", "not-allowed-indicator"),
        ("programmes", "unknown-programme"),
        ("url", "not-allowed-address"),
    ]
    assert ("geheim" in answer.text, [other.status_code for other in others]) == (False, [400] * 4)


async def test_there_is_an_end_to_how_many_one_organisation_has(
    api: httpx.AsyncClient, staff: Header, keys: Keys, receiver: Receiver, session: Session
) -> None:
    police = keys.partner("politie")
    webhook = await subscribed(api, police, receiver.url, events=FIRST)
    row = session.get_one(Webhook, webhook["id"]).model_dump()
    session.add_all(Webhook(**row | {"id": f"webhook-{number}"}) for number in range(19))
    session.commit()
    asked = {"name": "te veel", "url": receiver.url, "events": FIRST}

    assert (await api.post("/webhooks", json=asked, headers=police)).status_code == 409
    assert (await api.post("/webhooks", json=asked, headers=keys.partner("school"))).status_code == 201


async def test_the_secret_is_shown_once_and_lies_nowhere_in_the_open(
    api: httpx.AsyncClient, staff: Header, keys: Keys, receiver: Receiver, engine: Engine, settings: Settings,
    session: Session, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    webhook = await subscribed(api, staff, receiver.url)
    await api.post(f"/webhooks/{webhook['id']}/ping", headers=staff)
    deliver(engine, settings)
    administrator = keys.person(Role.ADMINISTRATOR)
    paths = ("/webhooks", f"/webhooks/{webhook['id']}", f"/webhooks/{webhook['id']}/deliveries", "/audit-events")
    told = [(await api.get(path, headers=administrator)).text for path in paths]
    tables = [str(session.execute(text(f"SELECT * FROM {name}")).all()) for name in ("webhook", "webhook_delivery")]
    core = webhook["secret"].removeprefix("whsec_")

    assert [core in each for each in (*told, *tables, *capfd.readouterr())] == [False] * 8
    assert ["key=theirs" in each for each in told] == [False] * 4
    assert (core in str(receiver.received), "rotate" in told[1]) == (False, True)
    actions = [
        (one["action"], one["details"])
        for one in httpx.Response(200, text=told[3]).json()["items"]
        if one["kind"] == "webhook"
    ]
    assert actions == [
        ("create", {"url": f"http://127.0.0.1:{receiver.port}/in?…", "events": sorted(EVERYTHING)}),
        ("test", {}),
    ]


async def test_who_writes_in_the_database_cannot_have_another_secret_sign_for_its_webhook(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings, session: Session
) -> None:
    one, other = [await subscribed(api, staff, receiver.url, events=FIRST) for _ in range(2)]
    theirs = session.get_one(Webhook, one["id"]).secret
    session.execute(update(Webhook).where(col(Webhook.id) == other["id"]).values(secret=theirs))
    session.commit()
    await post(api, staff)
    done = deliver(engine, settings)

    assert (done.delivered, done.dropped, len(receiver.received)) == (1, 1, 1)


async def test_several_workers_never_send_the_same_twice(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url, events=FIRST)
    for year in range(2007, 2019):
        await post(api, staff, period=str(year), value=30)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: deliver(engine, settings), range(4)))
    rest = deliver(engine, settings)

    ids = [one.headers["Webhook-Id"] for one in receiver.received]
    assert (len(ids), len(set(ids)), sum(each.delivered for each in done) + rest.delivered) == (12, 12, 12)
    assert {one["state"] for one in await log(api, staff, webhook)} == {"delivered"}


async def test_what_a_worker_had_in_hand_when_it_died_is_sent_by_another_and_what_it_says_later_does_not_count(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings, session: Session
) -> None:
    webhook = await subscribed(api, staff, receiver.url, events=FIRST)
    await post(api, staff)
    now = datetime.now(UTC)
    while planning.plan_next(engine, now, 50):
        pass
    (mine,) = delivering._claimed(engine, "who dies", now)
    assert (deliver(engine, settings).some, delivering._claimed(engine, "another", now)) == (0, [])
    session.execute(update(WebhookDelivery).values(claimed_until=now - timedelta(seconds=1)))
    session.commit()
    assert deliver(engine, settings).delivered == 1
    assert delivering._deliver(engine, settings, "who dies", mine) is None
    (line,) = await log(api, staff, webhook)
    assert (line["state"], line["tries"]) == ("delivered", 1)


async def test_an_event_is_planned_by_one_worker_in_the_order_in_which_it_came(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings, session: Session
) -> None:
    await subscribed(api, staff, receiver.url, events=FIRST)
    await post(api, staff)
    await post(api, staff, period="2012")
    now = datetime.now(UTC)
    first = planning._claimed(engine, now)
    assert (first is not None, planning._claimed(engine, now), planning.plan_next(engine, now, 50)) == (
        True,
        None,
        False,
    )
    later = now + planning.MINE_FOR + timedelta(seconds=1)
    assert planning._claimed(engine, later) == first
    planned = select(col(WebhookEvent.planned_at)).where(col(WebhookEvent.planned_at).is_not(None))
    with Session(engine) as reading:
        assert reading.execute(planned).all() == []


async def test_an_installation_that_sends_none_makes_none(session: Session, database_url: str, tmp_path: Path) -> None:
    from app.main import create_app

    given_course(session)
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    who = Keys(session, settings).person(Role.ADMINISTRATOR)
    app = create_app(settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/api/v1") as api:
        asked = {"name": "x", "url": "https://dashboard.example/", "events": FIRST}
        answer = await api.post("/webhooks", json=asked, headers=who)
    app.state.engine.dispose()

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    environment = os.environ | {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "app.cli", "webhooks", "deliver", "--json"]
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    done = subprocess.run(command, env=environment | {"WEBHOOKS": "true"}, capture_output=True, text=True, check=False)
    assert (refused.returncode, "WEBHOOKS" in refused.stdout) == (1, True)
    assert (done.returncode, done.stdout) == (0, '{"delivered": 0, "triedInVain": 0, "dropped": 0}\n')
