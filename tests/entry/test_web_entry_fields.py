"""What a form asks, and what it takes from the API's own models."""

from decimal import Decimal

import pytest

from app.errors import say
from app.models.duty import DutyCreate
from app.models.governance import BodyCreate
from app.models.indicator import IndicatorCreate
from app.models.place_sent import AreaCreate
from app.models.programme_sent import ProgrammeCreate
from app.models.register import merge_patch
from app.models.target import TargetCreate
from app.web.entry.fields import Ask, Field, Kind, changing, fields_of
from app.web.entry.form import label_of
from app.web.entry.nouns import ALL
from app.web.entry.terms import options_of, term

WORD = say("Name")


def field(model: type, name: str, **more: object) -> Field:
    (found,) = fields_of(model, [Ask(name, WORD, **more)])  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("model", "name", "kind"),
    [
        (BodyCreate, "name", Kind.TEXT),
        (BodyCreate, "duties", Kind.LONG),
        (BodyCreate, "starts", Kind.DAY),
        (BodyCreate, "kind", Kind.CHOICE),
        (BodyCreate, "meets_times", Kind.WHOLE),
        (IndicatorCreate, "lowest", Kind.NUMBER),
        (IndicatorCreate, "protected", Kind.YES),
        (TargetCreate, "condition_met", Kind.MAYBE),
        (AreaCreate, "aliases", Kind.LINES),
        (AreaCreate, "characteristics.housing", Kind.LONG),
    ],
)
def test_the_model_says_what_kind_of_field_it_is(model: type, name: str, kind: Kind) -> None:
    assert field(model, name).kind is kind


def test_what_refers_to_something_is_chosen_from_a_list() -> None:
    assert field(BodyCreate, "parent", to=("body",)).kind is Kind.REFERENCE
    assert field(BodyCreate, "places", to=("place",)).kind is Kind.REFERENCES


def test_a_list_of_terms_is_ticked() -> None:
    quarters = field(DutyCreate, "quarters", options=(("1", say("first")),))

    assert (quarters.kind, quarters.numeric) == (Kind.SEVERAL, True)


def test_names_are_those_of_the_wire() -> None:
    assert field(BodyCreate, "meets_times").name == "meetsTimes"
    assert field(AreaCreate, "characteristics.socio_economic").name == "characteristics.socioEconomic"
    assert field(AreaCreate, "characteristics.socio_economic").top == "characteristics"


def test_bounds_length_and_what_is_needed_come_from_the_model() -> None:
    name, times, levels = field(BodyCreate, "name"), field(BodyCreate, "meets_times"), field(ProgrammeCreate, "levels")

    assert (name.required, name.longest) == (True, 400)
    assert (times.required, times.lowest, times.highest) == (False, 1, 366)
    assert levels.required


def test_what_holds_where_nothing_is_said_is_filled_in() -> None:
    parts = field(AreaCreate, "neighbourhoods", parts=(Ask("share", WORD), Ask("neighbourhood", WORD, to=("x",))))

    assert field(BodyCreate, "kind").default == "other"
    assert [part.default for part in parts.parts] == [Decimal(1), None]
    assert [part.required for part in parts.parts] == [False, True]


def test_what_a_model_does_not_take_is_not_asked() -> None:
    assert fields_of(BodyCreate, [Ask("shoe_size", WORD), Ask("name", WORD)]) == fields_of(
        BodyCreate, [Ask("name", WORD)]
    )


def test_a_change_needs_what_a_new_one_needed() -> None:
    name, chair = changing(BodyCreate, merge_patch(BodyCreate), [Ask("name", WORD), Ask("chair", WORD)])

    assert (name.required, chair.required) == (True, False)


def test_a_reason_is_asked_of_what_is_there_already_only() -> None:
    areas = ALL["gebieden"]

    assert "reason" not in {one.name for one in areas.new_fields}
    assert "reason" in {one.name for one in areas.change_fields}


@pytest.mark.parametrize("word", sorted(ALL))
def test_every_field_of_a_model_is_asked_or_said_to_be_known(word: str) -> None:
    """A field that is added to a model must not be forgotten in its form."""
    noun = ALL[word]
    asked = {ask.name.partition(".")[0] for ask in noun.asks}
    known = {"programme", *noun.fixed}
    never = {"gemeenten": {"level", "municipality"}, "vergelijkingsgroepen": {"level", "municipality", "code", "codes"}}
    never["vergelijkingsgroepen"].add("layout_year")

    for model in (noun.create, noun.patch):
        assert set(model.model_fields) - asked - known - never.get(word, set()) == set()


@pytest.mark.parametrize("word", sorted(ALL))
def test_every_option_of_a_form_has_a_word_of_its_own(word: str) -> None:
    noun = ALL[word]
    fields = [one for top in (*noun.new_fields, *noun.change_fields) for one in (top, *top.parts)]
    for one in fields:
        shown = [text for _, text in options_of(one)]
        assert len(set(shown)) == len(shown), one.name


@pytest.mark.parametrize("word", sorted(ALL))
def test_no_form_asks_two_things_in_the_same_words(word: str) -> None:
    noun = ALL[word]
    for fields in (noun.new_fields, noun.change_fields, *(one.parts for one in noun.new_fields)):
        labels = [one.ask.label.text for one in fields]
        assert len(set(labels)) == len(labels)


def test_a_term_without_a_word_is_shown_as_it_is() -> None:
    assert (term("direction", "rise"), term("no-kind", "two-words")) == ("omhoog", "two words")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("chair", "Wie het voorzit"),
        ("members", "Wie erin zit"),
        ("members.1", "Wie erin zit 2"),
        ("members.1.partner", "Wie erin zit 2, Organisatie"),
        ("places.0", "Waar 1"),
        ("unknown", "unknown"),
    ],
)
def test_a_mistake_is_named_as_the_form_names_it(name: str, label: str) -> None:
    assert label_of(ALL["gremia"].new_fields, name) == label
