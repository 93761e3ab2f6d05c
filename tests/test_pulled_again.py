"""What a copy has to hear of that nobody recorded: another protection; and marks of data that have another history."""

import io
import random
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, delete, select, update
from sqlmodel import Session, col

from app.database import transaction
from app.main import create_app
from app.models.access import NOBODY, SYSTEM, ChangeMoment, DataRevision, Role
from app.models.indicator import Indicator, IndicatorChange, IndicatorVersion
from app.models.measurement import Measurement, MeasurementFilter, MeasurementRead, MeasurementRevision
from app.services import indicators
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.measurements import pages
from app.settings import Settings
from tests.exporting import every_item, file_of, read
from tests.given import given_course, given_indicator, given_place, measured
from tests.keys import Header, Keys
from tests.queries import every_statement
from tests.test_changed_since import writers

FEW, MANY = "2018", "2020"
Seen = dict[str, tuple[Any, str | None]]


@pytest.fixture
def town(session: Session) -> None:
    """Visitors of a help desk, counted openly at first, beside figures about streets."""
    given_course(session)
    given_indicator(session, "help", unit="count", highest=None)
    for period, people in ((FEW, 3), ("2019", 12), (MANY, 41)):
        measured(session, period, people, indicator="help")
    measured(session, "2018", 40)


@pytest.fixture
def admin(keys: Keys) -> Header:
    return keys.person(Role.ADMINISTRATOR)


@pytest.fixture
def changes(api: httpx.AsyncClient, admin: Header) -> Callable[..., Awaitable[None]]:
    async def change(**patch: Any) -> None:
        now = await api.get("/indicators/help", headers=admin)
        sent = admin | {"If-Match": now.headers["etag"]}
        changed = await api.patch("/indicators/help", json=patch, headers=sent)
        assert changed.status_code == 200, changed.text

    return change


async def mark_of(api: httpx.AsyncClient) -> str:
    return str((await api.head("/measurements")).headers["changed-since-mark"])


async def since(api: httpx.AsyncClient, mark: str, **asked: Any) -> Seen:
    """The visitors that changed, by period; the same by pages of one, and in two forms of file."""
    items = await every_item(api, "/measurements", changedSince=mark, pageSize=1, **asked)
    found: Seen = {item["period"]: (item["value"], item["missing"]) for item in items}
    for form in ("ndjson", "csv"):
        rows = read(form, await file_of(api, "/measurements", form, changedSince=mark, **asked))
        in_file = {row["period"]: (_whole(row.get("value")), row.get("missing") or None) for row in rows}
        assert in_file == found
    assert {item["indicator"] for item in items} <= {"help"}
    return found


def _whole(cell: Any) -> int | None:
    return int(cell) if cell not in (None, "") else None


HIDDEN: Seen = {FEW: (None, "suppressed"), "2019": (10, None), MANY: (40, None)}
COARSER: Seen = {FEW: (None, "suppressed"), "2019": (None, "suppressed"), MANY: (40, None)}
OPEN: Seen = {FEW: (3, None), "2019": (12, None), MANY: (41, None)}


async def test_who_keeps_a_copy_gets_all_figures_again_when_another_protection_begins_to_count(
    api: httpx.AsyncClient, town: None, admin: Header, changes: Callable[..., Awaitable[None]]
) -> None:
    steps: list[tuple[dict[str, Any], Seen]] = [
        ({"name": "Bezoekers"}, {}),
        ({"protected": True}, HIDDEN),
        ({"protected": True, "minimumCount": 5}, {}),
        ({"minimumCount": 20}, COARSER),
        ({"minimumCount": 5}, {}),  # a protection that was ever in force goes on counting
        ({"protected": False}, {}),
    ]
    for patch, seen in steps:
        mark = await mark_of(api)
        await changes(**patch)
        assert await since(api, mark) == seen, patch
        assert await since(api, await mark_of(api)) == {}, patch

    mark, released = await mark_of(api), {"reason": "Geen personen, maar bezoeken"}
    assert (await api.post("/indicators/help/release", json=released, headers=admin)).status_code == 200
    assert await since(api, mark) == OPEN
    mark = await mark_of(api)
    assert (await api.post("/indicators/help/release", json=released, headers=admin)).status_code == 200
    assert await since(api, mark) == {}
    await changes(protected=True)
    assert await since(api, mark) == COARSER


