"""How figures, periods and promises read in Dutch, and in which order names stand."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from app.models.base import Origin
from app.models.indicator import IndicatorRead
from app.models.progress import CheckpointMet
from app.models.target import TargetRead
from app.web.names import Names
from app.web.paging import Leaf, leaf_of
from app.web.promises import aim, from_here, promise
from app.web.sorting import by_name, in_order
from app.web.standing import passed
from app.web.wording import STATUSES, WORDS, cut_percent, difference, figure, origin, percent, period, readable, word


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "shown"),
    [
        ("28", "percent", 0, "28%"),
        ("28", "percent", 1, "28,0%"),
        ("10.5", "per-1000", None, "10,5 per 1.000"),
        ("1234567", "count", 0, "1.234.567"),
        ("6.45", "grade", 1, "6,5"),
        ("-0.05", "index", 1, "-0,1"),
        ("1200", "euro", 0, "€ 1.200"),
    ],
)
def test_a_value_is_written_with_its_unit(value: str, unit: str, decimals: int | None, shown: str) -> None:
    assert figure(Decimal(value), unit, decimals) == shown


def test_no_value_is_no_text() -> None:
    assert (figure(None, "percent"), percent(None), origin(None)) == ("", "", "")


def test_percents_lie_percentage_points_apart() -> None:
    assert difference(Decimal(12), "percent", 0) == "12 procentpunt"


@pytest.mark.parametrize(("pace", "shown"), [("0.9499", "94%"), ("0.95", "95%"), ("-0.461", "-47%"), ("1.333", "133%")])
def test_a_pace_is_cut_off_and_never_rounded_up(pace: str, shown: str) -> None:
    assert cut_percent(Decimal(pace)) == shown


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2022", "2022"),
        ("2021/2022", "2021/2022"),
        ("2022-Q3", "3e kwartaal 2022"),
        ("2022-03", "maart 2022"),
        ("2022-03-04", "4 maart 2022"),
    ],
)
def test_a_period_is_read_in_words(text: str, read: str) -> None:
    assert period(text) == read


def test_the_origin_names_document_and_line() -> None:
    assert origin(Origin(document="utrecht-charter-2008", line=319)) == "utrecht-charter-2008, regel 319"
    assert origin(Origin(table="84799NED", key="x")) == "84799NED, x"


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_every_term_has_a_dutch_word_of_its_own(kind: str) -> None:
    said = [word(kind, key) for key in WORDS[kind]]

    assert len(set(said)) == len(said)


def test_a_term_that_is_not_known_is_shown_as_it_is() -> None:
    assert word("unit", "dwelling-equivalents") == "dwelling equivalents"


def test_the_statuses_stand_worst_first() -> None:
    assert list(STATUSES) == [
        "worsening",
        "far-behind",
        "behind",
        "uncertain",
        "no-data",
        "suppressed",
        "not-started",
        "on-track",
        "achieved",
    ]


def test_an_id_without_a_name_is_made_readable() -> None:
    assert (readable("utrecht-overvecht"), Names()["utrecht-overvecht"]) == ("Utrecht overvecht", "Utrecht overvecht")


def test_names_stand_in_the_dutch_order() -> None:
    names = ["Wijk 10", "'t Zand", "Écluse", "Wijk 9", "Dorp"]

    assert sorted(names, key=in_order) == ["Dorp", "Écluse", "Wijk 9", "Wijk 10", "'t Zand"]


def test_the_same_name_twice_keeps_a_fixed_order() -> None:
    twice = [SimpleNamespace(id="b", name="Zuid"), SimpleNamespace(id="a", name="zuid")]

    assert [it.id for it in by_name(twice)] == ["a", "b"]


INDICATOR = IndicatorRead.model_validate(
    {
        "id": "nuisance",
        "name": "Overlast",
        "definition": None,
        "unit": "percent",
        "decimals": 1,
        "goodDirection": "fall",
        "lowest": 0,
        "highest": 100,
        "protected": False,
        "minimumCount": 5,
        "roundTo": 5,
        "aggregation": {"places": "none", "periods": "none"},
        "weighBy": None,
        "rhythm": None,
        "atDate": False,
        "ratioScale": True,
        "survey": False,
        "changeLimit": None,
        "source": None,
        "programmes": [],
        "fictitious": False,
        "theme": None,
        "shareOf": None,
        "adoptedIn": [],
        "origin": None,
    }
)
PLACES = Names([SimpleNamespace(id="veld", name="Veld"), SimpleNamespace(id="stad", name="Stad")])


def target(**given: object) -> TargetRead:
    plain: dict[str, object] = {
        "id": "t", "programme": "p", "goal": "g", "path": [{"level": "goal", "id": "g", "name": "Rust"}],
        "indicator": "nuisance", "population": "all", "scope": {"place": "veld"}, "place": "veld", "rule": "absolute",
        "bound": "at-most", "direction": "fall", "baseline": None, "otherBaselines": [], "checkpoints": [],
        "reference": None, "startYear": None, "endYear": 2017, "patienceUntil": None, "condition": None, "steps": [],
        "state": "adopted", "status": "no-data", "note": None, "fictitious": False, "origin": None,
    }  # fmt: skip
    return TargetRead.model_validate(plain | given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"checkpoints": [{"year": 2017, "value": 28}]}, "“Overlast” in Veld is in 2017 hoogstens 28%."),
        (
            {"rule": "relative", "bound": "at-least", "checkpoints": [{"year": 2040, "change": -70}]},
            "“Overlast” in Veld daalt tot 2040 met ten minste 70%.",
        ),
        (
            {"rule": "relative", "bound": "at-least", "checkpoints": [{"year": 2040, "change": 10}]},
            "“Overlast” in Veld stijgt tot 2040 met ten minste 10%.",
        ),
        ({"rule": "reference", "reference": "stad"}, "“Overlast” in Veld is in 2017 gelijk aan dat van Stad."),
        ({"rule": "direction"}, "“Overlast” in Veld gaat omlaag. Er is nog geen getal afgesproken."),
        ({"rule": "milestone"}, "Veld: “Overlast” is in 2017 gedaan."),
        (
            {"scope": {"everyNeighbourhoodOf": "stad"}, "checkpoints": [{"year": 2017, "value": 28}]},
            "“Overlast” in elke wijk of buurt van Stad is in 2017 hoogstens 28%.",
        ),
    ],
)
def test_a_promise_is_one_plain_sentence(given: dict[str, object], said: str) -> None:
    assert promise(target(**given), INDICATOR, PLACES) == said


def test_a_promise_says_where_it_starts_and_the_steps_on_the_way() -> None:
    given = target(
        baseline={"period": "2006", "value": 42, "origin": None},
        checkpoints=[{"year": 2011, "value": 38}, {"year": 2017, "value": 28}],
        patienceUntil=2008,
    )

    assert from_here(given, INDICATOR) == (
        "In 2006 was het 42%. Tussenstap: 38% in 2011. Tot en met 2008 wordt nog geen effect verwacht."
    )


def test_a_change_is_written_with_its_sign() -> None:
    steps = target(checkpoints=[{"year": 2030, "change": 10}, {"year": 2040, "change": -70}]).checkpoints

    assert [aim(step, INDICATOR) for step in steps] == ["+10%", "-70%"]


def test_a_step_that_lies_ahead_is_not_called_passed() -> None:
    steps = [CheckpointMet(year=2011, met=None), CheckpointMet(year=2017, met=None), CheckpointMet(year=2030, met=True)]

    assert [it.year for it in passed(steps, "2015")] == [2011, 2030]


class Asked:
    """A request as far as paging looks at it."""

    def __init__(self, **query: str) -> None:
        from starlette.datastructures import QueryParams

        self.query_params, self.url = QueryParams(query), SimpleNamespace(path="/streefwaarden")


@pytest.mark.parametrize(
    ("blad", "number", "first"), [("", 1, 0), ("2", 2, 50), ("99", 3, 100), ("0", 1, 0), ("x", 1, 0), ("²", 1, 0)]
)
def test_a_page_that_does_not_exist_gives_the_nearest(blad: str, number: int, first: int) -> None:
    leaf = leaf_of(list(range(120)), Asked(blad=blad))  # type: ignore[arg-type]

    assert (leaf.number, leaf.items[0], leaf.last) == (number, first, 3)


def test_the_next_page_keeps_the_filter() -> None:
    leaf = leaf_of(list(range(120)), Asked(area="zuid", status="", blad="2"))  # type: ignore[arg-type]

    assert (leaf.previous, leaf.following) == ("/streefwaarden?area=zuid&blad=1", "/streefwaarden?area=zuid&blad=3")


def test_an_empty_list_is_one_empty_page() -> None:
    leaf: Leaf[int] = leaf_of([], Asked())  # type: ignore[arg-type]

    assert (leaf.items, leaf.number, leaf.last, leaf.previous, leaf.following) == ([], 1, 1, None, None)
