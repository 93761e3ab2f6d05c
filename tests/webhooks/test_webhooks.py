"""Webhooks: who subscribes hears of new figures and changed statuses, signed, once, and until it has taken them."""

from datetime import UTC, datetime

import httpx
from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from app.models.webhook import WebhookEvent
from app.settings import Settings
from tests.given import (
    given_area,
    given_indicator,
    given_place,
    given_target,
    measured,
)
from tests.keys import Header, Keys
from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import EVERYTHING, FIGURE, deliver, is_signed, post, subscribed


async def test_who_subscribes_hears_of_a_figure_with_a_signature_that_its_secret_makes(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url, events=["measurement.accepted"])
    figure = await post(api, staff)

    assert deliver(engine, settings).delivered == 1
    (one,) = receiver.received
    data = one.said["data"]
    assert (one.path, one.said["type"], is_signed(one, webhook["secret"])) == (
        "/in?key=theirs",
        "measurement.accepted",
        True,
    )
    assert (data["count"], data["batch"]) == (1, None)
    assert [(each["id"], each["value"], "may" in each) for each in data["measurements"]] == [(figure["id"], 38, False)]
    assert abs(int(one.headers["Webhook-Timestamp"]) - datetime.now(UTC).timestamp()) < 60


async def test_the_link_gives_exactly_what_changed(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    await subscribed(api, staff, receiver.url)
    await post(api, staff)
    deliver(engine, settings)
    (data,) = receiver.said("measurement.accepted")

    home = settings.public_url.rstrip("/")
    assert data["href"].startswith(f"{home}/api/v1/measurements?")
    items = (await api.get("http://test" + data["href"].removeprefix(home))).json()["items"]
    assert [(one["period"], one["value"]) for one in items] == [("2011", 38)]


async def test_a_batch_is_one_event_however_many_rows_it_has(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings, session: Session
) -> None:
    await subscribed(api, staff, receiver.url, events=EVERYTHING[:3])
    await post(api, staff, period="1999")
    deliver(engine, settings)
    rows = [{"period": str(1950 + number), "value": number} for number in range(50)]
    batch = {"defaults": {"indicator": "nuisance", "place": "veld"}, "rows": rows}
    answer = await api.post("/measurement-batches", json=batch, headers=staff)
    deliver(engine, settings)
    await api.post(f"/measurement-batches/{answer.json()['id']}/withdrawal", json={"reason": "Fout"}, headers=staff)
    deliver(engine, settings)

    accepted, revised = receiver.said("measurement.accepted")[1], receiver.said("measurement.revised")[0]
    (withdrawn,) = receiver.said("measurement.withdrawn")
    assert (accepted["count"], revised["count"], withdrawn["count"]) == (49, 1, 50)
    assert (accepted["batch"], len(accepted["measurements"])) == (answer.json()["id"], 20)
    assert session.execute(select(func.count()).select_from(WebhookEvent)).scalar_one() == 4  # and the look of today


async def test_a_revision_and_a_withdrawal_are_told_as_such(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    await subscribed(api, staff, receiver.url, events=EVERYTHING[:3])
    figure = await post(api, staff)
    deliver(engine, settings)
    await post(api, staff)  # unchanged: nothing to tell
    await post(api, staff, value=39)
    deliver(engine, settings)
    await api.post(f"/measurements/{figure['id']}/withdrawal", json={"reason": "Fout"}, headers=staff)
    deliver(engine, settings)
    await post(api, staff, value=37)
    deliver(engine, settings)

    assert [one.said["type"] for one in receiver.received] == [
        "measurement.accepted",
        "measurement.revised",
        "measurement.withdrawn",
        "measurement.accepted",
    ]


async def test_a_status_that_changed_is_told_with_what_it_was(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    await subscribed(api, staff, receiver.url, events=["status.changed"])
    await post(api, staff, period="2025", value=27)
    deliver(engine, settings)
    (told,) = receiver.said("status.changed")
    (change,) = told["changes"]
    now = (await api.get("/targets/minder/assessment")).json()["status"]

    assert (change["target"], change["place"], change["programme"], change["indicator"]) == (
        "minder",
        "veld",
        "samen",
        "nuisance",
    )
    assert (change["from"] != change["to"], change["to"]) == (True, now)
    await post(api, staff, period="2024", value=27.1)
    deliver(engine, settings)
    assert len(receiver.said("status.changed")) == 1


async def test_only_targets_that_the_figures_can_touch_are_looked_at(
    api: httpx.AsyncClient, staff: Header, session: Session, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    """The status of a target whose figures did not change is not told, though it is out of date by now."""
    given_indicator(session, "other")
    given_place(session, "bos")
    given_target(session, "ander", indicator_id="other")
    given_target(session, "elders", place_id="bos")
    await subscribed(api, staff, receiver.url, events=["status.changed"])
    deliver(engine, settings)
    session.execute(update(WebhookEvent).values(planned_at=datetime.now(UTC)))
    session.commit()
    looked: list[str] = []
    await post(api, staff, period="2025", value=27)
    deliver(engine, settings)
    looked = [one["target"] for told in receiver.said("status.changed") for one in told["changes"]]

    assert looked == ["minder"]


async def test_a_new_day_changes_statuses_without_any_figure(
    api: httpx.AsyncClient, staff: Header, session: Session, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    await subscribed(api, staff, receiver.url, events=["status.changed"])
    deliver(engine, settings)
    given_target(session, "meer", checkpoints=[{"year": 2017, "value": "41.9"}], baseline_period="2006")
    deliver(engine, settings)
    with Session(engine) as later:
        later.execute(update(WebhookEvent).values(day=None))
        later.commit()
    measured(session, "2017", 20, now=datetime(2018, 1, 1, tzinfo=UTC))
    session.execute(update(WebhookEvent).where(col(WebhookEvent.planned_at).is_(None)).values(kind="everything"))
    session.commit()
    deliver(engine, settings)

    assert {one["target"] for told in receiver.said("status.changed") for one in told["changes"]} == {"minder"}


async def test_filters_and_the_rights_of_who_subscribed_both_limit_what_is_told(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys, receiver: Receiver, engine: Engine,
    settings: Settings,
) -> None:  # fmt: skip
    given_place(session, "bos")
    given_area(session, members=["veld"])
    given_area(session, "noord", members=["bos"])
    given_indicator(session, "geluk", good_direction="rise")
    police = keys.partner("politie", indicators=["nuisance"], areas=["zuid"])
    first = ["measurement.accepted"]
    await subscribed(api, police, receiver.url + "&who=politie", events=first)
    await subscribed(api, staff, receiver.url + "&who=noord", events=first, areas=["noord"])
    await subscribed(api, staff, receiver.url + "&who=geluk", events=first, indicators=["geluk"])
    await subscribed(api, staff, receiver.url + "&who=samen", events=first, programmes=["samen"])
    await post(api, staff)
    await post(api, staff, place="bos")
    await post(api, staff, indicator="geluk")
    deliver(engine, settings)

    heard: dict[str, list[tuple[str, str]]] = {}
    for one in receiver.received:
        (figure,) = one.said["data"]["measurements"]
        heard.setdefault(one.path.rpartition("=")[2], []).append((figure["indicator"], figure["place"]))
    assert {who: sorted(what) for who, what in heard.items()} == {
        "politie": [("nuisance", "veld")],
        "noord": [("nuisance", "bos")],
        "geluk": [("geluk", "veld")],
        "samen": [("nuisance", "bos"), ("nuisance", "veld")],
    }


async def test_a_small_count_is_told_as_suppressed_also_to_the_partner_that_gave_it(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys, receiver: Receiver, engine: Engine,
    settings: Settings,
) -> None:  # fmt: skip
    given_indicator(session, "aangiften", unit="count", highest=None, protected=True)
    police = keys.partner("politie")
    await subscribed(api, police, receiver.url, events=["measurement.accepted", "measurement.revised"])
    given = {"indicator": "aangiften", "note": "drie bij de Lindelaan"}
    await post(api, police, **given, value=3)
    await post(api, police, **given, value=12, period="2012")
    await post(api, police, **given, value=4)
    deliver(engine, settings)

    said = [one.said["data"] for one in receiver.received]
    shown = sorted(
        (figure["period"], figure["value"], figure["missing"]) for one in said for figure in one["measurements"]
    )
    assert shown == [("2011", None, "suppressed"), ("2011", None, "suppressed"), ("2012", 10, None)]
    assert [one for one in receiver.received if b"Lindelaan" in one.body or b'"value":3' in one.body] == []


async def test_where_nobody_subscribed_nothing_is_written_for_it(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    await post(api, staff)
    assert session.execute(select(func.count()).select_from(WebhookEvent)).scalar_one() == 0


async def test_what_is_rolled_back_is_never_told(
    api: httpx.AsyncClient, staff: Header, session: Session, receiver: Receiver
) -> None:
    await subscribed(api, staff, receiver.url, events=["measurement.accepted"])
    dry = await api.post("/measurements?dryRun=true", json=FIGURE, headers=staff)
    refused = await api.post("/measurement-batches", json={"rows": [FIGURE, FIGURE]}, headers=staff)

    assert (dry.status_code, refused.status_code) == (201, 400)
    assert session.execute(select(func.count()).select_from(WebhookEvent)).scalar_one() == 0