async def test_what_was_kept_from_before_a_protection_is_made_anew(
    api: httpx.AsyncClient, site: httpx.AsyncClient, town: None, changes: Callable[..., Awaitable[None]]
) -> None:
    """A cache that asks whether its page, file or table is still good gets the one in which figures are hidden."""
    addresses = [
        "/api/v1/measurements?indicator=help", "/api/v1/measurements?indicator=help&format=csv",
        "/odata/v4/measurements?$filter=indicator eq 'help'", "/odata/v4/measurements/$count?$filter=value lt 5",
    ]  # fmt: skip
    open_ones = {address: await site.get(address) for address in addresses}
    again = [await _asked_again(site, one, address) for address, one in open_ones.items()]
    await changes(protected=True)
    now = [await _asked_again(site, one, address) for address, one in open_ones.items()]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO((await file_of(api, "/measurements", "xlsx")).content))
    units = {row[0]: row[3] for row in sheet.get_sheet_by_index(1).to_python() if row[0] in ("help", "nuisance")}
    await changes(protected=False)  # it goes on hiding, until it is released
    still = CalamineWorkbook.from_filelike(io.BytesIO((await file_of(api, "/measurements", "xlsx")).content))

    assert [answer.status_code for answer in again] == [304] * 4
    assert [answer.status_code for answer in now] == [200] * 4
    assert all(one.text != answer.text for one, answer in zip(open_ones.values(), now, strict=True))
    assert units == {"help": "beschermd", "nuisance": ""}
    assert [row[3] for row in still.get_sheet_by_index(1).to_python() if row[0] == "help"] == ["beschermd"]


async def _asked_again(site: httpx.AsyncClient, one: httpx.Response, address: str) -> httpx.Response:
    return await site.get(address, headers={"If-None-Match": one.headers["etag"]})


async def test_nothing_was_recorded_when_figures_are_only_seen_anew(
    api: httpx.AsyncClient, engine: Engine, session: Session, town: None, changes: Callable[..., Awaitable[None]]
) -> None:
    """No revision, no other moment or sender, and the order of the changes stays: it tells nothing of any figure."""
    before = await every_item(api, "/measurements", indicator="help")
    told = {item["id"]: (await api.get(f"/measurements/{item['id']}/revisions")).json()["items"] for item in before}
    other = await api.get("/measurements", params={"indicator": "nuisance"})
    mark = await mark_of(api)
    with every_statement(engine) as statements:
        await changes(protected=True)
    after = await every_item(api, "/measurements", changedSince=mark)

    same = ("id", "revision", "recordedAt", "state", "period")
    assert [[item[name] for name in same] for item in after] == [[item[name] for name in same] for item in before]
    for key, revisions in told.items():
        assert len((await api.get(f"/measurements/{key}/revisions")).json()["items"]) == len(revisions) == 1
    assert (await api.get("/measurements", params={"indicator": "nuisance"})).json()["items"] == other.json()["items"]
    assert len([one for one, _ in statements if "UPDATE measurement" in one]) == 1  # however many there are


async def test_a_copy_as_known_at_a_moment_hears_of_a_protection_and_of_a_fact_that_came_late(
    api: httpx.AsyncClient, session: Session, town: None, changes: Callable[..., Awaitable[None]]
) -> None:
    known = {"knownAt": "2023-01-01T00:00:00Z", "indicator": "help"}
    mark = await mark_of(api)
    assert await since(api, mark, **known) == {}
    measured(session, "2021", 22, indicator="help", now=datetime(2022, 6, 1, tzinfo=UTC))
    assert await since(api, mark, **known) == {"2021": (22, None)}
    await changes(protected=True)
    assert await since(api, mark, **known) == HIDDEN | {"2021": (20, None)}
    moment = datetime.now(UTC).isoformat()
    assert set(await since(api, moment, **known)) == {FEW, "2019", MANY, "2021"}


PLACES, CHANGES = 6, 8


def _protect(engine: Engine) -> None:
    """Protects, makes stricter and releases again, between all the others."""
    chance = random.Random(7)
    for turn in range(CHANGES):
        with transaction(engine) as session:
            writing = Writing(session, SYSTEM, datetime.now(UTC))
            if turn % 3 == 2:
                indicators.release(writing, "nuisance", "toch niet")
            else:
                said = {"protected": chance.random() < 0.8, "minimumCount": chance.choice((5, 20, 60))}
                indicators.change(writing, "nuisance", IndicatorChange.model_validate(said))


