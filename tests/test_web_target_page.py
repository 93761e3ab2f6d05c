"""What the page of a target says besides its status: decisions, judgements, findings, and what asks for a decision."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.target_preview import TargetPreviewRead
from app.web.target_meaning import meaning
from tests.filling import inputs, opened, pointed_at
from tests.given import given_area, given_course, given_indicator, given_place, given_programme, given_target, measured
from tests.keys import Header, Keys
from tests.people import sign_in
from tests.reading import rows, words

SAID = {"status": "behind", "reason": "De straat zegt iets anders", "evidence": "Buurtenquête 2025"}
WITHOUT_FIGURES: dict[str, Any] = {
    "indicator_id": None, "rule": "direction", "direction": "open", "baseline_period": None, "checkpoints": [],
}  # fmt: skip


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)


@pytest.fixture
async def staff(site: httpx.AsyncClient, session: Session, course: None) -> httpx.AsyncClient:
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    return site


async def read(site: httpx.AsyncClient, target: str = "minder") -> str:
    return words((await site.get(f"/streefwaarden/{target}")).text)


async def test_a_judgement_with_its_evidence_stands_beside_the_status(
    staff: httpx.AsyncClient, session: Session
) -> None:
    measured(session, "2011", 38)
    answer = await staff.post("/streefwaarden/minder/weging", data=SAID)
    page = await read(staff)

    assert (answer.status_code, answer.headers["location"]) == (303, "/streefwaarden/minder?gedaan=judge")
    assert "op koers" in page
    assert "loopt achter De straat zegt iets anders Bewijs: Buurtenquête 2025" in page


async def test_a_judgement_without_a_reason_comes_back_as_it_was_typed(staff: httpx.AsyncClient) -> None:
    form = inputs((await staff.get("/streefwaarden/minder")).text)
    answer = await staff.post("/streefwaarden/minder/weging", data=form | SAID | {"reason": ""})

    assert (answer.status_code, pointed_at(answer.text)) == (400, ["reason"])
    assert (inputs(answer.text)["evidence"], inputs(answer.text)["status"]) == ("Buurtenquête 2025", "behind")


async def test_of_every_neighbourhood_one_is_judged(staff: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "zuid", members=["veld", given_place(session, "bos").id])
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")

    nowhere = await staff.post("/streefwaarden/overal/weging", data=SAID)
    assert (nowhere.status_code, pointed_at(nowhere.text)) == (400, ["place"])
    assert (await staff.post("/streefwaarden/overal/weging", data=SAID | {"place": "bos"})).status_code == 303
    page = words((await staff.get("/streefwaarden/overal?plaats=bos")).text)
    assert "De straat zegt iets anders" in page
    assert "De straat zegt iets anders" not in words((await staff.get("/streefwaarden/overal?plaats=veld")).text)


async def test_a_goal_that_does_not_fit_figures_says_so_and_is_judged(
    staff: httpx.AsyncClient, session: Session
) -> None:
    given_target(session, "gevoel", **WITHOUT_FIGURES)

    before = await read(staff, "gevoel")
    assert "Dit doel past niet in cijfers." in before
    assert "Niemand heeft het nog beoordeeld." in before
    await staff.post("/streefwaarden/gevoel/weging", data=SAID)
    after = await read(staff, "gevoel")
    assert ("Niemand heeft het nog beoordeeld." in after, "Bewijs: Buurtenquête 2025" in after) == (False, True)


async def test_a_reader_sees_what_was_decided_and_may_do_nothing(
    site: httpx.AsyncClient, session: Session, course: None
) -> None:
    page = (await site.get("/streefwaarden/minder")).text

    assert [cells[0] for cells in rows(page) if "vastgesteld" in cells[0]] == ["1 (vastgesteld)"]
    assert ("Wat u kunt doen" in page, 'action="/streefwaarden/minder/weging"' in page) == (False, False)


async def test_staff_is_led_to_what_it_may_do(staff: httpx.AsyncClient, session: Session) -> None:
    given_target(session, "ontwerp", state="draft", condition="Als het lukt")

    adopted, draft = [(await staff.get(f"/streefwaarden/{key}")).text for key in ("minder", "ontwerp")]
    for name, page, deeds in (
        ("minder", adopted, ("wijzigen", "herijken", "intrekken")),
        ("ontwerp", draft, ("vaststellen", "intrekken", "bewijs")),
    ):
        assert [deed for deed in deeds if f'href="/streefwaarden/{name}/{deed}"' not in page] == []


async def test_a_proposed_baseline_is_confirmed_from_the_page(staff: httpx.AsyncClient, session: Session) -> None:
    given_target(session, "vraag", baseline_period=None)

    assert "Er is geen nulmeting genoemd. Het voorstel is het laatste cijfer vóór 2011: 2006, 42%." in await read(
        staff, "vraag"
    )
    form = await opened(staff, "/streefwaarden/vraag/wijzigen?baselinePeriod=2006")
    assert (form["baselinePeriod"], form["was-baselinePeriod"]) == ("2006", "")
    answer = await staff.post(
        "/streefwaarden/vraag/wijzigen", data=form | {"do": "decide", "reason": "Zoals voorgesteld"}
    )
    assert answer.status_code == 303
    assert "Er is geen nulmeting genoemd" not in await read(staff, "vraag")


async def test_a_corrected_baseline_offers_the_decision_whether_the_target_follows(
    staff: httpx.AsyncClient, session: Session, api: httpx.AsyncClient
) -> None:
    given_target(session, "belofte", now=datetime(2009, 1, 1, tzinfo=UTC))
    measured(session, "2006", 40, now=datetime(2015, 6, 1, tzinfo=UTC), reason="Drukfout")

    page = await read(staff, "belofte")
    assert "2006 was toen 42% en is nu 40%. De streefwaarde is niet vanzelf meegegaan." in page
    form = await opened(staff, "/streefwaarden/belofte/herijken?baselinePeriod=2006")
    looked = await staff.post("/streefwaarden/belofte/herijken", data=form | {"do": "look"})
    shown = {cells[0]: cells[1:] for cells in rows(looked.text)}
    assert (shown["Nulmeting"], shown["Afgesproken voor 2017"]) == (["42% (2006)", "40% (2006)"], ["28%", "27%"])
    decided = form | {"do": "decide", "reason": "Zelfde ambitie"}
    assert (await staff.post("/streefwaarden/belofte/herijken", data=decided)).status_code == 303
    assert "is niet vanzelf meegegaan" not in await read(staff, "belofte")
    found = (await api.get("/targets/belofte")).json()
    assert (round(found["checkpoints"][1]["value"], 3), found["baselineRevision"]) == (26.667, None)


async def test_what_stands_out_is_told_with_the_way_to_the_other_one(
    staff: httpx.AsyncClient, session: Session
) -> None:
    given_target(session, "ook")

    page = (await staff.get("/streefwaarden/minder")).text
    assert "Twee keer hetzelfde." in words(page)
    assert ('href="/streefwaarden/ook"' in page, 'href="/programmas/samen/bevindingen"' in page) == (True, True)


async def test_all_findings_of_a_programme_stand_on_one_page_each_pair_once(
    site: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_programme(session, "leeg")
    given_target(session, "ook")
    given_target(session, "anders", checkpoints=[{"year": 2017, "value": "50"}])
    page = (await site.get("/programmas/samen/bevindingen")).text

    assert "Twee keer hetzelfde (1)" in words(page)
    assert "Spreken elkaar tegen (2)" in words(page)
    assert "Aan het begin al gehaald (1)" in words(page)
    assert page.count('href="/streefwaarden/anders"') == 3
    assert "valt niets op" in words((await site.get("/programmas/leeg/bevindingen")).text)
    assert (await site.get("/programmas/nergens/bevindingen")).status_code == 404


@pytest.mark.seeded(only="documents")
async def test_what_zwijndrecht_printed_twice_and_its_pair_that_contradicts_itself_are_shown(
    site: httpx.AsyncClient,
) -> None:
    page = (await site.get("/programmas/zwijndrecht-veerkrachtige-buurten/bevindingen")).text

    for part in ("Twee keer hetzelfde (1)", "regel 525", "regel 575", "Spreken elkaar tegen", "regel 483", "regel 630"):
        assert part in words(page)


async def test_a_preview_reads_as_plain_sentences(
    api: httpx.AsyncClient, session: Session, keys: Keys, course: None
) -> None:
    key = keys.person(Role.PROGRAMME_STAFF)
    given_indicator(session, "trust", good_direction="rise")
    named = {"goal": "rust", "place": "veld", "rule": "absolute", "direction": "fall", "indicator": "nuisance"}
    coming = named | {"baselinePeriod": "2006", "checkpoints": [{"year": 2010, "value": 34.5}]}

    assert await said(api, key, **coming) == [
        "Het begint bij 42% in 2006.",
        "In 2010 verwachten we 34,5%.",
        "Vandaag is dat: geen gegevens.",
    ]
    proposed = named | {"checkpoints": [{"year": 2045, "value": 30}], "startYear": 2020}
    first, *ahead, today = await said(api, key, **proposed)
    assert (
        first == "Er is geen nulmeting genoemd. Het voorstel is het laatste cijfer vóór het eerste jaar: 42% in 2006."
    )
    assert (len(ahead), ahead[-1], today) == (2, "In 2045 verwachten we 30%.", "Vandaag is dat: geen gegevens.")
    upward = named | {"rule": "direction", "direction": "rise", "indicator": "trust"}
    assert (await said(api, key, **upward))[0] == "We verwachten dat het omhoog gaat. Er is geen getal afgesproken."


async def said(api: httpx.AsyncClient, key: Header, **sent: Any) -> list[str]:
    answer = await api.post("/targets/preview", json=sent, headers=key)
    return meaning(TargetPreviewRead.model_validate_json(answer.content))
