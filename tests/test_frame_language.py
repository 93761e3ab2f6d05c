"""Dutch and English: every sentence in both, and figures and dates as they are written there."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TypeGuard

import pytest
from jinja2.ext import babel_extract

from app import language
from app.errors import Refusal, say
from app.explanations import TEXTS, explain
from app.language import LOCALES, Language, day, dutch, gettext, moment, ngettext, number, said, speak, translate
from app.problems import KINDS
from tests import house

SAYS = {"say": 1, "gettext": 1, "_": 1, "ngettext": 2, "translate": 1}
KEYWORDS = ["_", "gettext", "ngettext"]
TEMPLATES = sorted((house.ROOT / "app").rglob("templates/**/*.html"))


def sentences_of(module: Path) -> Iterator[str]:
    """The literal sentences that a module says, the titles of its refusals included."""
    for node in ast.walk(house.parsed(module)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            yield from (str(text.value) for text in node.args[: SAYS.get(name, 0)] if is_text(text))
        elif isinstance(node, ast.ClassDef):
            yield from titles_of(node)


def is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def titles_of(refusal: ast.ClassDef) -> Iterator[str]:
    """From lines such as `status, code, title = 404, "not-found", "Not found"`."""
    for line in refusal.body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "(status, code, title)":
            yield ast.literal_eval(line.value)[2]


@pytest.mark.parametrize("module", house.modules("app"), ids=house.name_of)
def test_every_sentence_in_the_code_has_a_dutch_one(module: Path) -> None:
    assert sorted({text for text in sentences_of(module) if text and text not in dutch()}) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=house.name_of)
def test_every_sentence_on_a_page_has_a_dutch_one(template: Path) -> None:
    with template.open("rb") as file:
        found = list(babel_extract(file, KEYWORDS, [], {"trimmed": "true"}))
    texts = [text for _, _, said, _ in found for text in (said if isinstance(said, tuple) else (said,)) if text]

    assert sorted({text for text in texts if text not in dutch()}) == []


def test_a_dutch_sentence_has_the_same_names_to_fill_in() -> None:
    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert {text for text, translated in dutch().items() if names(text) != names(translated)} == set()


def test_no_sentence_has_two_dutch_ones() -> None:
    found: dict[str, set[str]] = {}
    for catalogue in sorted((LOCALES / "nl").glob("*.po")):
        for text, translated in language._read(catalogue).items():
            found.setdefault(text, set()).add(translated)

    assert {text: both for text, both in found.items() if len(both) > 1} == {}


def test_the_catalogues_are_read_as_templates_are() -> None:
    """A trial of the extraction itself: were it to find nothing, every page would pass."""
    source = b'{{ _("One") }}{% trans %}Two{% endtrans %}'
    found = babel_extract(BytesIO(source), KEYWORDS, [], {})

    assert [text for _, _, text, _ in found] == ["One", "Two"]


@pytest.mark.parametrize(
    ("value", "decimals", "dutch_way", "english_way"),
    [
        (Decimal("1234.5"), None, "1.234,5", "1,234.5"),
        (Decimal("1234567"), None, "1.234.567", "1,234,567"),
        (Decimal("0.5"), 0, "1", "1"),
        (Decimal("2.5"), 0, "3", "3"),
        (Decimal("-2.5"), 0, "-3", "-3"),
        (Decimal("38"), 1, "38,0", "38.0"),
        (Decimal("6.125"), 2, "6,13", "6.13"),
        (42, None, "42", "42"),
        (0.1, None, "0,1", "0.1"),
        (None, 1, "", ""),
    ],
)
def test_figures_are_written_the_way_of_the_country(
    value: Decimal | float | None, decimals: int | None, dutch_way: str, english_way: str
) -> None:
    assert (number(value, decimals, "nl"), number(value, decimals, "en")) == (dutch_way, english_way)


def test_dates_are_written_out() -> None:
    assert (day(date(2024, 3, 3), "nl"), day(date(2024, 3, 3), "en")) == ("3 maart 2024", "3 March 2024")


def test_a_moment_is_shown_as_the_time_it_was_in_the_netherlands() -> None:
    late = datetime(2024, 6, 30, 22, 30, tzinfo=UTC)

    assert (moment(late, "nl"), day(late, "en")) == ("1 juli 2024 00:30", "1 July 2024")


def test_a_sentence_inside_a_sentence_speaks_the_same_language() -> None:
    message = say("There is no {kind} with id {id}.", kind=say("place"), id="x")

    assert (said(message, "nl"), said(message, "en")) == ("Er is geen plaats met id x.", "There is no place with id x.")


def test_a_figure_inside_a_sentence_is_written_as_there_and_a_year_stays_bare() -> None:
    values = {"ge": Decimal("1234.5")}

    assert translate("This value must be {ge} or higher.", "nl", values) == "Deze waarde moet 1.234,5 of hoger zijn."
    assert translate("This value must be {ge} or higher.", "en", {"ge": 2022}) == "This value must be 2022 or higher."


def test_a_sentence_that_nobody_translated_is_said_in_english() -> None:
    assert translate("Nobody has seen this sentence.", "nl") == "Nobody has seen this sentence."


@pytest.mark.parametrize(("spoken", "one", "many"), [("nl", "Niet gevonden", "niets"), ("en", "Not found", "none")])
def test_templates_speak_the_language_of_the_request(spoken: Language, one: str, many: str) -> None:
    speak(spoken)

    assert gettext("Not found") == one
    assert ngettext("Not found", "none", 1) == one
    speak("nl")


def test_every_kind_of_problem_is_explained_in_both_languages() -> None:
    assert TEXTS.keys() == KINDS.keys()
    for code in KINDS:
        speak("nl")
        in_dutch = explain(code)
        speak("en")
        in_english = explain(code)
        speak("nl")
        assert in_dutch
        assert in_english
        assert in_dutch.meaning != in_english.meaning
        assert in_dutch.title != in_english.title


def test_every_refusal_in_the_code_is_a_kind_of_problem_that_is_explained() -> None:
    refusals = [Refusal]
    for kind in refusals:
        refusals += kind.__subclasses__()

    assert {kind.code for kind in refusals} - TEXTS.keys() == set()


def test_what_is_no_kind_of_problem_has_no_explanation() -> None:
    assert explain("../secrets") is None


def test_codes_are_kebab_case() -> None:
    assert [code for code in KINDS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []
