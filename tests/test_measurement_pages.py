"""A page that the database writes has the figures, the order and the marks of one that was looked at row by row."""

import random
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from app.services.access.last_change import last_change, last_change_at_once
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    measured,
)
from tests.keys import Keys

LOOKED_AT = {"knownAt": "2999-01-01T00:00:00Z"}
"""Who asks what is known at a moment gets a page that was looked at: a later moment than all is now."""

ODD = 'Regel één;\n"twee", drie\\vier\t|é€😀 %s {} \u2028'
QUESTIONS = 40


@pytest.fixture
def figures(session: Session) -> None:
    """Open figures with all that can stand in them; `help` is protected."""
    given_course(session)
    given_partner(session, "school")
    given_population(session, "age-16-54")
    for place in ("bos", "dal"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld", "bos"])
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    given_indicator(session, "trust", unit="grade", highest=None)
    measured(session, "2011", 38.5, low=36.25, high=40, sampleSize=120, source="=SUM(A1)", note=ODD)
    measured(session, "2011", 39, note="'aan'", reason="herzien")
    measured(session, "2012-Q3", None, missing="unknown", note="%")
    measured(session, "2021/2022", 0.000001)
    for place in ("veld", "bos", "dal"):
        for year in range(2005, 2013):
            measured(session, str(year), year - 2000.25, indicator="trust", place=place)
    measured(session, "2012", 26.5, indicator="trust", population="age-16-54", numerator=13, denominator=49)
    measured(session, "2012", 3, indicator="help", place="dal")
    session.commit()


async def pull(api: httpx.AsyncClient, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """All pages of a question, to the last."""
    pages = [(await api.get("/measurements", params=asked)).json()]
    while following := pages[-1]["next"]:
        pages.append((await api.get(f"http://test{following}")).json())
    return pages


def questions() -> list[dict[str, Any]]:
    chance = random.Random(5)
    choices: dict[str, list[Any]] = {
        "indicator": [["trust"], ["trust", "nuisance"], ["none"]],
        "place": [["veld"], ["veld", "dal"]],
        "population": [["all"], ["age-16-54"]],
        "area": [["zuid"]],
        "state": [["final"], ["final", "provisional"]],
        "acceptance": [["accepted"]],
        "source": [["=SUM(A1)"]],
        "periodFrom": ["2008"],
        "periodTo": ["2011"],
    }
    asked = []
    for _ in range(QUESTIONS):
        names = chance.sample(list(choices), chance.randrange(4))
        asked.append({name: chance.choice(choices[name]) for name in names} | {"pageSize": chance.choice([1, 3, 100])})
    return asked


async def test_written_and_looked_at_pages_are_the_same_whatever_is_asked(
    api: httpx.AsyncClient, figures: None
) -> None:
    for asked in questions():
        open_ones = {"indicator": ["nuisance", "trust"], **asked}
        written, looked_at = await pull(api, open_ones), await pull(api, open_ones | LOOKED_AT)

        assert [page["items"] for page in written] == [page["items"] for page in looked_at], asked
        assert {*written[0]} == {"items", "next", "nextChangedSince"}


async def test_every_page_of_a_pull_carries_the_mark_of_its_beginning(api: httpx.AsyncClient, figures: None) -> None:
    asked: dict[str, Any] = {"indicator": "trust", "pageSize": 3}
    first = await api.get("/measurements", params=asked)
    looked_at = await api.get("/measurements", params=asked | LOOKED_AT)
    later = await api.get(f"http://test{first.json()['next']}")
    marks = {answer.headers["changed-since-mark"] for answer in (first, looked_at, later)}

    assert len(marks) == 1
    assert [page["nextChangedSince"] for page in await pull(api, asked)][-1] == marks.pop()


async def test_a_page_with_one_hidden_figure_hides_it_and_tells_the_rest(api: httpx.AsyncClient, figures: None) -> None:
    pages = await pull(api, {"place": "dal", "pageSize": 4})
    told = [
        (item["indicator"], item["period"], item["value"], item["missing"]) for page in pages for item in page["items"]
    ]

    assert told[0] == ("help", "2012", None, "suppressed")
    assert told[1:] == [("trust", str(year), year - 2000.25, None) for year in range(2005, 2013)]


async def test_what_changed_comes_in_the_order_of_its_changes_page_by_page(
    api: httpx.AsyncClient, session: Session, figures: None
) -> None:
    mark = (await api.get("/measurements")).headers["changed-since-mark"]
    for place, year in (("dal", "2007"), ("bos", "2006"), ("veld", "2012"), ("bos", "2005")):
        measured(session, year, 1, indicator="trust", place=place, reason="herzien")
    session.commit()
    pages = await pull(api, {"changedSince": mark, "indicator": "trust", "pageSize": 3})

    assert [[(item["place"], item["period"]) for item in page["items"]] for page in pages] == [
        [("dal", "2007"), ("bos", "2006"), ("veld", "2012")],
        [("bos", "2005")],
    ]


async def test_a_cursor_of_another_order_or_with_another_number_of_keys_is_refused(
    api: httpx.AsyncClient, session: Session, figures: None
) -> None:
    mark = (await api.get("/measurements")).headers["changed-since-mark"]
    measured(session, "2012", 1, indicator="trust", place="bos", reason="herzien")
    measured(session, "2011", 1, indicator="trust", place="bos", reason="herzien")
    session.commit()
    by_key = (await pull(api, {"pageSize": 3}))[0]["next"].partition("cursor=")[2]
    by_change = (await pull(api, {"changedSince": mark, "pageSize": 1}))[0]["next"].partition("cursor=")[2]

    for asked in (f"?cursor={by_change}", f"?changedSince={mark}&cursor={by_key}", f"?cursor={by_key[:-8]}"):
        refused = await api.get(f"/measurements{asked}")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "bad-cursor"), asked


async def test_a_known_reader_is_told_what_it_may_do_with_each_figure(
    api: httpx.AsyncClient, keys: Keys, figures: None
) -> None:
    school = keys.partner("school")
    own = {"indicator": "trust", "place": "dal", "period": "2015", "value": 4}
    assert (await api.post("/measurements", json=own, headers=school)).status_code == 201
    asked: dict[str, Any] = {"indicator": "trust", "place": "dal", "periodFrom": "2012"}
    seen = [
        [
            (item["period"], item["may"])
            for item in (await api.get("/measurements", params=asked, headers=key)).json()["items"]
        ]
        for key in (school, {})
    ]

    assert seen == [[("2012", []), ("2015", ["revise", "withdraw"])], [("2012", []), ("2015", [])]]


def test_the_last_change_is_known_at_once_where_nobody_has_to_be_waited_for(engine: Engine, session: Session) -> None:
    given_course(session)
    for value in (1, 2, 3):
        measured(session, "2012", value, reason="herzien")
        session.commit()
        at_once = last_change_at_once(engine)
        assert at_once == (last_change(engine) if engine.dialect.name == "sqlite" else None)

    for _ in range(2):  # each time that the engine let go of everything, it begins anew
        engine.dispose()
        assert (last_change_at_once(engine) or last_change(engine)) == last_change(engine)


def test_the_last_change_is_known_after_the_server_let_go_of_every_connection(engine: Engine, session: Session) -> None:
    given_course(session)
    measured(session, "2012", 1)
    session.commit()
    known = last_change(engine)
    if engine.dialect.name == "postgresql":
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

    assert [last_change(engine) for _ in range(3)] == [known] * 3
    assert known[0] > 0
