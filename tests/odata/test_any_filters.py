"""Whatever is asked in a filter is read or refused and never a fault, and a value comes back as it was. Pure."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from app.errors import Invalid, NotOffered
from app.services.odata import marks
from app.services.odata.catalogue import SETS
from app.services.odata.parsing import read_filter
from app.services.odata.shapes import Kind
from tests.odata.rows import COLUMNS, SOMEBODY, Row


def outcome(text: str) -> str:
    """What becomes of a filter that may be anything; a fault would be raised."""
    try:
        read_filter(text, COLUMNS).of(SOMEBODY)
    except (Invalid, NotOffered) as refused:
        return refused.code
    return "read"


@given(some.text(max_size=60))
def test_no_text_at_all_is_a_fault(text: str) -> None:
    assert outcome(text) in ("read", "invalid", "not-offered")


@given(
    some.lists(
        some.sampled_from(
            [
                "name",
                "number",
                "eq",
                "'x'",
                "1",
                "(",
                ")",
                "and",
                "or",
                "not",
                "in",
                ",",
                "contains",
                "null",
                "true",
                "2024-01-01",
                "year",
                "/",
                "good",
            ]
        ),
        max_size=25,
    )
)
def test_no_row_of_words_is_a_fault(words: Sequence[str]) -> None:
    assert outcome(" ".join(words)) in ("read", "invalid", "not-offered")


@given(some.text())
def test_any_text_can_be_asked_for_and_finds_itself_only(text: str) -> None:
    written = text.replace("'", "''")[:3000]

    found = read_filter(f"name eq '{written}'", COLUMNS)

    assert found.of(Row(name=written.replace("''", "'"))) is True
    assert found.of(Row(name=text[:2999] + "x")) is (text[:2999] + "x" == written.replace("''", "'"))


KINDS = {
    Kind.TEXT: some.text(),
    Kind.DECIMAL: some.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20),
    Kind.INTEGER: some.integers(-(2**31), 2**31),
    Kind.FLAG: some.booleans(),
    Kind.DAY: some.dates(),
    Kind.MOMENT: some.datetimes(timezones=some.just(UTC)),
}


@given(some.sampled_from(list(KINDS)).flatmap(lambda kind: some.tuples(some.just(kind), some.none() | KINDS[kind])))
def test_a_value_in_a_mark_is_read_back_as_it_was(pair: tuple[Kind, Any]) -> None:
    kind, value = pair

    assert marks.read(marks.written(value), kind) == value


@given(some.sampled_from(list(KINDS)), some.text(max_size=20))
def test_a_mark_that_is_not_ours_is_no_fault(kind: Kind, text: str) -> None:
    try:
        found = marks.read(text, kind)
    except (ValueError, KeyError, ArithmeticError):
        return
    assert marks.read(marks.written(found), kind) == found


def test_every_published_column_can_be_compared_with_a_value_of_its_kind() -> None:
    literals = {
        Kind.TEXT: "'x'",
        Kind.DECIMAL: "1.5",
        Kind.INTEGER: "1",
        Kind.FLAG: "true",
        Kind.DAY: "2024-01-01",
        Kind.MOMENT: "2024-01-01T00:00:00Z",
    }
    asked = [
        read_filter(f"{one.name} eq {literals[one.kind]} or {one.name} eq null", each.type.properties)
        for each in SETS.values()
        for one in each.type.properties.values()
        if not one.many
    ]

    assert len(asked) > 200
