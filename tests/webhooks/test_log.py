"""What became of what was sent: tried again, given up, taken over, signed by a new secret, revoked, and forgotten."""

from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from app.models.webhook import Webhook, WebhookDelivery, WebhookEvent
from app.services.access import clients
from app.services.webhooks import planning
from app.settings import Settings
from tests.given import (
    writing,
)
from tests.keys import Header, Keys
from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import deliver, is_signed, log, post, subscribed


async def test_what_is_not_taken_is_tried_again_later_with_the_same_id_and_then_fails(
    api: httpx.AsyncClient, staff: Header, session: Session, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url, events=["measurement.accepted"])
    await post(api, staff)
    receiver.answers, receiver.words = [500] * 9, b"<b>no</b>\x00" + b"x" * 5000
    waits = []
    for _ in range(9):
        assert (deliver(engine, settings).tried_in_vain, deliver(engine, settings).some) == (1, 0)
        (line,) = await log(api, staff, webhook)
        waits.append(
            (moment(line["nextTryAt"]) - moment(line["triedAt"])).total_seconds() if line["nextTryAt"] else None
        )
        due_now(session)

    assert len({one.headers["Webhook-Id"] for one in receiver.received}) == 1
    assert (line["state"], line["tries"], line["answerCode"], line["problem"]) == ("failed", 9, 500, "not-taken")
    assert (line["answer"], len(line["answer"])) == ("<b>no</b> " + "x" * 190, 200)
    assert [0.8 * 30 * 3**n <= wait <= 1.2 * 30 * 3**n for n, wait in enumerate(waits[:-1]) if wait] == [True] * 8
    assert waits[-1] is None
    again = await api.post(f"/webhooks/{webhook['id']}/deliveries/{line['id']}/redelivery", headers=staff)
    twice = await api.post(f"/webhooks/{webhook['id']}/deliveries/{line['id']}/redelivery", headers=staff)
    assert (again.status_code, twice.status_code, deliver(engine, settings).delivered) == (202, 409, 1)
    (line,) = await log(api, staff, webhook)
    assert (line["state"], line["tries"], line["answerCode"], line["may"]) == ("delivered", 1, 200, ["redeliver"])


async def test_a_receiver_that_is_gone_for_good_is_not_asked_again(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url, events=["measurement.accepted"])
    await post(api, staff)
    receiver.answers = [410]
    deliver(engine, settings)

    assert [(one["state"], one["tries"]) for one in await log(api, staff, webhook)] == [("failed", 1)]


async def test_a_test_is_sent_on_request_one_at_a_time(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url)
    asked = [await api.post(f"/webhooks/{webhook['id']}/ping", headers=staff) for _ in range(2)]
    deliver(engine, settings)

    assert [answer.status_code for answer in asked] == [202, 409]
    assert receiver.said("ping") == [{"webhook": webhook["id"]}]
    assert [(one["event"], one["state"], one["answer"]) for one in await log(api, staff, webhook)] == [
        ("ping", "delivered", "thanks")
    ]


async def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    api: httpx.AsyncClient, staff: Header, session: Session, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url)
    new = (await api.post(f"/webhooks/{webhook['id']}/rotation", headers=staff)).json()["secret"]
    for past in (timedelta(0), timedelta(days=2)):
        session.execute(update(Webhook).values(previous_until=datetime.now(UTC) + timedelta(days=1) - past))
        session.commit()
        await api.post(f"/webhooks/{webhook['id']}/ping", headers=staff)
        deliver(engine, settings)

    signed = [[is_signed(one, secret) for secret in (webhook["secret"], new)] for one in receiver.received]
    assert signed == [[True, True], [False, True]]


async def test_nothing_is_sent_to_a_webhook_that_was_revoked(
    api: httpx.AsyncClient, staff: Header, session: Session, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url)
    await post(api, staff)
    planning.plan_next(engine, datetime.now(UTC), 50)
    planning.plan_next(engine, datetime.now(UTC), 50)
    revoked = [(await api.post(f"/webhooks/{webhook['id']}/revocation", headers=staff)).json() for _ in range(2)]
    done = deliver(engine, settings)
    await post(api, staff, value=20)

    assert [(one["state"], one["may"]) for one in revoked] == [("revoked", [])] * 2
    assert (done.delivered, done.dropped >= 1, receiver.received) == (0, True, [])
    assert session.execute(select(col(Webhook.secret))).scalars().all() == [b""]
    waiting = select(func.count()).select_from(WebhookEvent).where(col(WebhookEvent.planned_at).is_(None))
    assert session.execute(waiting).scalar_one() == 0
    verbs = [await api.post(f"/webhooks/{webhook['id']}/{verb}", headers=staff) for verb in ("ping", "rotation")]
    assert [answer.status_code for answer in verbs] == [409, 409]


async def test_a_webhook_is_worth_as_much_as_the_access_that_made_it(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys, receiver: Receiver, engine: Engine,
    settings: Settings,
) -> None:  # fmt: skip
    police = keys.partner("politie")
    webhook = await subscribed(api, police, receiver.url, events=["measurement.accepted"])
    client = clients.everyone(session)[0]
    clients.revoke(writing(session), client.id)
    session.commit()
    await post(api, staff)

    assert deliver(engine, settings).some == 0
    assert (await api.get(f"/webhooks/{webhook['id']}", headers=staff)).json()["state"] == "stopped"
    await api.post(f"/webhooks/{webhook['id']}/rotation", headers=staff)  # who does this answers for it from now on
    assert (await api.get(f"/webhooks/{webhook['id']}", headers=staff)).json()["state"] == "active"
    await post(api, staff, value=39, period="2012")
    assert deliver(engine, settings).delivered == 1


async def test_what_was_sent_is_kept_for_thirty_days(
    api: httpx.AsyncClient, staff: Header, session: Session, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url, events=["measurement.accepted"])
    await post(api, staff)
    deliver(engine, settings)
    old = datetime.now(UTC) - timedelta(days=31)
    session.execute(update(WebhookDelivery).values(created_at=old))
    session.execute(update(WebhookEvent).values(planned_at=old, day=None))
    session.commit()
    deliver(engine, settings)

    assert await log(api, staff, webhook) == []
    assert session.execute(select(func.count()).select_from(WebhookEvent)).scalar_one() == 1  # that of today


async def test_the_log_is_paged_newest_first(
    api: httpx.AsyncClient, staff: Header, receiver: Receiver, engine: Engine, settings: Settings
) -> None:
    webhook = await subscribed(api, staff, receiver.url, events=["measurement.accepted"])
    for year in range(2000, 2005):
        await post(api, staff, period=str(year))
        deliver(engine, settings)
    seen: list[str] = []
    address: str | None = f"/api/v1/webhooks/{webhook['id']}/deliveries?pageSize=2&count=true&state=delivered"
    while address:
        page = (await api.get(f"http://test{address}", headers=staff)).json()
        seen += [one["id"] for one in page["items"]]
        assert page["total"] == 5
        address = page["next"]

    assert seen == sorted((one.headers["Webhook-Id"] for one in receiver.received), reverse=True)
    bad = await api.get(f"/webhooks/{webhook['id']}/deliveries?cursor=WzFd", headers=staff)
    assert (bad.status_code, bad.json()["errors"][0]["code"]) == (400, "bad-cursor")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def due_now(session: Session) -> None:
    session.execute(update(WebhookDelivery).values(next_try_at=datetime.now(UTC) - timedelta(seconds=1)))
    session.commit()
