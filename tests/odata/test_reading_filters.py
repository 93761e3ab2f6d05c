"""A filter is read as the standard has it: what binds closest, what a null does, and which kinds go together. Pure."""

from typing import Any

import pytest

from app.errors import Invalid, NotOffered
from app.services.odata.conditions import meets
from app.services.odata.parsing import read_filter
from tests.odata.rows import COLUMNS, NOBODY, SOMEBODY, Row


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
