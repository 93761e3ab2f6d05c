"""The seed on a real database: found through the API, added once, and never in the way of what people enter."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from app.database import transaction
from app.models.access import SYSTEM, Actor, Role
from app.models.base import Table
from app.models.measurement import Measurement, MeasurementCreate
from app.models.place import Membership, MembershipVersion, Place, PlaceKind
from app.models.programme import Programme
from app.models.target import Decided, Target
from app.models.terms import TargetState
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.measurements import recording
from app.services.measurements.catalogue import current
from app.services.targets import recording as targets
from seed import load

CHARTER = "utrecht-charter-2008"
PROGRAMME = "utrecht-krachtwijken-2008"
OVERVECHT_2006 = ("youth-nuisance", "utrecht-wijk-overvecht", "2006", "all")
STAFF = Actor("staff", Role.PROGRAMME_STAFF, None, None, None, "programme-staff")
LINES_OF_THE_48 = [
    *(161, 162, 163, 164),
    *(248, 249, 253, 254, 255, 259, 260, 261, 265, 266, 267),
    *(306, 307, 311, 312, 313, 314, 315, 319, 320, 324, 325, 326, 327, 328),
    *(415, 416, 417, 421, 422, 423, 424, 428, 429, 430, 434, 435, 436),
    *(502, 503, 507, 511, 512, 516),
]


pytestmark = pytest.mark.seeded(only="documents")
on_an_empty_platform = pytest.mark.seeded(only="empty")


@pytest.fixture
def seeded(engine: Engine) -> Engine:
    return engine


def seed(engine: Engine) -> None:
    with transaction(engine) as session:
        load(session, "documents")


def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table holds, versions, revisions and audit events included."""
    with Session(engine) as session:
        tables = Table.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def the_measurement(session: Session, key: tuple[str, str, str, str] = OVERVECHT_2006) -> Measurement:
    return current(session, [key])[key]


async def every(api: httpx.AsyncClient, address: str, **asked: str) -> list[dict[str, Any]]:
    answer = await api.get(address, params={"pageSize": 1000, **asked})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_the_48_targets_of_the_charter_are_found_by_document_and_line(
    seeded: Engine, api: httpx.AsyncClient
) -> None:
    found = await every(api, "/targets", programme=PROGRAMME)
    outside = {302, 358, 533, 577}
    lines = sorted(target["origin"]["line"] for target in found if target["origin"]["line"] not in outside)
    assert (lines, {target["origin"]["document"] for target in found}) == (LINES_OF_THE_48, {CHARTER})


async def test_a_seeded_target_says_what_the_charter_says(seeded: Engine, api: httpx.AsyncClient) -> None:
    target = (await api.get("/targets/krachtwijken-overvecht-youth-nuisance")).json()
    assert [target[name] for name in ("rule", "bound", "direction", "state", "status")] == [
        *("absolute", "at-most", "fall"),
        *("adopted", "no-data"),
    ]
    assert target["baseline"] == {"period": "2006", "value": 42, "origin": target["origin"] | {"line": 319}}
    assert [(point["year"], point["value"]) for point in target["checkpoints"]] == [(2011, 38), (2017, 28)]


async def test_a_relative_target_is_there_without_the_value_that_it_starts_from(
    seeded: Engine, api: httpx.AsyncClient
) -> None:
    target = (await api.get("/targets/krachtwijken-overvecht-burglary-and-car-break-in")).json()
    assert target["rule"] == "relative"
    assert [(point["year"], point["change"]) for point in target["checkpoints"]] == [(2011, -33), (2017, -45)]


