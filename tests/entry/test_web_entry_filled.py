"""From what was typed to what the API gets, and back to what a form shows."""

from typing import Any

import pytest

from app.language import speak
from app.models.reference import ReferenceKind, ReferenceRead
from app.problems import Problem, ProblemError
from app.web.entry.choices import FEW, MOST_OPTIONS, Choices
from app.web.entry.fields import Ask, Field
from app.web.entry.filled import blank, body_of, filled_of, read
from app.web.entry.form import Form, add_row, errors_on_page, identity, was_of
from app.web.entry.nouns import ALL
from app.web.entry.sending import Letter
from app.web.entry.telling import told

BODY, DUTY, AREA, DECISION = (ALL[word] for word in ("gremia", "plichten", "gebieden", "besluiten"))


def named(kind: ReferenceKind, key: str, name: str, detail: str | None = None) -> ReferenceRead:
    return ReferenceRead(kind=kind, id=key, name=name, detail=detail)


SITS = {"partner": "politie", "decides": False}
CHOICES = Choices(
    [
        named(ReferenceKind.PARTNER, "politie", "Politie"),
        named(ReferenceKind.PARTNER, "politie-noord", "Politie", "Noord"),
        named(ReferenceKind.PLACE, "stad-veld", "Veld", "Stad"),
        named(ReferenceKind.PLACE, "dorp-veld", "Veld", "Dorp"),
        named(ReferenceKind.PLACE, "stad-bos", "Bos", "Stad"),
        named(ReferenceKind.GOAL, "rust", "Rust"),
        named(ReferenceKind.TARGET, "rust", "Minder overlast"),
    ]
)


def taken(noun: Any, *pairs: tuple[str, str]) -> dict[str, Any]:
    """The body that these fields come to, without what was left open."""
    body = body_of(noun.new_fields, read(pairs, noun.new_fields, CHOICES).filled)
    return {name: value for name, value in body.items() if value not in (None, [], False) and name != "kind"}


