"""What a target would mean before anything is stored, and where it could start from."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_indicator,
    given_partner,
    given_place,
    given_programme,
    given_target,
    measured,
)
from tests.keys import Header, Keys

NEW = {
    "goal": "rust",
    "indicator": "nuisance",
    "place": "veld",
    "rule": "absolute",
    "direction": "fall",
    "baselinePeriod": "2006",
    "checkpoints": [{"year": 2010, "value": 34}],
}


@pytest.fixture
def staff(keys: Keys, session: Session) -> Header:
    given_course(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def previewed(api: httpx.AsyncClient, key: Header, **sent: Any) -> httpx.Response:
    body = {name: value for name, value in sent.items() if value != "leave out"}
    return await api.post("/targets/preview", json=body, headers=key)


async def meaning(api: httpx.AsyncClient, key: Header, **sent: Any) -> dict[str, Any]:
    answer = await previewed(api, key, **sent)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_draft_says_what_it_expects_of_each_year(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    measured(session, "2008", 37)
    found = await meaning(api, staff, **NEW)

    assert found["words"] == {"what": "Nuisance", "where": "Veld", "unit": "percent", "decimals": 0}
    assert [(one["year"], one["value"]) for one in found["expected"]] == [
        (2007, 40), (2008, 38), (2009, 36), (2010, 34),
    ]  # fmt: skip
    assert (found["status"], found["bound"], found["start"]["value"], found["startIsProposed"]) == (
        "on-track",
        "at-most",
        42,
        False,
    )
    assert [(one["code"], one["other"]) for one in found["findings"]] == []


async def test_nothing_is_stored_of_a_preview(api: httpx.AsyncClient, staff: Header) -> None:
    await meaning(api, staff, **NEW)

    assert [one["id"] for one in (await api.get("/targets")).json()["items"]] == ["minder"]
    assert (await api.get("/audit-events", headers=staff)).json().get("items", []) == []


async def test_a_change_says_what_it_would_mean(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    now = await meaning(api, staff, id="minder")
    then = await meaning(api, staff, id="minder", checkpoints=[{"year": 2017, "value": 31}])

    assert [found["expected"][-1] for found in (now, then)] == [
        {"year": 2017, "value": 28},
        {"year": 2017, "value": 31},
    ]
    assert (await api.get("/targets/minder")).json()["checkpoints"][-1]["value"] == 28


async def test_where_no_baseline_is_named_the_last_value_before_the_first_year_is_proposed(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    measured(session, "2009", 40)
    measured(session, "2011", 20)
    found = await meaning(api, staff, **NEW | {"baselinePeriod": None, "startYear": 2010, "checkpoints": [
        {"year": 2014, "value": 30}]})  # fmt: skip

    assert found["proposedBaseline"] == {
        "target": None, "firstYear": 2010, "period": "2009", "value": 40, "reason": None, "places": None,
    }  # fmt: skip
    assert (found["start"]["value"], found["startIsProposed"]) == (40, True)
    assert [one["value"] for one in found["expected"]] == [38, 36, 34, 32, 30]
    assert (found["status"], found["reason"]) == ("achieved", None)


@pytest.mark.parametrize(
    ("more", "reason", "period"),
    [
        ({}, "baseline-named", None),
        ({"baseline_period": None}, None, "2006"),
        ({"baseline_period": None, "start_year": 2006}, "no-figure", None),
        ({"baseline_period": None, "rule": "coverage", "direction": "rise", "bound": "at-least", "start_year": 2010},
         "from-nothing", None),
        ({"baseline_period": None, "rule": "direction", "checkpoints": []}, "no-first-year", None),
        ({"baseline_period": None, "rule": "direction", "checkpoints": [], "indicator_id": None},
         "not-in-figures", None),
        ({"baseline_period": None, "rule": "milestone", "checkpoints": [], "indicator_id": None,
          "steps": [{"name": "Plan"}]}, "not-in-figures", None),
    ],
)  # fmt: skip
async def test_a_proposal_or_the_reason_that_there_is_none(
    api: httpx.AsyncClient,
    session: Session,
    staff: Header,
    more: dict[str, Any],
    reason: str | None,
    period: str | None,
) -> None:
    given_target(session, "vraag", **more)

    found = (await api.get("/targets/vraag/baseline-proposal")).json()
    assert (found["reason"], found["period"], found["value"]) == (reason, period, 42 if period else None)


async def test_the_first_year_is_that_of_the_term_where_no_other_is_named(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:

    given_programme(session, "later", starts=date(2006, 6, 1))
    given_goal(session, "later-doel", programme="later")
    given_target(session, "vraag", programme_id="later", goal_id="later-doel", baseline_period=None)
    measured(session, "2005", 44)

    found = (await api.get("/targets/vraag/baseline-proposal")).json()
    assert (found["firstYear"], found["period"], found["value"]) == (2006, "2005", 44)


async def test_every_neighbourhood_is_told_what_it_has_in_the_commonest_period(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    for key in ("bos", "duin"):
        given_place(session, key)
        measured(session, "2005", 30, place=key)
    given_area(session, "zuid", members=["veld", "bos", "duin"])
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid", baseline_period=None)

    found = (await api.get("/targets/overal/baseline-proposal")).json()
    assert (found["period"], found["value"], found["places"]) == (
        "2005",
        None,
        [{"place": "bos", "value": 30}, {"place": "duin", "value": 30}, {"place": "veld", "value": None}],
    )
    places = (await meaning(api, staff, id="overal"))["places"]
    assert [(one["name"], one["status"], len(one["expected"])) for one in places] == [
        ("Bos", "no-data", 12),
        ("Duin", "no-data", 12),
        ("Veld", "no-data", 2),
    ]


async def test_a_shielded_baseline_is_proposed_by_its_period_alone(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    given_target(session, "hulp", indicator_id="help", baseline_period=None, checkpoints=[{"year": 2017, "value": "2"}])
    measured(session, "2006", 3, indicator="help")

    async def told(key: Header) -> tuple[Any, Any]:
        found = (await api.get("/targets/hulp/baseline-proposal", headers=key)).json()
        return found["period"], found["value"]

    assert [await told(key) for key in ({}, staff)] == [("2006", None), ("2006", 3)]
    assert (await api.get("/targets/hulp")).json()["expected"] == [{"year": 2017, "value": 2}]


async def test_a_proposal_is_confirmed_by_decision(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_target(session, "vraag", baseline_period=None)
    decided = {"reason": "De laatste meting ervoor", "baselinePeriod": "2006"}
    done = await api.post("/targets/vraag/amendment", json=decided, headers=staff)

    assert (done.json()["changed"], done.json()["before"]["expected"][0], done.json()["after"]["expected"][0]) == (
        ["baselinePeriod"],
        {"year": 2011, "value": 38},
        {"year": 2007, "value": 41.2},
    )
    found = (await api.get("/targets/vraag")).json()
    assert (found["baseline"]["value"], found["proposedBaseline"]["reason"]) == (42, "baseline-named")


async def test_a_direction_or_a_reference_expects_nothing_that_can_be_said_ahead(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_place(session, "stad")
    omlaag = await meaning(api, staff, **NEW | {"rule": "direction", "checkpoints": []})
    gelijk = await meaning(
        api, staff, **NEW | {"rule": "reference", "checkpoints": [], "reference": "stad", "endYear": 2017}
    )

    assert [found["expected"] for found in (omlaag, gelijk)] == [[], []]


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, [("goal", "required")]),
        ({"goal": "rust"}, [("rule", "required"), ("direction", "required")]),
        (NEW | {"checkpoints": [{"year": 2010, "value": 134}]}, [("checkpoints", "out-of-bounds")]),
        (
            NEW | {"indicator": "niets", "place": None},
            [("indicator", "unknown-indicator"), ("place", "place-required")],
        ),
        ({"id": "minder", "checkpoints": [{"year": 2010, "change": -3}]}, [("checkpoints.0", "value-required")]),
        ({"id": "minder", "colour": "red"}, [("colour", "unknown-field")]),
    ],
)
async def test_a_preview_names_all_that_is_wrong(
    api: httpx.AsyncClient, staff: Header, sent: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    refused = await previewed(api, staff, **sent)

    assert refused.status_code == 400, refused.text
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == errors


async def test_only_staff_of_the_place_previews(
    api: httpx.AsyncClient, session: Session, keys: Keys, staff: Header
) -> None:
    given_area(session, "noord", members=[given_place(session, "bos").id])
    given_partner(session)
    given_target(session, "weg", state="withdrawn")
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])

    for sent in (NEW, {"id": "minder"}):
        refused = [(await previewed(api, key, **sent)).status_code for key in ({}, keys.partner("politie"), elsewhere)]
        assert refused == [401, 403, 403]
    assert [(await previewed(api, staff, id=key)).status_code for key in ("nergens", "weg")] == [404, 409]
