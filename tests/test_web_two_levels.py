"""How pages say two levels: sentences, drawings and fragments, in Dutch and in English."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.language import speak
from app.models.indicator import IndicatorRead
from app.models.place import PlaceKind
from app.models.two_levels import TwoLevelPoint, TwoLevels
from app.web.comparison import chosen, periods_in, shown_gap, two_levels, verdict
from app.web.names import Names
from app.web.series import course_of_place
from tests.given import given_course, given_indicator, given_place, given_population, given_target, measured
from tests.insight_given import COUNT, GUARDED, given_city, given_nuisance, spread
from tests.reading import chosen as picked
from tests.reading import rows, words

HTMX = {"HX-Request": "true"}
COURSE = "/indicatoren/nuisance/verloop"


def levels(**more: Any) -> TwoLevels:
    said: dict[str, Any] = {
        "indicator": "nuisance",
        "place": "veld",
        "population": "all",
        "reference": "stad",
        "points": [],
        "since": "2010",
        "until": "2020",
        "through_time": "better",
        "against_reference": None,
        "falls_behind": False,
    }
    return TwoLevels(**(said | more))


def indicator(**more: Any) -> IndicatorRead:
    """As much of an indicator as is written on a page."""
    said: dict[str, Any] = {"id": "nuisance", "name": "Overlast", "unit": "percent", "decimals": 0}
    return IndicatorRead.model_construct(**(said | more))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "2010 tot 2020: beter geworden"),
        ({"through_time": "worse"}, "2010 tot 2020: slechter geworden"),
        ({"through_time": "same"}, "2010 tot 2020: gelijk gebleven"),
        ({"against_reference": "better"}, "2010 tot 2020: beter geworden; won terrein op Stad"),
        ({"against_reference": "same"}, "2010 tot 2020: beter geworden; even ver van Stad als eerst"),
        (
            {"against_reference": "worse", "falls_behind": True},
            "2010 tot 2020: beter geworden, maar verloor terrein op Stad",
        ),
        (
            {"through_time": "worse", "against_reference": "better"},
            "2010 tot 2020: slechter geworden; won terrein op Stad",
        ),
        ({"since": "2010/2011", "until": "2019/2020"}, "2010/2011 tot 2019/2020: beter geworden"),
        ({"since": None, "until": None, "through_time": None}, ""),
        ({"through_time": None}, ""),
    ],
)
def test_both_levels_are_one_sentence(said: dict[str, Any], sentence: str) -> None:
    speak("nl")

    assert two_levels(levels(**said), "Stad") == sentence


@pytest.mark.parametrize(("side", "word"), [("better", "beter"), ("same", "gelijk"), ("worse", "slechter"), (None, "")])
def test_a_difference_has_a_verdict_where_some_way_is_good(side: Any, word: str) -> None:
    speak("nl")

    assert verdict(side) == word


@pytest.mark.parametrize(
    ("more", "gap", "shown"),
    [
        ({}, "8", "+8 procentpunt"),
        ({}, "-8", "−8 procentpunt"),
        ({"decimals": 1}, "0.25", "+0,3 procentpunt"),
        ({"unit": "grade", "decimals": 1}, "-0.4", "−0,4"),
        ({"unit": "euro"}, "1200", "+€ 1.200"),
    ],
)
def test_a_difference_is_written_in_its_own_unit(more: dict[str, Any], gap: str, shown: str) -> None:
    speak("nl")

    assert shown_gap(indicator(**more), Decimal(gap)) == shown


def point(period: str, value: float | None, beside: float | None = None) -> TwoLevelPoint:
    other = None if beside is None else Decimal(str(beside))
    return TwoLevelPoint(
        period=period, value=None if value is None else Decimal(str(value)), reference_value=other, missing=None
    )


def test_the_latest_figure_is_chosen_unless_a_period_is() -> None:
    points = [point("2010", 1), point("2020", 2)]

    assert [it.period if (it := chosen(points, wanted)) else None for wanted in (None, "2010", "2015")] == [
        "2020",
        "2010",
        None,
    ]


def test_periods_to_choose_from_are_those_of_all_places_latest_first() -> None:
    found = periods_in([levels(points=[point("2010", 1), point("2012", 1)]), levels(points=[point("2011-Q3", 1)])])

    assert found == [("2012", "2012"), ("2011-Q3", "3e kwartaal 2011"), ("2010", "2010")]


def test_the_drawing_has_the_place_and_its_reference_in_the_same_periods() -> None:
    speak("nl")
    points = [point("2010", 30, 20), point("2015", None, 21), point("2020", 25)]
    drawn = course_of_place(levels(points=points), indicator(), Names(), [])

    assert [(it.t, it.value) for it in drawn.points] == [(2010, 30), (2015, None), (2020, 25)]
    assert [(it.t, it.value) for it in drawn.reference] == [(2010, 20), (2015, 21)]
    assert drawn.description == "Gemeten: 2010: 30%; 2020: 25%."
    assert (drawn.words.reference, drawn.unit, list(drawn.events)) == ("Stad", "%", [])


@pytest.fixture
def city(session: Session) -> None:
    given_city(session)
    given_nuisance(session)


@pytest.mark.usefixtures("city")
async def test_the_course_is_a_block_of_its_page(site: httpx.AsyncClient) -> None:
    path = f"{COURSE}?plaats=veld"
    page, block = await site.get(path), await site.get(path, headers=HTMX)

    assert block.text.strip() in page.text
    assert block.headers["hx-retarget"] == "#results"


@pytest.mark.usefixtures("city")
async def test_the_comparison_of_areas_is_a_block_of_its_page(site: httpx.AsyncClient) -> None:
    path = "/gebieden/vergelijken?gebied=zuid&indicator=nuisance"
    page, block = await site.get(path), await site.get(path, headers=HTMX)

    assert block.text.strip() in page.text


@pytest.mark.usefixtures("city")
async def test_the_neighbourhoods_within_an_area_are_compared_too(site: httpx.AsyncClient) -> None:
    page = (await site.get("/gebieden/vergelijken?binnen=zuid&indicator=nuisance")).text

    assert picked(page, "binnen") == "zuid"
    assert [row[0] for row in rows(page)] == ["Bos (Stad) (verzonnen)", "Veld (Stad) (verzonnen)"]
    assert [row[4] for row in rows(page)] == ["20%", "38%"]


@pytest.mark.usefixtures("city")
async def test_everything_about_a_theme_stands_together(site: httpx.AsyncClient, session: Session) -> None:
    for key, place in (("dropouts", "bos"), ("truants", "veld")):
        given_indicator(session, key, theme="school")
        given_target(session, key, indicator_id=key, place_id=place)
    page = (await site.get("/gebieden/vergelijken?binnen=zuid&thema=school")).text

    assert [row[3:5] for row in rows(page)] == [
        ["Dropouts", "nog geen cijfer (nodig voor een streefwaarde)"],
        ["Truants", "nog geen cijfer (nodig voor een streefwaarde)"],
    ]
    assert "Niet alle gebieden gebruiken hiervoor dezelfde indicatoren." in words(page)


@pytest.mark.usefixtures("city")
async def test_the_pages_speak_english_to_who_asks(site: httpx.AsyncClient) -> None:
    await site.post("/taal", data={"taal": "en", "terug": "/"})
    said = {
        "/indicatoren/nuisance": "2010 to 2020: got better; gained ground on Stad",
        "/gebieden/zuid/verschillen": "Where problems are stacked",
        "/gebieden/zuid/gegevens": "State of the data",
        "/gebieden/zuid/omgeving": "No places outside this area are watched yet.",
        "/gebieden/zuid/programmas": "It has no targets in figures here.",
        "/gebieden/zuid/cijfers": "Every figure on two levels",
    }

    for path, sentence in said.items():
        assert sentence in words((await site.get(path)).text), path


async def test_another_reference_can_be_chosen_on_the_page(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_place(session, "g4", kind=PlaceKind.GROUP, name="De vier grote steden")
    measured(session, "2006", 50, place="g4")
    page = (await site.get(f"{COURSE}?plaats=veld&met=g4")).text

    assert picked(page, "met") == "g4"
    assert rows(page)[0][:4] == ["2006", "42%", "50%", "−8 procentpunt (beter)"]


async def test_another_group_of_people_has_a_course_of_its_own(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_population(session, "age-16-54")
    measured(session, "2006", 12, population="age-16-54")
    page = (await site.get(f"{COURSE}?plaats=veld&population=age-16-54")).text

    assert [row[1] for row in rows(page)] == ["12%"]
    assert '<input type="hidden" name="population" value="age-16-54">' in page


@pytest.mark.usefixtures("city")
async def test_a_hidden_figure_has_no_point_no_gap_and_a_word(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "debts", **GUARDED)
    spread(session, "debts", "2018", stad=900, bos=40)
    spread(session, "debts", "2020", stad=900, bos=3)
    page = (await site.get("/indicatoren/debts/verloop?plaats=bos")).text

    assert [row[:4] for row in rows(page)] == [
        ["2020", "afgeschermd", "900", "–"],
        ["2018", "40", "900", "4% van Stad"],
    ]
    assert page.count('class="wk-course__point"') == 2  # one for the wide drawing, one for the narrow


@pytest.mark.usefixtures("city")
async def test_the_share_of_the_city_says_of_what(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "homes", name="Woningen", **COUNT)
    given_indicator(session, "part", name="Aandeel", share_of="homes", good_direction="none")
    spread(session, "homes", "2020", stad=200, bos=10, veld=40)
    page = (await site.get("/indicatoren/part/verloop?plaats=zuid")).text

    assert "Het aandeel van deze plek in het totaal van de gemeente, berekend uit beide cijfers." in words(page)
    assert 'href="/indicatoren/homes"' in page
    assert rows(page)[0][:5] == ["2020", "25%", "–", "–", "berekend"]
