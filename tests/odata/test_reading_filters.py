"""A filter is read as the standard has it: what binds closest, what a null does, and which kinds go together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.errors import Invalid, NotOffered
from app.services.odata import marks
from app.services.odata.catalogue import SETS
from app.services.odata.conditions import meets
from app.services.odata.parsing import read_filter
from app.services.odata.shapes import Kind, Property


@dataclass(frozen=True)
class Row:
    """An item with one column of each kind, which may all be absent."""

    name: str | None = None
    number: Decimal | None = None
    count: int | None = None
    day: date | None = None
    moment: datetime | None = None
    good: bool | None = None


def column(name: str, kind: Kind, *, many: bool = False) -> Property:
    return Property(name, kind, lambda row: getattr(row, name), nullable=True, many=many)


COLUMNS = {
    one.name: one
    for one in (
        column("name", Kind.TEXT),
        column("number", Kind.DECIMAL),
        column("count", Kind.INTEGER),
        column("day", Kind.DAY),
        column("moment", Kind.MOMENT),
        column("good", Kind.FLAG),
        column("many", Kind.TEXT, many=True),
    )
}
NOBODY = Row()
SOMEBODY = Row(
    name="It's Élan",
    number=Decimal("12.50"),
    count=3,
    day=date(2024, 2, 29),
    moment=datetime(2023, 12, 31, 23, 30, tzinfo=UTC),
    good=True,
)


def finds(text: str, row: Row) -> bool:
    return meets(read_filter(text, COLUMNS), row)


def truth(text: str, row: Row) -> Any:
    return read_filter(text, COLUMNS).of(row)


HOLDS = [
    "name eq 'It''s Élan'",
    "'It''s Élan' eq name",
    "name ne null",
    "null ne name",
    "null eq null",
    "number eq 12.5",
    "number eq 1.25e1",
    "number gt -1 and number lt 13",
    "number gt count",
    "count in (1,2,3)",
    "count in (3)",
    "count eq 3.0",
    "name in ('x', null, 'It''s Élan')",
    "day eq 2024-02-29",
    "day ge 2024-02-29 and day le 2024-02-29",
    "moment eq 2024-01-01T00:30:00+01:00",
    "moment eq 2024-01-01T00:30:00 01:00",
    "moment ge 2023-12-31T23:30Z",
    "moment lt 2023-12-31T23:30:00.000001Z",
    "good",
    "good eq true",
    "not (good eq false)",
    "not false",
    "(good)",
    "((good) and ((true)))",
    "true or false and false",
    "not false and true",
    "not false or false",
    "year(day) eq 2024 and month(day) eq 2 and day(day) eq 29",
    "year(moment) eq 2023",
    "date(moment) eq 2023-12-31",
    "contains(name,'s É')",
    "startswith(name,'It')",
    "endswith(name,'lan')",
    "contains(tolower(name),'élan')",
    "toupper(name) eq 'IT''S ÉLAN'",
    "trim(' x ') eq 'x'",
    "length(name) eq 9",
    "contains( name , 'It' ) ",
    "contains(name,'')",
    "not contains(name,'zuid')",
    "not (number in ())",
]


@pytest.mark.parametrize("text", HOLDS)
def test_it_holds(text: str) -> None:
    assert finds(text, SOMEBODY)
    assert not finds(f"not ({text})", SOMEBODY)


UNKNOWN_OF_NOBODY = [
    "contains(name,'x')",
    "not contains(name,'x')",
    "good",
    "not good",
    "good and true",
    "good or false",
    "contains(name,'x') and contains(name,'y')",
    "contains(name,null)",
    "null",
]


@pytest.mark.parametrize("text", UNKNOWN_OF_NOBODY)
def test_a_function_of_nothing_is_unknown_and_so_not_wanted(text: str) -> None:
    assert truth(text, NOBODY) is None
    assert not finds(text, NOBODY)
    assert not finds(f"not ({text})", NOBODY)


OF_NOBODY = {
    "name eq null": True,
    "name ne null": False,
    "name ne 'x'": True,
    "number gt 1": False,
    "number le 1": False,
    "not (number gt 1)": True,
    "number gt null": False,
    "number le null": False,
    "year(day) eq 2024": False,
    "year(day) ne 2024": True,
    "year(day) eq null": True,
    "good and false": False,
    "good or true": True,
    "tolower(name) eq null": True,
    "name in (null)": True,
    "name in ('x')": False,
}


@pytest.mark.parametrize("text", list(OF_NOBODY))
def test_nothing_equals_nothing_and_is_no_more_and_no_less_than_anything(text: str) -> None:
    assert truth(text, NOBODY) is OF_NOBODY[text]


WRONG = {
    "": "unreadable",
    "name": "wrong-kind",
    "name eq": "unreadable",
    "eq 1": "unknown-name",
    "name eq 1": "wrong-kind",
    "number eq '1'": "wrong-kind",
    "number eq true": "wrong-kind",
    "day eq 2024-02-29T00:00:00Z": "wrong-kind",
    "moment eq 2024-02-29": "wrong-kind",
    "day eq 2023-02-29": "unreadable",
    "moment eq 2024-02-29T25:00:00Z": "unreadable",
    "good gt false": "wrong-kind",
    "not name": "wrong-kind",
    "not number eq 1": "wrong-kind",
    "good and number": "wrong-kind",
    "year(name) eq 1": "wrong-kind",
    "date(day) eq 2024-01-01": "wrong-kind",
    "contains(name)": "unreadable",
    "contains(name,'a','b')": "unreadable",
    "contains(number,'1')": "wrong-kind",
    "name in 'x'": "unreadable",
    "name in ('x'": "unreadable",
    "name in ('x' 'y')": "unreadable",
    "name in (name)": "unreadable",
    "name in (1)": "wrong-kind",
    "many eq 'x'": "collection",
    "nowhere eq 1": "unknown-name",
    "Name eq 'x'": "unknown-name",
    "evil(name)": "unknown-name",
    "name eq 'x": "unreadable",
    "name == 'x'": "unreadable",
    'name eq "x"': "unreadable",
    "good)": "unreadable",
    "(good": "unreadable",
    "good good": "unreadable",
    "good and": "unreadable",
    "or good": "unknown-name",
    "number eq 1e9999": "unreadable",
    "number eq 12abc": "unreadable",
    "number eq INF": "unknown-name",
    "name eq $it": "unreadable",
}


@pytest.mark.parametrize("text", list(WRONG))
def test_what_is_wrong_has_a_code_that_says_so(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_filter(text, COLUMNS)

    assert [(error.field, error.code) for error in refused.value.errors] == [("$filter", WRONG[text])]


ELSEWHERE = [
    "number add 1 eq 2",
    "number mod 2 eq 1",
    "name has 'x'",
    "substring(name,1) eq 'x'",
    "round(number) eq 1",
    "many/any(x: x eq 'y')",
    "name/length eq 1",
    "cast(name,'Edm.String') eq 'x'",
    "now() gt moment",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_the_standard_has_and_we_have_not_is_told_apart_from_what_is_wrong(text: str) -> None:
    with pytest.raises(NotOffered):
        read_filter(text, COLUMNS)


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
