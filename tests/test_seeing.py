"""Small counts stay hidden on every path, with true small counts in the database.

`help` counts people: at `veld` 42 in 2006, 23 in 2011, 3 in 2012; `bos` 4 in 2011; all given by the school.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import SYSTEM, Actor, Role
from app.models.progress import Judgement
from app.models.terms import Status
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_partner,
    given_place,
    given_target,
    measured,
)
from tests.keys import Header, Keys

SCHOOL: Actor = replace(SYSTEM, id="school", role=Role.PARTNER, partner="school", name="school")


@pytest.fixture
def figures(session: Session) -> None:
    given_course(session)
    given_partner(session, "school")
    given_partner(session, "politie")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld", "bos"])
    given_area(session, "noord")
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    given_target(session, "hulp", indicator_id="help", checkpoints=[{"year": 2017, "value": "6"}])
    for year, value in (("2006", 42), ("2011", 23), ("2012", 3)):
        counted(session, year, value)
    counted(session, "2011", 4, place="bos")


def counted(session: Session, period: str, value: float | None, **more: Any) -> str:
    return str(measured(session, period, value, indicator="help", **{"actor": SCHOOL, **more}).id)


class Everyone:
    """Everyone who may look, by name; an account is made when it is asked for."""

    def __init__(self, keys: Keys) -> None:
        self.made: dict[str, Callable[[], Header]] = {
            "nobody": dict,
            "reader": lambda: keys.person(Role.READER),
            "police": lambda: keys.partner("politie"),
            "staff elsewhere": lambda: keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
            "school": lambda: keys.partner("school"),
            "editor of the school": lambda: keys.person(Role.PARTNER_EDITOR, partner="school"),
            "staff here": lambda: keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]),
            "staff": lambda: keys.person(Role.PROGRAMME_STAFF),
            "administrator": lambda: keys.person(Role.ADMINISTRATOR),
        }

    def __getitem__(self, name: str) -> Header:
        header = self.made[name]()
        self.made[name] = lambda: header
        return header


@pytest.fixture
def who(keys: Keys, figures: None) -> Everyone:
    return Everyone(keys)


HAVE_THE_RIGHT = ("school", "editor of the school", "staff here", "staff", "administrator")
HAVE_NOT = ("nobody", "reader", "police", "staff elsewhere")


async def get(api: httpx.AsyncClient, address: str, key: Header | None = None, **asked: Any) -> Any:
    answer = await api.get(address, params=asked, headers=key or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", [*HAVE_NOT, *HAVE_THE_RIGHT])
async def test_the_list_shows_true_figures_to_who_has_the_right_and_coarse_ones_to_others(
    api: httpx.AsyncClient, who: Everyone, name: str
) -> None:
    items = (await get(api, "/measurements", who[name], indicator="help"))["items"]
    seen = [(one["place"], one["period"], one["value"], one["missing"]) for one in items]

    assert seen == (
        [("bos", "2011", 4, None), ("veld", "2006", 42, None), ("veld", "2011", 23, None), ("veld", "2012", 3, None)]
        if name in HAVE_THE_RIGHT
        else [
            ("bos", "2011", None, "suppressed"),
            ("veld", "2006", 40, None),
            ("veld", "2011", 25, None),
            ("veld", "2012", None, "suppressed"),
        ]
    )


@pytest.mark.parametrize("name", HAVE_NOT)
async def test_one_figure_and_its_history_tell_no_more_than_the_list(
    api: httpx.AsyncClient, session: Session, who: Everyone, name: str
) -> None:
    key = counted(session, "2011", 21, now=datetime(2014, 1, 1, tzinfo=UTC), reason="21 in plaats van 23")
    counted(session, "2011", 2, now=datetime(2015, 1, 1, tzinfo=UTC), note="Nog maar 2")
    one = await get(api, f"/measurements/{key}", who[name])
    revisions = (await get(api, f"/measurements/{key}/revisions", who[name]))["items"]

    assert [one[part] for part in ("value", "missing", "note", "flags", "revision", "may")] == [
        *(None, "suppressed", None),
        *([], 3, []),
    ]
    assert [(part["revision"], part["value"], part["missing"], part["reason"]) for part in revisions] == [
        (3, None, "suppressed", None),
        (2, 20, None, None),
        (1, 25, None, None),
    ]


async def test_who_has_the_right_sees_the_history_as_it_was(
    api: httpx.AsyncClient, session: Session, who: Everyone
) -> None:
    key = counted(session, "2011", 2, now=datetime(2014, 1, 1, tzinfo=UTC), reason="2, geen 23")

    for name in HAVE_THE_RIGHT:
        revisions = (await get(api, f"/measurements/{key}/revisions", who[name]))["items"]
        assert [(part["value"], part["reason"]) for part in revisions] == [(2, "2, geen 23"), (23, None)]


@pytest.mark.parametrize("name", HAVE_NOT)
async def test_what_was_known_before_is_hidden_too(
    api: httpx.AsyncClient, session: Session, who: Everyone, name: str
) -> None:
    counted(session, "2012", 30, now=datetime(2015, 1, 1, tzinfo=UTC))
    asked = {"indicator": "help", "place": "veld", "periodFrom": "2012"}

    then = (await get(api, "/measurements", who[name], knownAt="2014-06-01", **asked))["items"]
    now = (await get(api, "/measurements", who[name], **asked))["items"]
    assert [(one["value"], one["missing"]) for one in (*then, *now)] == [(None, "suppressed"), (30, None)]


async def test_a_right_is_that_of_today_whatever_moment_is_asked(
    api: httpx.AsyncClient, session: Session, keys: Keys, figures: None
) -> None:
    """Staff of an area that the place was never part of until now, and of one that it has left."""
    given_area(session, "nieuw", now=datetime(2020, 1, 1, tzinfo=UTC), members=["veld"])
    asked = {"indicator": "help", "place": "veld", "periodFrom": "2012", "knownAt": "2015-01-01"}

    of_nieuw = keys.person(Role.PROGRAMME_STAFF, areas=["nieuw"])
    assert [one["value"] for one in (await get(api, "/measurements", of_nieuw, **asked))["items"]] == [3]


@pytest.mark.parametrize("name", HAVE_NOT)
async def test_an_assessment_on_a_hidden_figure_is_shielded_and_tells_nothing_else(
    api: httpx.AsyncClient, session: Session, who: Everyone, name: str
) -> None:
    for year, value in (("2007", 40), ("2008", 38), ("2009", 30), ("2010", 28)):
        counted(session, year, value)
    session.add(
        Judgement(
            target_id="hulp",
            place_id="veld",
            status=Status.ACHIEVED,
            reason="Van 42 naar 3",
            role="programme-staff",
            recorded_at=datetime(2013, 1, 1, tzinfo=UTC),
        )
    )
    session.commit()
    found = await get(api, "/targets/hulp/assessment", who[name], asOf="2012")

    assert found["status"] == "suppressed"
    nothing = ("pace", "chances", "baseline", "actual", "expected", "gapToTarget", "reachedAt", "lostAt", "overshoot")
    beside = ("reference", "forecast", "judgement", "reason", "throughTime", "againstReference")
    assert {part: found[part] for part in (*nothing, *beside) if found[part] is not None} == {}
    assert {part: found[part] for part in ("checkpoints", "notes", "series", "may") if found[part] != []} == {}
    assert (found["deadlinePassed"], found["outdated"], set(found["ages"].values())) == (False, False, {None})


@pytest.mark.parametrize("name", HAVE_THE_RIGHT)
async def test_who_has_the_right_gets_the_true_assessment(api: httpx.AsyncClient, who: Everyone, name: str) -> None:
    found = await get(api, "/targets/hulp/assessment", who[name], asOf="2012")

    assert (found["status"], found["actual"]["value"], found["reachedAt"]) == ("achieved", 3, "2012")
    assert [point["value"] for point in found["series"]] == [42, 23, 3]


async def test_an_assessment_is_computed_from_what_its_reader_sees(api: httpx.AsyncClient, who: Everyone) -> None:
    """40 to 6 in eleven years; 25 is seen and 23 is true. Expected in 2011: 40 - 34 * 5 / 11."""
    coarse, true = [
        await get(api, "/targets/hulp/assessment", who[name], asOf="2011") for name in ("nobody", "staff here")
    ]

    assert [one["pace"] for one in (coarse, true)] == pytest.approx([15 / (34 * 5 / 11), 19 / (36 * 5 / 11)])
    assert [point["value"] for point in coarse["series"]] == [40, 25]
    assert (coarse["baseline"]["value"], coarse["line"][0]["value"], coarse["gapToTarget"]) == (40, 40, 19)


@pytest.mark.parametrize("name", HAVE_NOT)
async def test_filters_and_counts_go_by_what_is_seen(api: httpx.AsyncClient, who: Everyone, name: str) -> None:
    asked = {"indicator": "help", "asOf": "2012"}
    for address in ("/targets", "/assessments"):
        hidden = (await get(api, address, who[name], status="suppressed", **asked))["items"]
        achieved = await get(api, address, who[name], status="achieved", count="true", **asked)
        assert (len(hidden), achieved["items"], achieved["total"]) == (1, [], 0)
    progress = await get(api, "/areas/zuid/progress", who[name], asOf="2012")
    assert (progress["counts"]["suppressed"], progress["counts"]["achieved"]) == (1, 0)


@pytest.mark.parametrize("name", HAVE_NOT)
async def test_a_target_shows_no_hidden_baseline(
    api: httpx.AsyncClient, session: Session, who: Everyone, name: str
) -> None:
    given_target(session, "klein", indicator_id="help", baseline_period="2012", other_baselines=["2012", "2011"])

    found = await get(api, "/targets/klein", who[name])
    assert [(one["period"], one["value"]) for one in (found["baseline"], *found["otherBaselines"])] == [
        *(("2012", None), ("2012", None)),
        ("2011", 25),
    ]


async def test_a_hidden_reference_shields_the_comparison(
    api: httpx.AsyncClient, session: Session, who: Everyone
) -> None:
    given_target(session, "gelijk", indicator_id="help", rule="reference", reference_id="bos", baseline_period="2011")
    counted(session, "2012", 4, place="bos")
    counted(session, "2012", 30)

    found = await get(api, "/targets/gelijk/assessment", asOf="2012")
    assert (found["status"], found["reference"], found["pace"]) == ("suppressed", None, None)
    assert [(point["value"], point["missing"]) for point in found["referenceSeries"]] == [(None, "suppressed")] * 2
    true = await get(api, "/targets/gelijk/assessment", who["staff"], asOf="2012")
    assert (true["status"], true["reference"]["value"]) == ("worsening", 4)
