"""One truth: pages of JSON and every form of file give the same figures, cell by cell, to every kind of reader."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.base import Origin
from app.models.measurement import MeasurementCreate
from app.services.measurements.recording import Provenance, record
from tests.exporting import FORMS, Row, every_item, file_of, flat, read, same
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    measured,
    writing,
)
from tests.keys import Header, Keys

NUMBERS = ("value", "numerator", "denominator", "low", "high", "sampleSize", "originLine", "revision")
MOMENTS = ("recordedAt",)
ODD = 'Regel één;\n"twee", drie\\vier\t|é€😀'
LATER = datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)


@pytest.fixture
def figures(session: Session) -> None:
    """Open and protected indicators by turns, with everything that can stand in a cell."""
    given_course(session)
    for partner in ("school", "politie"):
        given_partner(session, partner)
    given_population(session, "age-16-54")
    for place in ("bos", "dal"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld"])
    given_area(session, "noord", members=["bos"])
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    given_indicator(session, "poor", protected=True)
    given_indicator(session, "trust", protected=True, survey=True, unit="grade", highest=None)
    given_indicator(session, "zeal", unit="per-1000", highest=None, lowest=Decimal(-1000))
    measured(session, "2011", 38.5, low=36.25, high=40, sampleSize=120, source="=SUM(A1)", note=ODD)
    measured(session, "2011", 39, note="'aan'", reason="herzien")
    measured(session, "2012-Q3", None, missing="unknown", note="-1 of +1, @niet")
    measured(session, "2021/2022", 0.000001, now=LATER)
    for place, value in (("veld", 3), ("bos", 12), ("dal", 0)):
        measured(session, "2012", value, indicator="help", place=place, note="geheim")
    measured(session, "2012", 26.5, indicator="poor", numerator=13, denominator=49, low=20, high=30)
    measured(session, "2013", 7.5, indicator="poor", numerator=3, denominator=40, population="age-16-54")
    measured(session, "2012", 6.4, indicator="trust", sampleSize=73)
    for year, odd in (("2001", -12.5), ("2002", 1234567.125), ("2003", 1e-6)):
        measured(session, year, odd, indicator="zeal", place="dal")
    said = MeasurementCreate.model_validate(
        {"indicator": "help", "place": "veld", "period": "2001", "value": 2, "state": "doubtful", "note": "zo gedrukt"}
    )
    origin = Origin(document="001", line=12, key="=1")
    record(writing(session, now=LATER), said, Provenance(origin, published=True))
    session.commit()


@pytest.fixture
async def readers(api: httpx.AsyncClient, keys: Keys, figures: None) -> dict[str, Header]:
    """Everybody who may see something else: the school has a small count of its own."""
    school = keys.partner("school")
    own = {"indicator": "help", "place": "dal", "period": "2015", "value": 4, "note": "van ons"}
    assert (await api.post("/measurements", json=own, headers=school)).status_code == 201
    return {
        "public": {},
        "school": school,
        "police": keys.partner("politie"),
        "staff of the south": keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]),
        "staff": keys.person(Role.PROGRAMME_STAFF),
        "administrator": keys.person(Role.ADMINISTRATOR),
    }


def told(rows: list[Row]) -> list[Row]:
    return sorted(same(rows, NUMBERS, MOMENTS), key=lambda row: int(row["id"]))


def undone(row: Row) -> Row:
    """A text before which an apostrophe was put, so that a spreadsheet does not run it, without that apostrophe."""
    return {
        name: value[1:] if isinstance(value, str) and value[:2] in ("'=", "'+", "'-", "'@") else value
        for name, value in row.items()
    }


ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"indicator": ["help", "nuisance"]},
    {"area": "zuid", "periodFrom": "2012"},
    {"knownAt": "2030-01-01T00:00:00Z"},
    {"changedSince": "2031-01-01T00:00:00Z"},
    {"state": "doubtful"},
    {"indicator": "nothing"},
)


@pytest.mark.parametrize("reader", ["public", "school", "police", "staff of the south", "staff", "administrator"])
async def test_every_form_gives_every_reader_the_same_figures(
    api: httpx.AsyncClient, readers: dict[str, Header], reader: str
) -> None:
    key = readers[reader]
    for asked in ASKED:
        items = await every_item(api, "/measurements", **asked, pageSize=3, headers=key)
        expected = told([flat(item) for item in items])
        for form in FORMS:
            found = read(form, await file_of(api, "/measurements", form, **asked, headers=key))
            plain = [undone(row) for row in found] if form.startswith("csv") else found
            assert told(plain) == expected, (form, asked)


async def test_a_unit_that_is_no_plain_word_is_told_as_it_is_in_every_form(
    api: httpx.AsyncClient, session: Session, figures: None
) -> None:
    """Units are looked at once for all rows: one that needs care has it in each of them."""
    given_indicator(session, "tax", unit='=€; "per", huis', highest=None)
    measured(session, "2011", 5, indicator="tax", place="dal")
    session.commit()
    expected = told([flat(item) for item in await every_item(api, "/measurements")])

    assert {row["unit"] for row in expected} >= {'=€; "per", huis', "percent"}
    for form in FORMS:
        found = read(form, await file_of(api, "/measurements", form))
        assert told([undone(row) for row in found] if form.startswith("csv") else found) == expected
