"""An old report can be pulled again: what has figures is asked as known, what counts statuses as of a day."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.main import Application
from tests.given import given_area, given_course, given_place, given_programme, measured

HAVE_NO_VERSIONS = {"/sources", "/sources/{source_id}", "/populations", "/populations/{population_id}", "/partners"}
"""What is asked of these is what holds now; the documentation says so."""

OF_TODAY = HAVE_NO_VERSIONS | {
    *("/.well-known/jwks.json", "/me", "/me/questions", "/audit-events", "/data-sets", "/references"),
    *("/partners/{partner_id}", "/partners/{partner_id}/mailbox", "/deliveries/digest"),
    *("/programmes/{programme_id}/export",),  # holds every version itself
}
UNDER_WORK = ("/measurement-", "/figure-questions", "/opening-requests", "/webhooks")
"""Letters, and what is being sent: these are about today, and hold no figures of the past."""


def reads(app: Application) -> dict[str, tuple[set[str], str]]:
    """Every address that is read: the names of what can be asked there, and all shapes of its answer as text."""
    document = app.state.api.openapi()
    found = {}
    for path, methods in document["paths"].items():
        if "get" in methods:
            asked = {one["name"] for one in methods["get"].get("parameters", ())}
            shapes = _shapes(methods["get"]["responses"].get("200", {}), document["components"]["schemas"], set())
            found[path] = asked, " ".join(sorted(shapes))
    return found


def _shapes(part: Any, schemas: dict[str, Any], seen: set[str]) -> set[str]:
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    name = str(part.get("$ref", "")).removeprefix("#/components/schemas/") if isinstance(part, dict) else ""
    if name in schemas and name not in seen:
        seen.add(name)
        _shapes(schemas[name], schemas, seen)
    for each in inside:
        _shapes(each, schemas, seen)
    return seen


def test_every_reading_of_figures_can_be_asked_as_known_at_a_moment(app: Application) -> None:
    without = {path for path, (asked, _) in reads(app).items() if "knownAt" not in asked}

    assert {path for path in without if not path.startswith(UNDER_WORK)} == OF_TODAY


def test_every_counting_of_statuses_can_be_asked_as_of_a_day(app: Application) -> None:
    counting = {path: asked for path, (asked, shapes) in reads(app).items() if "StatusCounts" in shapes}

    assert [path for path, asked in counting.items() if "asOf" not in asked] == []
    assert {"/areas", "/goals/{goal_id}", "/programmes/{programme_id}/nodes"} <= counting.keys()


COUNTED: dict[str, Callable[[Any], Any]] = {
    "/areas": lambda body: body["items"][0]["progress"]["counts"],
    "/areas/zuid": lambda body: body["progress"]["counts"],
    "/goals": lambda body: body["items"][0]["counts"],
    "/goals/rust": lambda body: body["counts"],
    "/nodes/rust": lambda body: body["counts"],
    "/programmes": lambda body: body["items"][0]["counts"],
    "/programmes/samen": lambda body: body["counts"],
    "/programmes/samen/nodes": lambda body: body["items"][0]["counts"],
}


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld", "bos"])
    measured(session, "2011", 40)
    measured(session, "2012", 20)


async def test_counts_are_those_of_the_day_on_lists_and_of_one_alike(
    api: httpx.AsyncClient, site: httpx.AsyncClient, course: None
) -> None:
    seen = set()
    for day in ("2007", "2011", "2012-12-31", None):
        asked = {"asOf": day} if day else {}
        whole = (await api.get("/areas/zuid/progress", params=asked)).json()["counts"]
        for path, counts in COUNTED.items():
            answer = await api.get(path, params=asked)
            assert answer.status_code == 200, answer.text
            assert counts(answer.json()) == whole, (path, day)
        for address in ("areas", "areas('zuid')"):
            row = (await site.get(f"/odata/v4/{address}", params=asked)).json()
            told = row["value"][0] if "value" in row else row
            assert [told[f"progressCounts{name[0].upper()}{name[1:]}"] for name in whole] == list(whole.values())
        seen.add(str(whole))

    assert len(seen) == 3  # only a baseline, far behind, achieved


async def test_a_day_that_cannot_be_read_is_refused_wherever_it_can_be_asked(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_programme(session, "leeg")
    for path in (*COUNTED, "/programmes/leeg"):
        for day in ("2011-13", "later"):
            refused = await api.get(path, params={"asOf": day})
            errors = [(error["field"], error["code"]) for error in refused.json().get("errors", ())]
            assert (refused.status_code, errors) == (400, [("asOf", "invalid-period")]), path