def test_a_copy_is_what_its_reader_sees_whoever_protects_and_records_meanwhile(
    engine: Engine, session: Session
) -> None:
    given_course(session)
    for number in range(PLACES):
        given_place(session, f"plek-{number}")
    row = session.get(Indicator, "nuisance")
    assert row is not None
    row.unit = "count"
    session.execute(update(IndicatorVersion).values(unit="count"))
    session.commit()
    copy: dict[str, Any] = {}
    protecting = threading.Thread(target=_protect, args=(engine,))
    protecting.start()
    mark = None
    with writers(engine) as still_writing:
        while still_writing() or protecting.is_alive():
            changed, mark = _pulled(engine, mark)
            copy |= changed
    protecting.join()
    last, mark = _pulled(engine, mark)

    assert copy | last == _pulled(engine, None)[0]
    assert _pulled(engine, mark) == ({}, mark)


def _pulled(engine: Engine, since: str | None) -> tuple[dict[str, Any], str]:
    """All pages of two, each from a moment of its own, as anybody sees them; the mark is that of the first."""
    asked = MeasurementFilter.model_validate({"pageSize": 2} | ({"changedSince": since} if since else {}))
    found: dict[str, Any] = {}
    while True:
        with transaction(engine, writes=False) as session:
            page, mark = pages.find(Sight(session, NOBODY, datetime.now(UTC)), asked)
        items = [MeasurementRead.model_validate_json(item) for item in page.items]
        found |= {item.id: (item.state, item.value, item.missing, item.revision) for item in items}
        if page.cursor is None:
            return found, mark
        asked = asked.model_copy(update={"cursor": page.cursor})


async def refused(api: httpx.AsyncClient, mark: str) -> list[str]:
    """The codes with which page, file and HEAD refuse a mark; each says what to do."""
    codes = []
    for form in ({}, {"format": "csv"}, {"format": "parquet"}):
        asked = {"changedSince": mark, **form}
        got, head = await api.get("/measurements", params=asked), await api.head("/measurements", params=asked)
        assert (got.status_code, head.status_code) == (400, 400)
        (error,) = got.json()["errors"]
        assert error["message"] == "Dit merk hoort niet bij de gegevens die hier nu staan. Vraag ze alle opnieuw op."
        codes.append(error["code"])
    return codes


async def test_a_mark_of_another_installation_is_refused_though_its_number_is_one_of_ours(
    api: httpx.AsyncClient, session: Session, town: None
) -> None:
    """Two installations that were filled alike count alike; they did not commit in the same microsecond."""
    theirs = await mark_of(api)
    for moment in session.execute(select(ChangeMoment)).scalars().all():
        moment.at = moment.at.replace(microsecond=(moment.at.microsecond + 1) % 1_000_000)
    session.commit()
    ours = await mark_of(api)

    assert theirs != ours
    assert await refused(api, theirs) == ["unknown-mark"] * 3
    assert await every_item(api, "/measurements", changedSince=ours) == []


async def test_after_a_backup_was_put_back_only_marks_from_before_it_are_good(
    api: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    before = await mark_of(api)
    number = session.execute(select(col(DataRevision.number))).scalar_one()
    measured(session, "2021", 30, indicator="help")
    lost = await mark_of(api)
    for rows, numbered in (
        (MeasurementRevision, col(MeasurementRevision.change)),
        (Measurement, col(Measurement.change)),
        (ChangeMoment, col(ChangeMoment.number)),
    ):
        session.execute(delete(rows).where(numbered > number))
    session.execute(update(DataRevision).values(number=number))
    session.commit()
    assert await refused(api, lost) == ["unknown-mark"] * 3  # a number that is still to come
    for period in ("2022", "2023", "2024"):
        measured(session, period, 30, indicator="help")

    assert await refused(api, lost) == ["unknown-mark"] * 3  # the same number, given out again
    assert set(await since(api, before)) == {"2022", "2023", "2024"}


async def test_marks_of_an_earlier_release_are_refused_but_that_of_the_beginning(
    api: httpx.AsyncClient, town: None
) -> None:
    assert await refused(api, "mWzNd") == ["unknown-mark"] * 3
    assert len(await every_item(api, "/measurements", changedSince="mWzBd")) == 5


async def test_other_figures_by_a_setting_are_no_change_of_data_and_take_a_whole_pull(
    api: httpx.AsyncClient, settings: Settings, town: None
) -> None:
    mark = await mark_of(api)
    another = create_app(settings.model_copy(update={"survey_minimum": 30}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(another), base_url="http://test/api/v1") as restarted:
        assert await refused(restarted, mark) == ["unknown-mark"] * 3
        assert await every_item(restarted, "/measurements", changedSince=await mark_of(restarted)) == []
    assert await every_item(api, "/measurements", changedSince=mark) == []
