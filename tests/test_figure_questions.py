"""Questions about figures: who asks, who answers, who reads them; every step is kept, and nobody else's is told."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from app.models.access import AuditEvent, Role
from tests.given import measured
from tests.keys import Header, Keys
from tests.quality_given import given, given_town, items


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_town(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def ask(api: httpx.AsyncClient, who: Header, figure: str, **said: Any) -> httpx.Response:
    body = {"text": "Klopt dit?"} | said
    return await api.post(f"/measurements/{figure}/questions", json=body, headers=who)


async def step(api: httpx.AsyncClient, who: Header, key: str, verb: str, **said: Any) -> httpx.Response:
    return await api.post(f"/figure-questions/{key}/{verb}", json=said, headers=who)


async def test_staff_asks_the_partner_answers_and_staff_closes_it(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    police = keys.partner("politie")
    figure = given(session, "2020", 30, place="veld")

    asked = await ask(api, staff, figure)
    key = asked.json()["id"]
    assert (asked.status_code, asked.headers["Location"]) == (201, f"/api/v1/figure-questions/{key}")
    assert [asked.json()[name] for name in ("state", "partner", "place", "period", "may")] == [
        "open", "politie", "veld", "2020", ["close"],
    ]  # fmt: skip
    assert [(one["id"], one["may"]) for one in await items(api, "/me/questions", police)] == [(key, ["answer"])]
    assert (await ask(api, staff, figure)).status_code == 409

    answered = await step(api, police, key, "answer", kind="explained", text="De app telt mee")
    assert [answered.json()[name] for name in ("state", "answerKind", "answer")] == [
        "answered", "explained", "De app telt mee",
    ]  # fmt: skip
    assert await items(api, "/me/questions", police) == []
    better = await step(api, police, key, "answer", kind="will-correct")
    assert (better.json()["answerKind"], better.json()["answer"]) == ("will-correct", None)

    closed = await step(api, staff, key, "closure", conclusion="Blijft staan tot de nieuwe levering")
    assert [closed.json()[name] for name in ("state", "may")] == ["closed", []]
    refused = [
        (await step(api, police, key, "answer", kind="confirmed")).status_code,
        (await step(api, staff, key, "closure")).status_code,
    ]
    assert refused == [409, 409]
    versions = await items(api, f"/figure-questions/{key}/versions", police)
    assert [(one["recordedBy"], one["item"]["state"], one["item"]["answerKind"]) for one in versions] == [
        ("programme-staff", "closed", "will-correct"), ("politie", "answered", "will-correct"),
        ("politie", "answered", "explained"), ("programme-staff", "open", None),
    ]  # fmt: skip
    assert versions[0]["changed"] == ["closedAt", "conclusion", "state"]
    session.rollback()
    trail = select(AuditEvent.action).where(AuditEvent.kind == "figure-question").order_by(AuditEvent.id)  # type: ignore[arg-type]
    assert list(session.execute(trail).scalars()) == ["ask", "answer", "answer", "close"]
    assert (await ask(api, staff, figure)).status_code == 201


async def test_only_staff_of_the_place_asks_and_only_who_was_asked_answers(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    police, school = keys.partner("politie"), keys.partner("school")
    figure = given(session, "2020", 30, place="veld")
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])
    asks = [await ask(api, who, figure) for who in (police, elsewhere, keys.person(Role.READER), {})]
    assert [one.status_code for one in asks] == [403, 403, 403, 401]

    key = (await ask(api, staff, figure)).json()["id"]
    narrow = keys.partner("politie", indicators=["hulp"])
    away = keys.partner("politie", areas=["noord"])
    answers = [
        await step(api, who, key, "answer", kind="confirmed")
        for who in (school, staff, narrow, away, keys.person(Role.PROGRAMME_STAFF, partner="politie"), {})
    ]
    assert [one.status_code for one in answers] == [404, 403, 403, 403, 403, 401]
    closures = [await step(api, who, key, "closure") for who in (police, elsewhere, {})]
    assert [one.status_code for one in closures] == [403, 403, 401]

    reads = [await api.get(f"/figure-questions/{key}", headers=who) for who in (police, staff, school, elsewhere, {})]
    assert [one.status_code for one in reads] == [200, 200, 404, 404, 401]
    told = [await api.get(f"/figure-questions/{key}/versions", headers=who) for who in (police, school, elsewhere)]
    assert [one.status_code for one in told] == [200, 404, 404]
    lists = [await items(api, "/figure-questions", who) for who in (police, staff, school, elsewhere)]
    assert [len(one) for one in lists] == [1, 1, 0, 0]
    assert [await items(api, "/me/questions", who) for who in (staff, school)] == [[], []]
    assert (await api.get("/figure-questions", headers=keys.person(Role.READER))).status_code == 403


async def test_questions_are_found_by_what_they_are_about(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    figure, other = given(session, "2020", 30, place="veld"), given(session, "2020", 30, place="duin", by="school")
    for number in (figure, other):
        await ask(api, staff, number)

    async def found(**asked: str) -> list[str]:
        return [one["measurement"] for one in await items(api, "/figure-questions", staff, **asked)]

    for asked in ({"programme": "samen"}, {"area": "zuid"}, {"place": "veld"}, {"measurement": figure}):
        assert await found(**asked) == [figure]
    for asked in ({"partner": "school"}, {"programme": "elders"}):
        assert await found(**asked) == [other]
    for asked in ({"indicator": "hulp"}, {"state": "closed"}, {"municipality": "GM0001"}, {"measurement": "x"}):
        assert await found(**asked) == []
    assert await found(indicator="overlast", state="open") == [figure, other]


async def test_a_figure_without_a_partner_needs_one_to_ask(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    figure = str(measured(session, "2020", 30, indicator="overlast").id)

    answers = [await ask(api, staff, figure), await ask(api, staff, figure, partner="niemand")]
    assert [[error["code"] for error in one.json()["errors"]] for one in answers] == [
        ["no-partner"],
        ["unknown-partner"],
    ]
    assert (await ask(api, staff, figure, partner="school")).json()["partner"] == "school"
    assert (await ask(api, staff, "999999")).status_code == 404
    wrong = await ask(api, staff, figure, text="")
    assert [error["field"] for error in wrong.json()["errors"]] == ["text"]