@pytest.mark.parametrize(
    ("pairs", "body"),
    [
        ([("name", "  Tafel ")], {"name": "Tafel"}),
        ([("duties", "Een\r\nTwee")], {"duties": "Een\nTwee"}),
        ([("meetsTimes", "4")], {"meetsTimes": 4}),
        ([("meetsTimes", "veel")], {"meetsTimes": "veel"}),
        ([("starts", "2024-03-01")], {"starts": "2024-03-01"}),
        ([("starts", "1-3-2024")], {"starts": "2024-03-01"}),
        ([("starts", "gisteren")], {"starts": "gisteren"}),
        ([("places", "stad-veld"), ("places", "stad-bos")], {"places": ["stad-veld", "stad-bos"]}),
        ([("places.0", "Bos (Stad)"), ("places.1", "")], {"places": ["stad-bos"]}),
        ([("members.0.partner", "Politie"), ("members.0.decides", "nee")], {"members": [SITS]}),
        ([("members.0.name", ""), ("members.1.name", "Twee")], {"members": [{"name": "Twee"}]}),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_what_the_api_takes(pairs: list[tuple[str, str]], body: dict[str, Any]) -> None:
    assert taken(BODY, *pairs) == body


def test_ticked_numbers_are_numbers_and_lines_are_a_list() -> None:
    assert taken(DUTY, ("quarters", "1"), ("quarters", "3")) == {"quarters": [1, 3]}
    assert taken(AREA, ("websites", "a.example\n\n b.example "))["websites"] == ["a.example", "b.example"]


def test_a_field_inside_another_goes_there() -> None:
    sent = taken(AREA, ("characteristics.housing", "Flats"))

    assert sent["characteristics"] == {"socioEconomic": None, "housing": "Flats", "striking": None}


def test_a_row_that_only_holds_what_the_form_put_there_is_empty() -> None:
    assert taken(AREA, ("neighbourhoods.0.share", "1"), ("neighbourhoods.0.neighbourhood", "")) == {
        "characteristics": {"socioEconomic": None, "housing": None, "striking": None}
    }


def test_what_a_decision_is_about_is_sent_with_its_kind() -> None:
    assert taken(DECISION, ("subjects", "target:rust"), ("subjects.0", "Rust"))["subjects"] == [
        {"kind": "target", "id": "rust"},
        {"kind": "goal", "id": "rust"},
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stad-bos", "stad-bos"),
        ("bos (stad)", "stad-bos"),
        ("Bos", "stad-bos"),
        ("Veld", "Veld"),
        ("Veld (Dorp)", "dorp-veld"),
        ("Ergens [ver-weg]", "ver-weg"),
        ("Nergens", "Nergens"),
    ],
)
def test_a_name_is_what_it_means_where_it_means_one_thing(typed: str, meant: str) -> None:
    assert CHOICES.meant(Ask("place", BODY.new, to=("place",)), typed) == meant


def test_two_things_of_one_name_are_told_apart() -> None:
    two = Choices([named(ReferenceKind.PARTNER, key, "Politie") for key in ("a", "b")])

    assert [one.label for one in two.of(Ask("partner", BODY.new, to=("partner",)))] == ["Politie [a]", "Politie [b]"]


def test_a_short_list_is_ticked_a_longer_one_opened_and_a_long_one_typed() -> None:
    ask = Ask("partner", BODY.new, to=("partner",))
    sizes = (FEW, FEW + 1, MOST_OPTIONS + 1)
    lists = [Choices(named(ReferenceKind.PARTNER, f"p{n}", f"P {n}") for n in range(size)) for size in sizes]

    assert [(one.are_few(ask), one.are_listed(ask)) for one in lists] == [(True, True), (False, True), (False, False)]


def test_a_thing_is_shown_as_it_would_be_typed() -> None:
    item = {
        "name": "Tafel",
        "kind": "board",
        "meetsTimes": 12,
        "starts": "2024-03-01",
        "places": ["stad-veld"],
        "members": [{"partner": "politie", "decides": True}],
    }
    shown = filled_of(BODY.change_fields, item)

    assert {name: shown[name] for name in ("name", "kind", "meetsTimes", "starts", "places", "chair")} == {
        "name": "Tafel",
        "kind": "board",
        "meetsTimes": "12",
        "starts": "2024-03-01",
        "places": ["stad-veld"],
        "chair": "",
    }
    assert (shown["members"][0]["partner"], shown["members"][0]["decides"], shown["members"][0]["role"]) == (
        "politie",
        "ja",
        "",
    )


@pytest.mark.parametrize(("language", "shown"), [("nl", "1.234,5"), ("en", "1,234.5")])
def test_a_number_is_shown_and_read_in_the_language_of_the_reader(language: Any, shown: str) -> None:
    fields = [one for one in ALL["indicatoren"].change_fields if one.name == "highest"]
    speak(language)
    try:
        assert filled_of(fields, {"highest": 1234.5}) == {"highest": shown}
        assert body_of(fields, {"highest": shown}) == {"highest": 1234.5}
    finally:
        speak("nl")


def test_a_new_form_holds_what_the_address_says() -> None:
    given = {"parent": "bestuur", "places": "stad-veld", "kind": "board"}
    form = blank(BODY.new_fields, given)

    assert (form["parent"], form["places"], form["kind"], form["members"]) == ("bestuur", ["stad-veld"], "board", [])
    assert blank(ALL["interventies"].new_fields, {"existing": "true"})["existing"] == "ja"


def form_of(noun: Any = BODY, **filled: Any) -> Form:
    return Form(noun, CHOICES, blank(noun.new_fields, {}) | filled)


def problem(*fields: str) -> Problem:
    errors = [ProblemError(field=field, code="wrong", message=f"{field}!") for field in fields]
    return Problem(type="/problems/invalid", title="Not valid", status=400, detail="Look again.", errors=errors)


def test_each_error_stands_at_the_field_nearest_to_it() -> None:
    form = form_of(members=[{"partner": "x"}], places=["a"])
    placed = errors_on_page(form, problem("members.0.partner", "members.0", "members.7.name", "places.0", "body"))

    assert placed == {
        "members.0.partner": "members.0.partner!",
        "members.0": "members.0!",
        "members": "members.7.name!",
        "places": "places.0!",
        "form": "body!",
    }


def test_an_error_about_nothing_in_particular_stands_above_the_form() -> None:
    assert errors_on_page(form_of(), problem()) == {"form": "Look again."}


def test_a_row_that_is_added_gets_the_cursor() -> None:
    form = form_of(members=[{"partner": "politie"}])
    add_row(form, "members")
    levels = form_of(ALL["programmas"])
    add_row(levels, "levels")
    add_row(levels, "nothing")

    assert (len(form.filled["members"]), form.focus) == (2, "members.1.partner")
    assert (len(levels.filled["levels"]), levels.focus) == (2, "levels.1.name")


def test_ids_of_inputs_have_no_points() -> None:
    assert identity("members.0.partner") == "f-members-0-partner"


@pytest.mark.parametrize(("text", "found"), [('{"name": "x"}', {"name": "x"}), ("", None), ("{", None), ("[1]", None)])
def test_what_stood_there_is_read_back_or_left(text: str, found: dict[str, str] | None) -> None:
    assert was_of(text) == found


def test_only_what_differs_is_sent() -> None:
    was = filled_of(BODY.change_fields, {"name": "Tafel", "kind": "board", "chair": "Wethouder"})
    letter = Letter(BODY, "tafel", "samen", was | {"chair": "", "duties": "Beslist"}, was)

    assert letter.body() == {"chair": None, "duties": "Beslist"}
    assert (letter.method, letter.path) == ("PATCH", "/bodies/tafel")


def test_a_new_one_goes_where_its_programme_keeps_it() -> None:
    node = Letter(ALL["doelen"], None, "samen", {"name": "Rust", "level": "goal"})
    body = Letter(BODY, None, "samen", {"name": "Tafel"})
    town = Letter(ALL["gemeenten"], None, "", {"name": "Stad"})

    assert (node.path, "programme" in node.body()) == ("/programmes/samen/nodes", False)
    assert (body.path, body.body()["programme"]) == ("/bodies", "samen")
    assert town.body()["kind"] == "municipality"


@pytest.mark.parametrize(
    ("name", "value", "lines"),
    [
        ("chair", "", ["niets ingevuld"]),
        ("starts", "2024-03-01", ["1 maart 2024"]),
        ("starts", "gisteren", ["gisteren"]),
        ("duties", "Een\nTwee", ["Een", "Twee"]),
        ("places", ["stad-bos", "weg"], ["Bos (Stad)", "weg"]),
        ("members", [{"partner": "politie", "decides": "ja"}], ["Organisatie: Politie; Beslist mee?: ja"]),
    ],
)
def test_a_value_is_told_in_words(name: str, value: Any, lines: list[str]) -> None:
    field: Field = next(one for one in BODY.change_fields if one.name == name)

    assert told(field, {name: value}, CHOICES) == lines
