"""Whatever a hidden figure is, who may not see it gets the same answers to the letter: files, pages, OData and tags."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.models.access import Role
from app.models.measurement import Measurement, MeasurementRevision
from tests.exporting import FORMS, every_item, file_of, flat, read, same
from tests.given import given_area, given_course, given_indicator, given_partner, given_place, given_target, measured
from tests.keys import Header, Keys
from tests.odata.asking import items

FIGURES = ("value", "numerator", "denominator", "low", "high", "sampleSize")
FILTERS = (
    *(f"value {operator} {number}" for operator in ("eq", "lt", "ge") for number in (1, 2, 5)),
    *(f"{name} {test}" for name in FIGURES[1:] for test in ("eq null", "ne null", "gt 1", "le 4")),
    *("value in (1,2,3,4)", "not (value gt 2)", "value gt 1 or missing eq null", "value lt 3 and revision eq 1"),
    *("contains(note,'een')", "startswith(note,'twee')", "length(note) gt 4", "note eq null", "tolower(note) ne null"),
    *("value add 0 eq 1", "value eq 1 or value eq 2 or value eq null", "1 eq value", "null ne value"),
)
ORDERS = (*FIGURES, "note desc", "value desc,low", "missing,value", "state,value desc")
SETS = ("measurements", "targets", "assessments", "areas")


@pytest.fixture
def town(session: Session) -> None:
    """People in debt, as a protected count, share and grade of a survey; in `bos` there are too few of them."""
    given_course(session)
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld", "bos"])
    given_area(session, "noord", members=["veld"])
    for partner in ("school", "politie"):
        given_partner(session, partner)
    given_indicator(session, "debts", unit="count", highest=None, protected=True)
    given_indicator(session, "arrears", protected=True)
    given_indicator(session, "trust", unit="grade", highest=None, protected=True, survey=True)
    for place, people in (("veld", 42), ("bos", 1)):
        measured(session, "2018", people, indicator="debts", place=place, note="een gezin")
        measured(session, "2018", people, indicator="arrears", place=place, numerator=people, denominator=100)
        measured(session, "2018", 6, indicator="trust", place=place, sampleSize=people + 30, low=5, high=7)
    said: dict[str, Any] = {"indicator_id": "debts", "place_id": "bos", "baseline_period": "2018"}
    given_target(session, "schuldenvrij", checkpoints=[{"year": 2025, "change": "-50"}], rule="relative", **said)


def rewritten(session: Session, people: int, note: str) -> None:
    """The hidden figures of `bos` as if they had always been these: no new revision, no later moment."""
    here = select(col(Measurement.id)).where(col(Measurement.place_id) == "bos").scalar_subquery()
    counts = {"value": people, "numerator": people, "sample_size": people + 30, "low": 0, "high": people, "note": note}
    for table, key in ((Measurement, "id"), (MeasurementRevision, "measurement_id")):
        session.execute(update(table).where(getattr(table, key).in_(here)).values(**counts))
    session.commit()


async def all_answers(site: httpx.AsyncClient, reader: Header) -> dict[str, Any]:
    """Everything that can be read of them, by what was asked; files by their cells, all else by its very text."""
    told: dict[str, Any] = {}
    api = "http://test/api/v1"
    for name in ("measurements", "targets", "assessments"):
        for form in FORMS:
            got = await file_of(site, f"{api}/{name}", form, headers=reader)
            told[f"{name} {form}"] = read(form, got) if form in ("parquet", "xlsx") else got.text
    asked = [f"{api}/{name}?count=true&pageSize={size}" for name in SETS for size in (1, 1000)]
    asked += [f"{api}/areas/zuid/figures", f"{api}/measurements?changedSince=2000-01-01", f"{api}/data-sets"]
    asked += [f"/odata/v4/{name}?$count=true&$expand=*" for name in SETS]
    for text in FILTERS:
        asked += [f"/odata/v4/measurements?$count=true&$filter={text}", f"/odata/v4/measurements/$count?$filter={text}"]
    for order in ORDERS:
        asked += [f"/odata/v4/measurements?$orderby={order}", f"/odata/v4/measurements?$orderby={order}&$top=2&$skip=1"]
    asked += [
        f"/odata/v4/measurements('{number}')/{name}" for number in range(5, 8) for name in ("value", "low", "note")
    ]
    asked += ["/odata/v4/assessments?$filter=actualValue le 2", "/odata/v4/targets?$orderby=baselineValue,id"]
    for address in asked:
        got = await site.get(address, headers=reader)
        assert got.status_code in (200, 204, 501), (address, got.text)
        headers = {name: got.headers.get(name) for name in ("etag", "last-modified", "content-length")}
        told[address] = (got.status_code, got.text, headers)
    paged = {**reader, "Prefer": "odata.maxpagesize=1"}
    told["pages"] = [await items(site, "measurements", paged, orderby=order) for order in ("value", "note desc")]
    return told


async def test_nobody_is_told_a_hidden_figure_and_who_may_see_it_is(
    site: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    """Staff of the area sees every difference, so that sameness for the others says something."""
    blind = {
        "nobody": {},
        "staff elsewhere": keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
    }
    staff = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    rewritten(session, 1, "een gezin")
    before = {name: await all_answers(site, reader) for name, reader in blind.items()}
    true = await all_answers(site, staff)
    rewritten(session, 3, "drie gezinnen")
    after = {name: await all_answers(site, reader) for name, reader in blind.items()}
    other = await all_answers(site, staff)

    for name in blind:
        assert [asked for asked, told in before[name].items() if told != after[name][asked]] == [], name
    assert [asked for asked in ("measurements csv", "measurements xlsx", "pages") if true[asked] == other[asked]] == []
    assert sum(true[asked] != other[asked] for asked in true) > 60


async def test_odata_and_every_file_give_each_reader_the_pages_cell_by_cell(
    site: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    readers = {
        "nobody": {},
        "school": keys.partner("school"),
        "staff elsewhere": keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
        "staff": keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]),
        "administrator": keys.person(Role.ADMINISTRATOR),
    }
    new = {"indicator": "debts", "place": "bos", "period": "2015", "value": 2, "note": "van ons"}
    assert (await site.post("/api/v1/measurements", json=new, headers=readers["school"])).status_code == 201
    numbers = (*FIGURES, "originLine", "revision")
    seen: dict[str, list[Any]] = {}
    for name, reader in readers.items():
        for question in ({}, {"knownAt": "2030-01-01T00:00:00Z"}, {"indicator": "debts"}, {"area": "zuid"}):
            pages = await every_item(site, "/api/v1/measurements", **question, pageSize=2, headers=reader)
            expected = same([flat(item) for item in pages], numbers, ("recordedAt",))
            found = await items(site, "measurements", {**reader, "Prefer": "odata.maxpagesize=2"}, **question)
            of_periods = ("periodKind", "periodStart", "periodEnd")
            cells = [flat({key: cell for key, cell in item.items() if key not in of_periods}) for item in found]
            assert same(cells, numbers, ("recordedAt",)) == expected, (name, question)
            rows = read("csv", await file_of(site, "/api/v1/measurements", "csv", **question, headers=reader))
            assert same(rows, numbers, ("recordedAt",)) == expected, (name, question)
        seen[name] = [item["value"] for item in await items(site, "measurements", reader, filter="place eq 'bos'")]

    assert [name for name, values in seen.items() if 1 in values] == ["staff", "administrator"]
    assert [name for name, values in seen.items() if 2 in values] == ["school", "staff", "administrator"]
