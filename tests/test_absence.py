"""Absence: what sources write where they have no figure, and which reason that is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.terms import Missing
from app.services.measurements.absence import Absence, absence_in_topic, absence_of, absence_of_attribute


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (".", Missing.UNKNOWN),
        ("       .", Missing.UNKNOWN),
        ("NA", Missing.UNKNOWN),
        (float("nan"), Missing.UNKNOWN),
        ("x", Missing.SECRET),
        ("Geheim", Missing.SECRET),
        ("onbetrouwbaar", Missing.UNRELIABLE),
        ("n.v.t.", Missing.NOT_APPLICABLE),
        (-99997, Missing.SECRET),
        ("-99997.0", Missing.SECRET),
        (Decimal("-99995"), Missing.NOT_YET),
        (-99991.0, Missing.UNKNOWN),
        ("-99999999", Missing.UNKNOWN),
    ],
)
def test_each_source_spelling_has_its_reason_and_keeps_its_word(
    cell: str | int | float | Decimal, reason: Missing
) -> None:
    assert absence_of(cell) == Absence(reason, str(cell).strip())


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_a_blank_is_unknown_and_never_zero(blank: str | None) -> None:
    assert absence_of(blank) == Absence(Missing.UNKNOWN)


@pytest.mark.parametrize("reason", Missing)
def test_what_we_write_ourselves_is_read_back(reason: Missing) -> None:
    assert absence_of(reason.value) == Absence(reason, reason.value)


@given(st.decimals(-99990, 10_000_000, places=1))
def test_a_figure_is_no_absence(number: Decimal) -> None:
    assert absence_of(number) is None
    assert absence_of(str(number)) is None


@pytest.mark.parametrize("text", ["0", "-", "veel", "1,5", "-99996", "inf", "snan"])
def test_other_text_is_left_to_be_read_or_refused(text: str) -> None:
    assert absence_of(text) is None


@pytest.mark.parametrize("plain", [None, "", "None"])
def test_a_plain_observation_has_its_value(plain: str | None) -> None:
    assert absence_of_attribute(plain) is None


def test_an_impossible_observation_is_not_applicable() -> None:
    assert absence_of_attribute("Impossible") == Absence(Missing.NOT_APPLICABLE, "Impossible")


def test_an_attribute_that_is_not_known_keeps_its_own_word() -> None:
    assert absence_of_attribute("Confidential2 ") == Absence(Missing.UNKNOWN, "Confidential2")


def test_a_topic_that_is_empty_everywhere_has_yet_to_come() -> None:
    assert absence_in_topic(topic_is_empty=True) == Absence(Missing.NOT_YET)
    assert absence_in_topic(topic_is_empty=False) == Absence(Missing.UNKNOWN)