async def test_the_averages_of_the_city_are_measurements_of_utrecht(seeded: Engine, api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", place="utrecht")
    assert sorted((item["origin"]["line"], item["value"]) for item in found) == [
        *((191, 13), (330, 21.5), (332, 30.5), (334, 21.5), (336, 25.4)),
        *((338, 5.6), (438, 18.4), (465, 6), (467, 16.8), (523, 14.3)),
    ]


async def test_what_looks_wrong_is_doubtful_with_its_reason(seeded: Engine, api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", state="doubtful")
    assert [(item["origin"]["line"], item["value"], bool(item["note"])) for item in found] == [
        (587, 46, True),
        (502, 54, True),
    ]


async def test_what_the_charter_says_was_not_known_the_day_before(seeded: Engine, api: httpx.AsyncClient) -> None:
    before = await every(api, "/measurements", place="utrecht", knownAt="2008-06-08T12:00:00Z")
    after = await every(api, "/measurements", place="utrecht", knownAt="2008-06-09T12:00:00Z")
    assert (len(before), len(after)) == (0, 10)


async def test_the_twenty_areas_lie_in_their_municipalities(seeded: Engine, api: httpx.AsyncClient) -> None:
    found = await every(api, "/areas", programme="nplv")
    zaandam = next(area for area in found if area["id"] == "zaandam-oost")
    assert (len(found), zaandam["municipality"]) == (20, {"code": "GM0479", "name": "Zaanstad"})


async def test_the_signatories_are_the_municipality_and_the_state(seeded: Engine, api: httpx.AsyncClient) -> None:
    found = await every(api, "/partners", programme=PROGRAMME)
    assert {"gemeente-utrecht", "rijk"} <= {partner["id"] for partner in found}


def test_the_programme_lasts_from_its_signing_to_the_end_of_2017(seeded: Engine) -> None:
    with Session(seeded) as session:
        programme = session.get_one(Programme, PROGRAMME)
        assert (programme.starts, programme.ends) == (date(2008, 6, 9), date(2017, 12, 31))


def test_a_figure_is_known_since_the_date_of_its_document(seeded: Engine) -> None:
    with Session(seeded) as session:
        assert the_measurement(session).recorded_at == datetime(2008, 6, 9, tzinfo=UTC)


def test_seeding_twice_changes_nothing(seeded: Engine) -> None:
    before = counts(seeded)
    seed(seeded)
    assert counts(seeded) == before


def test_a_second_seeding_reports_that_everything_was_there(seeded: Engine) -> None:
    with transaction(seeded) as session:
        report = load(session, "documents")
    assert (report.created.total(), report.kept["target"], report.kept["measurement"]) == (0, 143, 171)


def test_seeding_leaves_what_a_person_revised(seeded: Engine) -> None:
    with transaction(seeded) as session:
        indicator, place, period, _ = OVERVECHT_2006
        sent = {"indicator": indicator, "place": place, "period": period, "value": Decimal(41)}
        recording.record(Writing(session, STAFF, datetime.now(UTC)), MeasurementCreate.model_validate(sent))
    seed(seeded)
    with Session(seeded) as session:
        row = the_measurement(session)
        assert (row.value, row.revision) == (Decimal(41), 2)


def test_seeding_leaves_what_a_person_withdrew(seeded: Engine) -> None:
    with transaction(seeded) as session:
        writing = Writing(session, STAFF, datetime.now(UTC))
        recording.withdraw(writing, str(the_measurement(session).id), "verkeerd gedrukt")
        targets.withdraw(
            writing, "krachtwijken-overvecht-youth-nuisance", Decided.model_validate({"reason": "vervallen"})
        )
    seed(seeded)
    with Session(seeded) as session:
        target = session.get_one(Target, "krachtwijken-overvecht-youth-nuisance")
        assert (the_measurement(session).state, target.state) == ("withdrawn", TargetState.WITHDRAWN)


def test_seeding_leaves_what_a_person_renamed(seeded: Engine) -> None:
    with transaction(seeded) as session:
        session.get_one(Place, "utrecht-ondiep").name = "Ondiep en omgeving"
    seed(seeded)
    with Session(seeded) as session:
        assert session.get_one(Place, "utrecht-ondiep").name == "Ondiep en omgeving"


def test_seeding_does_not_put_back_a_neighbourhood_that_was_taken_out(seeded: Engine) -> None:
    key = ("utrecht-krachtwijken", "utrecht-ondiep")
    with transaction(seeded) as session:
        writing = Writing(session, STAFF, datetime.now(UTC))
        row = session.get_one(Membership, key)
        next_version(writing, row)
        keep(writing, row, MembershipVersion, "hoort er niet meer bij", gone=True)
        session.delete(row)
    seed(seeded)
    with Session(seeded) as session:
        assert session.get(Membership, key) is None


@on_an_empty_platform
def test_seeding_leaves_a_place_that_was_entered_first(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(Place(id="utrecht", kind=PlaceKind.MUNICIPALITY, name="Stad Utrecht"))
    seed(engine)
    with Session(engine) as session:
        assert session.get_one(Place, "utrecht").name == "Stad Utrecht"


def test_every_write_of_the_seed_leaves_an_audit_event_by_the_platform_itself(seeded: Engine) -> None:
    with Session(seeded) as session:
        events = session.execute(select(Table.metadata.tables["audit_event"].c.actor_id).distinct()).scalars()
        assert list(events) == [SYSTEM.id]


@on_an_empty_platform
def test_a_seed_of_only_the_demo_adds_no_documents(engine: Engine) -> None:
    with transaction(engine) as session:
        report = load(session, only="demo")
    with Session(engine) as session:
        assert (report.created["programme"], session.get(Programme, PROGRAMME)) == (2, None)
