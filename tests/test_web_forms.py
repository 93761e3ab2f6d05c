"""Forms: what people type, and what is said back."""

import pytest

from app.language import Language, speak
from app.problems import Problem, ProblemError
from app.web.forms import FORM, by_field, filled_in, local_address, number_typed


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("nl", "12,5", 12.5),
        ("nl", "12.5", 12.5),
        ("nl", "1.234,5", 1234.5),
        ("nl", "1.234", 1234),
        ("nl", "-3", -3),
        ("nl", "1 000", 1000),
        ("en", "1,234.5", 1234.5),
        ("en", "1,234", 1234),
        ("en", "12.5", 12.5),
    ],
)
def test_a_number_is_read_the_way_people_write_it(language: Language, text: str, number: float) -> None:
    speak(language)
    try:
        assert number_typed(text) == number
    finally:
        speak("nl")


@pytest.mark.parametrize("text", ["veel", "1e5", "NaN", "1,2,3", "12%", "--1", "٣"])
def test_text_that_is_no_number_stays_text_for_the_api_to_refuse(text: str) -> None:
    assert number_typed(text) == text


def test_untouched_fields_are_not_sent() -> None:
    assert filled_in({"value": "38", "note": "", "low": ""}, numbers=("value", "low")) == {"value": 38}


def problem(*fields: str) -> Problem:
    errors = [ProblemError(field=field, code="wrong", message=f"{field} is wrong.") for field in fields]
    return Problem(type="/problems/invalid", title="Not valid", status=400, detail="Look again.", errors=errors)


def test_each_field_gets_its_own_message() -> None:
    assert by_field(problem("value", "period"), {"value": "", "period": ""}) == {
        "value": "value is wrong.",
        "period": "period is wrong.",
    }


def test_two_messages_about_one_field_are_both_said() -> None:
    assert by_field(problem("value", "value"), {"value": ""}) == {"value": "value is wrong. value is wrong."}


def test_what_belongs_to_no_field_stands_above_the_form() -> None:
    assert by_field(problem("code"), {"value": ""}) == {FORM: "code is wrong."}


def test_a_refusal_without_fields_is_said_above_the_form() -> None:
    assert by_field(problem(), {"value": ""}) == {FORM: "Look again."}


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/streefwaarden?area=x", "/streefwaarden?area=x"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/x\r\nSet-Cookie: a", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_the_way_back_never_leads_to_another_site(asked: str | None, goes: str) -> None:
    assert local_address(asked) == goes
