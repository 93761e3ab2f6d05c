"""Deciding about a target on the site: the effect first, both versions when somebody else was there before."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.filling import inputs, opened, pointed_at
from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_partner,
    given_place,
    given_programme,
    given_target,
    measured,
)
from tests.keys import Keys
from tests.people import sign_in
from tests.reading import calls, chosen, rows, typed, words

HTMX = {"HX-Request": "true"}
WHY = {"reason": "De wijk vernieuwt later", "body": "Alliantie", "date": "2026-03-01", "grounds": "agreement"}
DECIDE, LOOK = {"do": "decide"}, {"do": "look"}


@pytest.fixture
async def staff(site: httpx.AsyncClient, session: Session) -> httpx.AsyncClient:
    """From 42 in 2006 to 38 in 2011 and 28 in 2017; 36 was measured in 2014. The state and a city signed."""
    given_course(session)
    measured(session, "2014", 36)
    for partner in ("rijk", "stad"):
        given_partner(session, partner)
    given_programme(session, "verbond", partners=["rijk", "stad"])
    given_goal(session, "verbonden", programme="verbond")
    given_target(
        session, "belofte", programme_id="verbond", goal_id="verbonden", place_id=given_place(session, "bos").id
    )
    given_target(session, "ontwerp", state="draft", checkpoints=[{"year": 2030, "value": "10"}])
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    return site


async def test_the_effect_is_shown_before_anything_is_stored(staff: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    form = await opened(staff, "/streefwaarden/minder/wijzigen")
    answer = await staff.post("/streefwaarden/minder/wijzigen", data=form | LOOK | {"value-1": "34,5"})

    shown = {cells[0]: cells[1:] for cells in rows(answer.text)}
    assert (answer.status_code, "Er is nog niets opgeslagen." in words(answer.text)) == (200, True)
    assert (shown["Status"], shown["Verwacht bij het laatste cijfer"]) == (["loopt achter", "op koers"], ["33%", "36%"])
    assert shown["Verwacht in 2017"] == ["28%", "35%"]
    assert shown["Wat is afgesproken"][1] == "begin: 2006; 2011: 38%; 2017: 34,5%; hoogstens"
    assert (typed(answer.text, "value-1"), typed(answer.text, "body")) == ("34,5", "")
    assert (await api.get("/targets/minder")).json()["checkpoints"][-1]["value"] == 28


async def test_a_decision_is_recorded_and_the_old_path_stays_on_the_page(staff: httpx.AsyncClient) -> None:
    form = await opened(staff, "/streefwaarden/minder/wijzigen")
    answer = await staff.post("/streefwaarden/minder/wijzigen", data=form | DECIDE | WHY | {"value-1": "34"})
    page = (await staff.get(answer.headers["location"])).text

    assert (answer.status_code, answer.headers["location"]) == (303, "/streefwaarden/minder?gedaan=amend")
    assert "Het besluit is vastgelegd." in words(page)
    kept = [cells for cells in rows(page) if cells[0] in ("2 (vastgesteld)", "1 (gewijzigd)")]
    assert [(cells[0], cells[2]) for cells in kept] == [
        ("2 (vastgesteld)", "begin: 2006; 2011: 38%; 2017: 34%; hoogstens"),
        ("1 (gewijzigd)", "begin: 2006; 2011: 38%; 2017: 28%; hoogstens"),
    ]
    assert kept[0][3] == "gewijzigd, Alliantie, 1 maart 2026. De wijk vernieuwt later"
    assert (page.count('class="wk-course__earlier"'), page.count(">eerder afgesproken</text>")) == (2, 2)
    assert "Eerder afgesproken, tot" in page


async def test_a_target_without_another_path_draws_none(staff: httpx.AsyncClient) -> None:
    page = (await staff.get("/streefwaarden/minder")).text

    assert ("wk-course__earlier" in page, "eerder pad" in page) == (False, False)


async def test_only_what_was_typed_over_is_sent(staff: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    form = await opened(staff, "/streefwaarden/minder/wijzigen")
    more = {
        "note": "Zie bijlage",
        "patienceUntil": "2008",
        "condition": "Als het lukt",
        "year-2": "2020",
        "value-2": "25",
    }
    await staff.post("/streefwaarden/minder/wijzigen", data=form | DECIDE | WHY | more)

    found = (await api.get("/targets/minder")).json()
    assert (found["note"], found["patienceUntil"], found["condition"]["text"]) == ("Zie bijlage", 2008, "Als het lukt")
    assert [(point["year"], point["value"]) for point in found["checkpoints"]] == [(2011, 38), (2017, 28), (2020, 25)]
    assert found["history"][1]["bound"] == found["bound"]


async def test_each_mistake_is_pointed_at_in_its_own_row(staff: httpx.AsyncClient) -> None:
    form = await opened(staff, "/streefwaarden/minder/wijzigen")
    sent = (
        form | DECIDE | {"year-0": "", "value-0": "", "value-1": "veel", "patienceUntil": "ooit", "grounds": "finance"}
    )
    answer = await staff.post("/streefwaarden/minder/wijzigen", data=sent)

    assert answer.status_code == 400
    assert pointed_at(answer.text) == ["patienceUntil", "reason", "value-1"]
    assert (typed(answer.text, "value-1"), typed(answer.text, "patienceUntil")) == ("veel", "ooit")


async def test_a_party_that_did_not_agree_is_named_beside_its_answer(staff: httpx.AsyncClient) -> None:
    form = await opened(staff, "/streefwaarden/belofte/wijzigen")
    sent = form | WHY | {"value-1": "34", "consent-rijk": "yes", "consent-stad": "no"}
    looked = await staff.post("/streefwaarden/belofte/wijzigen", data=sent | LOOK)
    refused = await staff.post("/streefwaarden/belofte/wijzigen", data=sent | DECIDE)
    agreed = await staff.post("/streefwaarden/belofte/wijzigen", data=sent | DECIDE | {"consent-stad": "yes"})

    assert (looked.status_code, "Stad: Wie ondertekende, stemt in" in words(looked.text)) == (200, True)
    assert (refused.status_code, pointed_at(refused.text)) == (400, ["consent-stad"])
    assert chosen(refused.text, "consent-rijk") == "yes"
    page = words((await staff.get(agreed.headers["location"])).text)
    assert "Rijk: stemde in. Stad: stemde in." in page


async def test_nobody_asked_is_said_above_the_parties(staff: httpx.AsyncClient) -> None:
    form = await opened(staff, "/streefwaarden/belofte/wijzigen")
    answer = await staff.post("/streefwaarden/belofte/wijzigen", data=form | DECIDE | WHY | {"value-1": "34"})

    assert (answer.status_code, pointed_at(answer.text)) == (400, ["consent"])


async def test_who_comes_second_sees_both_versions_and_loses_nothing(
    staff: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    mine = await opened(staff, "/streefwaarden/minder/wijzigen") | DECIDE | WHY | {"note": "Van mij"}
    other = await opened(staff, "/streefwaarden/minder/wijzigen") | DECIDE | WHY | {"value-1": "30", "note": "Van hen"}
    await staff.post("/streefwaarden/minder/wijzigen", data=other)
    late = await staff.post("/streefwaarden/minder/wijzigen", data=mine)

    assert (late.status_code, "Iemand anders heeft deze streefwaarde gewijzigd" in words(late.text)) == (412, True)
    both = {cells[0]: cells[1:] for cells in rows(late.text) if len(cells) == 3}
    assert both == {"Toelichting": ["Van hen", "Van mij"], "Waarde van tussendoel 2": ["30", "28"]}
    assert [cells[0] for cells in rows(late.text) if len(cells) == 4] == ["2 (vastgesteld)", "1 (gewijzigd)"]
    again = inputs(late.text)
    assert (again["value-1"], again["note"], again["reason"]) == ("30", "Van mij", WHY["reason"])
    assert (await staff.post("/streefwaarden/minder/wijzigen", data=again | DECIDE)).status_code == 303
    found = (await api.get("/targets/minder")).json()
    assert (found["checkpoints"][-1]["value"], found["note"], len(found["history"])) == (30, "Van mij", 3)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/streefwaarden/minder/intrekken", {}),
        ("/streefwaarden/minder/herijken", {"baselinePeriod": "2014"}),
        ("/streefwaarden/ontwerp/vaststellen", {}),
    ],
)
async def test_every_deed_says_that_somebody_was_first(
    staff: httpx.AsyncClient, path: str, more: dict[str, str]
) -> None:
    form = await opened(staff, path) | DECIDE | WHY | more
    first = await staff.post(path, data=form)
    second = await staff.post(path, data=form)

    assert [first.status_code, second.status_code] == [303, 412]
    assert "Wat er intussen gebeurde" in words(second.text)
    assert ("De wijk vernieuwt later</textarea>" in second.text, typed(second.text, "body")) == (True, "Alliantie")
    still = 'value="decide"' in second.text
    assert still == path.endswith("herijken")


async def test_a_draft_is_adopted_and_what_is_no_draft_is_not(staff: httpx.AsyncClient) -> None:
    form = await opened(staff, "/streefwaarden/ontwerp/vaststellen")
    answer = await staff.post("/streefwaarden/ontwerp/vaststellen", data=form | DECIDE | WHY, headers=HTMX)

    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/streefwaarden/ontwerp?gedaan=adopt")
    assert (await staff.get("/streefwaarden/ontwerp/vaststellen")).status_code == 403


async def test_another_baseline_shows_each_step_before_and_after(staff: httpx.AsyncClient, session: Session) -> None:
    measured(session, "2011", 36)
    measured(session, "2008", 21)
    form = await opened(staff, "/streefwaarden/minder/herijken")
    looked = await staff.post("/streefwaarden/minder/herijken", data=form | LOOK | {"baselinePeriod": "2008"})

    shown = {cells[0]: cells[1:] for cells in rows(looked.text)}
    assert (shown["Nulmeting"], shown["Afgesproken voor 2011"], shown["Afgesproken voor 2017"]) == (
        ["42% (2006)", "21% (2008)"],
        ["38%", "38% (was al gehaald)"],
        ["28%", "14%"],
    )
    assert (shown["Status"], chosen(looked.text, "baselinePeriod")) == (["loopt achter", "verslechtert"], "2008")


async def test_a_step_is_done_with_its_evidence(staff: httpx.AsyncClient, session: Session) -> None:
    plan: dict[str, Any] = {"rule": "milestone", "indicator_id": None, "baseline_period": None, "checkpoints": []}
    given_target(session, "plan", steps=[{"name": "Plan", "due": "2024-06-30"}], condition="Geld van het Rijk", **plan)
    form = await opened(staff, "/streefwaarden/plan/bewijs")
    sent = {"tag": form["tag"], "since": form["since"], **DECIDE}

    nothing = await staff.post("/streefwaarden/plan/bewijs", data=sent)
    assert (nothing.status_code, pointed_at(nothing.text)) == (400, ["evidence"])
    done = sent | {"fact": "1", "done": "2024-05-01", "evidence": "Raadsbesluit"}
    assert (await staff.post("/streefwaarden/plan/bewijs", data=done)).status_code == 303
    late = await staff.post("/streefwaarden/plan/bewijs", data=done | {"fact": "condition-yes"})
    assert (late.status_code, "Plan (gedaan op 1 mei 2024)" in words(late.text)) == (412, True)
    again = done | {"fact": "condition-yes", "tag": inputs(late.text)["tag"]}
    assert (await staff.post("/streefwaarden/plan/bewijs", data=again)).status_code == 303
    assert "(vervuld)" in words((await staff.get("/streefwaarden/plan")).text)


async def test_deciding_takes_an_account_and_the_right_to(app: Any, site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    anonymous = await site.get("/streefwaarden/minder/wijzigen")
    await sign_in(site, session, Role.READER)

    assert (anonymous.status_code, anonymous.headers["location"]) == (
        303,
        "/aanmelden?verder=%2Fstreefwaarden%2Fminder%2Fwijzigen",
    )
    answers = [await site.get(f"/streefwaarden/minder/{deed}") for deed in ("wijzigen", "intrekken", "weging")]
    answers.append(await site.post("/streefwaarden/minder/wijzigen", data=WHY | DECIDE))
    assert [answer.status_code for answer in answers] == [403] * 4
    assert (await site.get("/streefwaarden/minder/verbranden")).status_code == 404


async def test_who_is_first_by_a_moment_is_shown_too(
    app: Any, staff: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    """Between our reading of the target and our decision somebody else's came in."""
    form = await opened(staff, "/streefwaarden/minder/wijzigen")
    theirs = keys.person(Role.ADMINISTRATOR)
    hooks = app.state.client.event_hooks["request"]

    async def come_first(request: httpx.Request) -> None:
        if request.url.path.endswith("/amendment"):
            hooks.remove(come_first)
            body = {"reason": "Eerst", "note": "Van hen"}
            await app.state.client.post("/targets/minder/amendment", json=body, headers=theirs)

    hooks.append(come_first)
    late = await staff.post("/streefwaarden/minder/wijzigen", data=form | DECIDE | WHY | {"value-1": "34"})

    assert (late.status_code, inputs(late.text)["note"], inputs(late.text)["value-1"]) == (412, "Van hen", "34")
    again = await staff.post("/streefwaarden/minder/wijzigen", data=inputs(late.text) | DECIDE)
    assert again.status_code == 303


async def test_no_answer_takes_more_than_four_calls(app: Any, staff: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "zuid", members=["veld"])
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")
    counts = []
    for path in ("minder/wijzigen", "minder/herijken", "minder/intrekken", "overal/weging"):
        for sent in (LOOK, DECIDE):
            with calls(app) as asked:
                await staff.post(f"/streefwaarden/{path}", data={"tag": '"old"', "baselinePeriod": "2014"} | sent)
            counts.append(len(asked))

    assert max(counts) == 4
