"""The pages of insight: two levels, differences inside an area, what lies around it, its data, other areas."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.result import WatchedPlace, WatchedPlaceVersion
from tests.given import given_area, given_indicator, given_place, given_population, given_target, measured
from tests.insight_given import COUNT, given_city, given_event, given_nuisance, kept, shared, spread
from tests.reading import calls, chosen, rows, typed, words

AREA = "/gebieden/zuid"
COURSE = "/indicatoren/nuisance/verloop"


@pytest.fixture
def city(session: Session) -> None:
    given_city(session, starts=date(2009, 3, 1))
    given_nuisance(session)


async def page(site: httpx.AsyncClient, path: str) -> str:
    answer = await site.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.usefixtures("city")
async def test_the_page_of_an_indicator_says_both_levels_of_every_place(site: httpx.AsyncClient) -> None:
    found = {row[0]: row[5] for row in rows(await page(site, "/indicatoren/nuisance"))}

    assert found["Bos"] == "2010 tot 2020: beter geworden; won terrein op Stad"
    assert found["Veld"] == "2010 tot 2020: slechter geworden; verloor terrein op Stad"
    assert found["Stad (ter vergelijking)"] == "2010 tot 2020: gelijk gebleven"


@pytest.mark.usefixtures("city")
async def test_who_improves_and_falls_behind_is_told_both(site: httpx.AsyncClient, session: Session) -> None:
    spread(session, "nuisance", "2021", stad=5, duin=19)
    found = words(await page(site, f"{COURSE}?plaats=duin"))

    assert "2010 tot 2021: beter geworden, maar verloor terrein op Stad." in found


@pytest.mark.usefixtures("city")
async def test_the_course_of_a_place_is_drawn_and_told_beside_its_city(site: httpx.AsyncClient) -> None:
    found = await page(site, f"{COURSE}?plaats=veld")

    assert chosen(found, "plaats") == "veld"
    assert [row[:4] for row in rows(found)] == [
        ["2020", "38%", "30%", "+8 procentpunt (slechter)"],
        ["2010", "30%", "30%", "0 procentpunt (gelijk)"],
    ]
    assert "Koers van Nuisance in Veld" in found
    assert [row[2] for row in rows(await page(site, f"{COURSE}?plaats=veld&met=stad"))] == ["30%", "30%"]


@pytest.mark.usefixtures("city")
async def test_events_have_a_number_on_the_line_under_it_and_in_the_table(
    site: httpx.AsyncClient, session: Session
) -> None:
    given_event(session, period="2020-03", text="Scholen dicht.")
    given_target(session, place_id="veld", baseline_period="2010", checkpoints=[{"year": 2030, "value": "20"}])

    for path in (f"{COURSE}?plaats=veld", "/streefwaarden/minder"):
        found = await page(site, path)
        assert "<li>Corona (maart 2020): Scholen dicht.</li>" in found
        assert rows(found)[0][0] == "2020 (gebeurtenis 1)"
        assert "<title>Corona (maart 2020): Scholen dicht.</title>" in found


@pytest.mark.usefixtures("city")
async def test_the_page_of_a_target_has_the_gap_of_each_period(site: httpx.AsyncClient, session: Session) -> None:
    given_target(session, place_id="duin", baseline_period="2010", checkpoints=[{"year": 2030, "value": "10"}])
    spread(session, "nuisance", "2021", stad=5, duin=19)
    found = await page(site, "/streefwaarden/minder")

    assert [row[4] for row in rows(found)[:3]] == ["14 procentpunt", "0 procentpunt", "-10 procentpunt"]
    assert "Het is hier beter geworden, en toch ging er terrein verloren op Stad." in words(found)


async def test_an_indicator_that_nobody_measured_has_no_course(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session)

    assert "Er is nog niets gemeten." in words(await page(site, COURSE))


@pytest.mark.usefixtures("city")
async def test_a_place_without_figures_can_be_left_for_another(site: httpx.AsyncClient, session: Session) -> None:
    given_place(session, "leeg")

    assert "Kies een andere." in words(await page(site, f"{COURSE}?plaats=leeg"))


@pytest.mark.usefixtures("city")
async def test_all_figures_of_an_area_stand_beside_the_citys(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "homes", name="Woningen", **COUNT)
    given_indicator(session, "part", name="Aandeel woningen", share_of="homes")
    spread(session, "homes", "2020", stad=200, bos=10, veld=40)
    found = [row[:4] for row in rows(await page(site, f"{AREA}/cijfers"))]

    assert found == [
        ["Aandeel woningen (aandeel in de gemeente)", "25% (berekend) (2020)", "–", "–"],
        ["Nuisance", "28% (2020)", "30% (Stad)", "−2 procentpunt (beter)"],
        ["Woningen", "50 (berekend) (2020)", "200 (Stad)", "25% van Stad"],
    ]
    assert rows(await page(site, "/buurten/bos/cijfers"))[1][:2] == ["Nuisance", "20% (2020)"]


@pytest.mark.usefixtures("city")
async def test_best_and_worst_and_stacked_problems_share_a_page(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "crime", name="Inbraak")
    spread(session, "crime", "2020", stad=20, bos=19, veld=40)
    found = await page(site, f"{AREA}/verschillen")

    assert rows(found) == [
        ["Inbraak", "2020", "Bos : 19%", "Veld : 40%", "–", "Stad: 20%", "–"],
        [
            "Nuisance",
            "2020",
            "Bos : 20%",
            "Veld : 38% (slechter dan de gemeente, terwijl het gebied dat niet is)",
            "28%",
            "Stad: 30%",
            "–",
        ],
        ["Veld (opgestapeld)", "2", "2", "Inbraak (40%, Stad 20%, 2020) ; Nuisance (38%, Stad 30%, 2020)", "–"],
        ["Bos", "0", "2", "–", "–"],
    ]
    assert "1 buurt met minstens 2 slechte indicatoren." in words(found)
    stricter = await page(site, f"{AREA}/verschillen?marge=50&aantal=3")
    assert (typed(stricter, "marge"), rows(stricter)[2][:2]) == ("50", ["Veld", "1"])


@pytest.mark.usefixtures("city")
async def test_a_hidden_figure_is_named_and_not_shown(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "debts", name="Schulden", protected=True)
    shared(session, "debts", "2020", stad=(90, 900), bos=(3, 300), veld=(40, 300))
    found = await page(site, f"{AREA}/verschillen")

    assert "Afgeschermd: Schulden." in words(found)
    assert "1%" not in [cell for row in rows(found) for cell in row]


@pytest.mark.usefixtures("city")
async def test_what_may_be_moving_out_of_the_area_is_pointed_at(site: httpx.AsyncClient, session: Session) -> None:
    said: dict[str, Any] = {"id": "w", "programme": "samen", "name": "Duin", "area": "zuid", "place": "duin"}
    kept(session, WatchedPlace(**said, text="Ligt ernaast."), WatchedPlaceVersion)
    found = await page(site, f"{AREA}/omgeving")

    assert "Duin (Samen, sinds 1 maart 2009): Ligt ernaast. 1 indicator vergeleken" in words(found)
    assert rows(found) == [
        [
            "Nuisance",
            "2010 – 2020",
            "36% → 28% (beter geworden)",
            "Duin: 20% → 30% (slechter geworden)",
            "30% → 30% (gelijk gebleven)",
            "Ja: erbinnen beter, ernaast slechter",
        ]
    ]


@pytest.mark.usefixtures("city")
async def test_the_state_of_the_data_says_what_is_missing_where(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "crime", name="Inbraak", rhythm="yearly")
    spread(session, "crime", "2010", bos=19)
    given_target(session, indicator_id="crime", place_id="veld")
    found = await page(site, f"{AREA}/gegevens")

    assert rows(found)[0] == [
        "Inbraak (nodig voor een streefwaarde)",
        "versnipperd: niet van elke buurt",
        "elk jaar",
        "–",
        "Oud: Bos (2010). Ontbreekt: Veld.",
        "1 januari 2012 (1 plek)",
    ]
    assert "0 ontbreekt 0 oud 1 versnipperd 1 aanwezig 1 te laat" in words(found)


@pytest.mark.usefixtures("city")
async def test_each_programme_on_the_ground_has_its_own_start(site: httpx.AsyncClient, session: Session) -> None:
    given_target(session, place_id="veld", baseline_period="2010")
    found = await page(site, f"{AREA}/programmas")

    assert "1 maart 2009 – …" in words(found)
    assert rows(found)[0][:3] == ["Nuisance", "Veld", "30% (2010)"]


@pytest.mark.usefixtures("city")
async def test_areas_are_compared_with_a_warning(site: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "noord", members=["duin"], municipality_id="stad")
    given_indicator(session, "inhabitants", name="Inwoners", **COUNT)
    spread(session, "inhabitants", "2020", zuid=40000, noord=10000)
    measured(session, "2020", 15, place="noord")
    found = await page(site, "/gebieden/vergelijken?gebied=zuid&gebied=noord&indicator=nuisance")

    assert "Het grootste gebied heeft meer dan twee keer zoveel inwoners als het kleinste." in words(found)
    assert [row[:5] for row in rows(found)] == [
        ["Noord (Stad) (verzonnen)", "10.000 (2020)", "– (1 hier bekend)", "Nuisance (2020)", "15%"],
        ["Zuid (Stad) (verzonnen)", "40.000 (2020)", "– (2 hier bekend)", "Nuisance (2020)", "28%"],
    ]
    assert "Kies gebieden, of de buurten binnen één gebied" in words(await page(site, "/gebieden/vergelijken"))


async def test_an_empty_area_says_on_every_page_what_is_not_there_yet(
    site: httpx.AsyncClient, session: Session
) -> None:
    given_population(session)
    given_area(session, "zuid")
    said = {
        "cijfers": "Van deze plek zijn nog geen cijfers bekend.",
        "verschillen": "Er is nog geen indicator waarvan twee buurten van dit gebied een cijfer hebben.",
        "omgeving": "Er worden nog geen plekken buiten dit gebied gevolgd.",
        "gegevens": "In dit gebied is nog niets gemeten, en geen streefwaarde vraagt om cijfers.",
        "programmas": "Er werkt nog geen programma in dit gebied.",
    }

    for path, sentence in said.items():
        assert sentence in words(await page(site, f"{AREA}/{path}"))


@pytest.mark.usefixtures("city")
async def test_no_page_asks_more_than_four_things_and_the_area_leads_to_all(app: Any, site: httpx.AsyncClient) -> None:
    paths = [f"{AREA}/{one}" for one in ("cijfers", "verschillen", "omgeving", "gegevens", "programmas")]
    area = await page(site, AREA)
    assert [f'href="{path}"' in area for path in paths] == [True] * 5

    for path in (
        *paths,
        COURSE,
        f"{COURSE}?plaats=veld",
        "/gebieden/vergelijken?gebied=zuid&binnen=zuid",
        "/buurten/bos/cijfers",
    ):
        with calls(app) as asked:
            await page(site, path)
        assert len(asked) <= 4, (path, asked)


@pytest.mark.parametrize("path", ["cijfers", "verschillen", "omgeving", "gegevens", "programmas"])
async def test_an_area_that_is_not_there_has_no_pages(site: httpx.AsyncClient, path: str) -> None:
    assert (await site.get(f"/gebieden/nergens/{path}")).status_code == 404
