"""What somebody who means harm tries with batches: sounding out, taking over, undoing another's, and bad cells."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select
from starlette.types import ASGIApp

from app.main import create_app
from app.models.access import Role
from app.models.batch import KeptAnswer, MeasurementBatch
from app.services.batches.reading import CSV, NDJSON
from app.settings import Settings
from tests.given import (
    given_area,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    given_programme,
    measured,
)
from tests.keys import Header, Keys

ROW = {"indicator": "hulp", "place": "veld", "period": "2022"}
WHY = {"reason": "Vergissing"}


@pytest.fixture
def app(settings: Settings) -> ASGIApp:
    """The API alone: nothing here is about pages."""
    return create_app(settings, only="api")


@pytest.fixture(autouse=True)
def _town(session: Session) -> None:
    """A count of people that is protected, in two areas, given by two partners."""
    for place in ("veld", "bos"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld"])
    given_area(session, "noord", members=["bos"])
    given_programme(session, areas=["zuid"])
    given_population(session)
    given_partner(session)
    given_partner(session, "school")
    given_indicator(session, "hulp", unit="count", highest=None, protected=True, change_limit=2)
    given_indicator(session, "overlast")


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def post(api: httpx.AsyncClient, who: Header, *rows: Any, **asked: str) -> httpx.Response:
    return await api.post("/measurement-batches", json={"rows": rows}, params=asked, headers=who)


def told(answer: httpx.Response) -> Any:
    """All that a batch says of its rows."""
    said = answer.json()
    counts = [said[name] for name in ("received", "created", "revised", "unchanged", "flagged", "rejected")]
    return counts, [(one["row"], one["field"], one["code"], one["message"]) for one in said["errors"]]


async def shown(api: httpx.AsyncClient, who: Header, **asked: str) -> list[tuple[str, str, Any]]:
    items = (await api.get("/measurements", params=asked, headers=who)).json()["items"]
    return [(one["place"], one["period"], one["missing"] or one["value"]) for one in items]


@pytest.mark.parametrize("mode", ["all-or-nothing", "accept-valid"])
@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_whoever_may_not_read_a_figure_cannot_sound_it_out(
    api: httpx.AsyncClient, keys: Keys, session: Session, mode: str, dry_run: str
) -> None:
    """Neither `unchanged`, nor a flag, nor a count tells what is hidden: every guess gets the same answer."""
    measured(session, "2022", 3, indicator="hulp")
    measured(session, "2021", 3, indicator="hulp")
    senders = (keys.partner("school"), keys.person(Role.PROGRAMME_STAFF, areas=["noord"]))

    answers = [
        [await post(api, who, ROW | {"value": guess}, mode=mode, dryRun=dry_run) for guess in range(6)]
        for who in senders
    ]

    for guesses in answers:
        assert [told(answer) for answer in guesses] == [told(guesses[0])] * 6
        assert told(guesses[0])[0] == [1, 0, 0, 0, 0, 1]
    assert await shown(api, senders[0], periodFrom="2022") == [("veld", "2022", "suppressed")]


async def test_a_flag_of_a_batch_does_not_tell_how_far_a_hidden_figure_lies(
    api: httpx.AsyncClient, keys: Keys, session: Session
) -> None:
    measured(session, "2021", 3, indicator="hulp")
    school = keys.partner("school")

    answers = [await post(api, school, ROW | {"value": guess}, dryRun="true") for guess in (0, 3, 4, 400)]

    assert [told(answer)[0] for answer in answers] == [[1, 1, 0, 0, 0, 0]] * 4


async def test_staff_of_an_area_reads_and_withdraws_its_own_batches_only(
    api: httpx.AsyncClient, keys: Keys, staff: Header
) -> None:
    batch = (await post(api, staff, ROW | {"value": 3})).json()["id"]
    local, school = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]), keys.partner("school")

    async def answers(who: Header) -> list[int]:
        address = f"/measurement-batches/{batch}"
        return [
            (await api.get(address, headers=who)).status_code,
            (await api.get(f"{address}/errors", headers=who)).status_code,
            (await api.get(f"{address}/errors", params={"format": "csv"}, headers=who)).status_code,
            (await api.post(f"{address}/withdrawal", json=WHY, headers=who)).status_code,
        ]

    assert [await answers(who) for who in (local, school, {})] == [[404] * 4, [404] * 4, [401] * 4]
    assert (await api.get("/measurement-batches", headers=local)).json()["items"] == []
    assert await shown(api, staff) == [("veld", "2022", 3)]


async def test_the_file_of_another_is_not_to_be_had(api: httpx.AsyncClient, keys: Keys) -> None:
    police, school = keys.partner("politie"), keys.partner("school")
    batch = (await post(api, police, ROW | {"value": 3, "place": "nergens"})).json()["id"]
    address = f"/measurement-batches/{batch}/errors"

    statuses = [
        (await api.get(address, params=asked, headers=who)).status_code
        for who in (police, school)
        for asked in ({}, {"format": "csv"})
    ]

    assert statuses == [200, 200, 404, 404]


@pytest.mark.parametrize("limits", [{"indicators": ["overlast"]}, {"areas": ["noord"]}])
async def test_a_machine_takes_nothing_back_that_it_may_not_record(
    api: httpx.AsyncClient, keys: Keys, limits: dict[str, list[str]]
) -> None:
    """Another machine of the same partner, for other indicators or another area."""
    police, other = keys.partner("politie"), keys.partner("politie", **limits)
    batch = (await post(api, police, ROW | {"value": 30})).json()["id"]

    refused = await api.post(f"/measurement-batches/{batch}/withdrawal", json=WHY, headers=other)

    assert refused.status_code == 403
    assert await shown(api, police) == [("veld", "2022", 30)]


async def test_a_key_is_its_senders_own(api: httpx.AsyncClient, keys: Keys) -> None:
    key = {"Idempotency-Key": "een"}
    first = await post(api, keys.partner("politie") | key, ROW | {"value": 3})
    other = await post(api, keys.partner("school") | key, ROW | {"value": 3})
    again = await post(api, keys.partner("politie") | key, ROW | {"value": 4})

    assert (first.status_code, other.status_code, again.status_code) == (201, 400, 201)
    assert [one["code"] for one in other.json()["errors"]] == ["not-allowed-figure"]


async def test_a_rehearsal_uses_no_key_and_a_key_is_forgotten_after_a_day(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    keyed = staff | {"Idempotency-Key": "een"}
    dry = await post(api, keyed, ROW | {"value": 3}, dryRun="true")
    first = await post(api, keyed, ROW | {"value": 3})
    kept = session.execute(select(KeptAnswer)).scalar_one()
    kept.kept_until -= timedelta(hours=25)
    session.commit()
    later = await post(api, keyed, ROW | {"value": 4})

    assert [answer.status_code for answer in (dry, first, later)] == [200, 201, 201]
    assert later.json()["revised"] == 1


@pytest.mark.parametrize("key", ["", "x" * 101, "a\tb"])
async def test_a_key_that_is_none_is_refused(api: httpx.AsyncClient, staff: Header, key: str) -> None:
    answer = await post(api, staff | {"Idempotency-Key": key}, ROW | {"value": 3})

    assert [one["field"] for one in answer.json()["errors"]] == ["Idempotency-Key"]


async def test_one_key_twice_at_once_is_one_batch(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    keyed = staff | {"Idempotency-Key": "een"}
    answers = await asyncio.gather(*(post(api, keyed, ROW | {"value": 3}) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(session.execute(select(MeasurementBatch)).all()) == 1


async def test_a_lock_is_met_on_every_way_in(api: httpx.AsyncClient, staff: Header) -> None:
    """By a row of a batch, a figure alone, the withdrawal of one and of a whole batch; also through the area."""
    batch = (await post(api, staff, ROW | {"value": 3}, ROW | {"value": 4, "place": "bos"})).json()["id"]
    own = (await api.get("/measurements", params={"place": "veld"}, headers=staff)).json()["items"][0]["id"]
    lock = {
        "programme": "samen", "name": "Dicht", "periodFrom": "2021", "periodTo": "2023", "text": "Vastgesteld",
    }  # fmt: skip
    assert (await api.post("/period-locks", json=lock, headers=staff)).status_code == 201

    answers = [
        await post(api, staff, ROW | {"value": 5}),
        await post(api, staff, ROW | {"value": 5, "period": "2021/2022"}),
        await api.post("/measurements", json=ROW | {"value": 5}, headers=staff),
        await api.post(f"/measurements/{own}/withdrawal", json=WHY, headers=staff),
        await api.post(f"/measurement-batches/{batch}/withdrawal", json=WHY, headers=staff),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 409, 409]
    assert [answer.json()["errors"][0]["code"] for answer in answers] == ["period-locked"] * 5
    elsewhere = await post(api, staff, ROW | {"value": 5, "place": "bos"}, ROW | {"value": 5, "period": "2020"})
    assert (elsewhere.status_code, told(elsewhere)[0]) == (201, [2, 1, 1, 0, 0, 0])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sampleSize", 3_000_000_000),
        ("sampleSize", 10**300),
        ("layoutYear", 10**300),
        ("value", 10**300),
        ("value", True),
        ("value", "38"),
        ("value", [38]),
        ("note", "x" * 2001),
        ("note", {"a": [1]}),
        ("place", ["veld"]),
        ("period", 2022),
        ("population", "x" * 5000),
        ("indicator", "hulp' OR '1'='1"),
        ("=cmd|'/c calc'!A1", "x"),
    ],
)
async def test_a_bad_cell_is_an_error_of_its_row_and_field(
    api: httpx.AsyncClient, staff: Header, field: str, value: Any
) -> None:
    answer = await post(api, staff, ROW | {"value": 3} | {field: value}, ROW | {"value": 3, "place": "bos"})

    assert answer.status_code == 400
    assert {(one["row"], one["field"]) for one in answer.json()["errors"]} == {(1, field)}
    assert await shown(api, staff) == []


async def test_a_file_that_comes_back_holds_no_formula(api: httpx.AsyncClient, keys: Keys, staff: Header) -> None:
    """What a partner wrote in a cell, or as the name of a field, is opened by staff in a spreadsheet."""
    sent = ROW | {"value": 3, "note": "=1+1", "@SUM(A1)": "x"}
    batch = (await post(api, keys.partner("politie"), sent)).json()["id"]

    path = f"/measurement-batches/{batch}/errors"
    file = await api.get(path, params={"format": "csv"}, headers=staff | {"Accept-Language": "en"})

    cells = [cell.strip('"') for line in file.text.splitlines() for cell in line.split(",")]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


@pytest.mark.parametrize(("kind", "note"), [(CSV, "a\x07b"), (NDJSON, "a\\u0007b"), (NDJSON, "a\\u0000b")])
async def test_signs_that_nobody_can_read_never_break_the_platform(
    api: httpx.AsyncClient, staff: Header, kind: str, note: str
) -> None:
    csv = f"indicator,place,period,value,note\nhulp,veld,2022,3,{note}\n"
    line = f'{{"indicator": "hulp", "place": "veld", "period": "2022", "value": 3, "note": "{note}"}}\n'
    body = csv if kind == CSV else line
    together = await api.post("/measurement-batches", content=body, headers=staff | {"Content-Type": kind})
    alone = await api.post("/measurements", json=ROW | {"value": 4, "note": "a\x07b"}, headers=staff)

    expected = 400 if "u0000" in note else 201
    assert (together.status_code, alone.status_code in (200, 201, 400)) == (expected, True)
