"""Tables as people bring them: which column means what, and numbers that stay what they are."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.services.batches.reading import CSV, NDJSON, read
from app.services.sheets.intake import take_in
from app.services.sheets.matching import guess, is_clear, lacking, require_fit
from app.services.sheets.rebuilding import as_file


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        (["Indicator", "Buurt", "Jaar", "Waarde"], ["indicator", "place", "period", "value"]),
        (["onderwerp", "Buurtcode", "Schooljaar", "Aantal"], ["indicator", "code", "period", "value"]),
        (["kengetal", "Wijken / buurten", "peil-datum", "percentage"], ["indicator", "place", "period", "value"]),
        (["indicator", "plek", "periode", "(waarde)", "waarde"], ["indicator", "place", "period", None, "value"]),
        (["Respondenten", "N", "height", "Doelgroep"], ["sampleSize", None, None, "population"]),
    ],
)
def test_dutch_heads_are_understood(heads: list[str], fields: list[str | None]) -> None:
    assert guess(heads, []) == fields


def test_without_heads_codes_periods_and_figures_are_told_by_what_they_look_like() -> None:
    rows = [["overlast", "BU03440401", "2021", "12,5", ""], ["overlast", "BU03440402", "2022-Q1", "geheim", ""]]
    assert guess(None, rows) == [None, "code", "period", "value", None]
    assert is_clear(None, ["indicator", "place", "period", "value"]) is False


def test_a_sheet_is_clear_when_every_head_is_known_and_nothing_lacks() -> None:
    heads = ["indicator", "code", "jaar", "ontbreekt", "(naam)", ""]
    assert is_clear(heads, guess(heads, []))
    assert not is_clear([*heads, "hoogte"], guess([*heads, "hoogte"], []))
    assert lacking(["place"], {"indicator": "x"}) == ["period", "value"]


def test_columns_that_fit_raise_nothing() -> None:
    require_fit(["indicator", "place", "period", None, "value"], {}, 5)
    with pytest.raises(Invalid) as refused:
        require_fit(["indicator", "place", "value"], {"period": "2021", "value": "3"}, 3)
    assert [error.code for error in refused.value.errors] == ["unknown-field", "head-twice"]


def test_empty_rows_and_columns_are_left_out_and_spaces_around_cells_too() -> None:
    brought = take_in(CSV, "indicator\t\tplek \t waarde\r\n\r\n x\t\t\u00a0veld\t1 \r\n\t\t\t\r\n".encode())
    assert (brought.heads, brought.records, brought.width) == (["indicator", "plek", "waarde"], [["x", "veld", "1"]], 3)


def test_a_cell_of_several_lines_becomes_one_line() -> None:
    brought = take_in(CSV, b'indicator;opmerking\nx;"een\ntwee"\n')
    assert brought.records == [["x", "een twee"]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"a;b\n" + b"1;2\n" * 100_001, "too-many-rows"),
        (b";".join(b"a%d" % n for n in range(201)) + b"\n" + b";".join([b"1"] * 201), "too-many-columns"),
        (b"38\n39", "too-few-columns"),
        (b"indicator\n" + b'"' + b"x" * 200_000, "broken-csv"),
    ],
)
def test_what_is_too_much_is_refused_as_a_whole(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        take_in(CSV, body)
    assert [error.code for error in refused.value.errors] == [code]


def test_a_line_that_is_no_json_is_told_by_its_number() -> None:
    with pytest.raises(Invalid) as refused:
        take_in(NDJSON, b'{"indicator":"x"}\n{broken\n')
    assert [(error.row, error.line, error.code) for error in refused.value.errors] == [(2, 2, "broken-json")]


def test_nothing_and_truth_are_written_as_people_would() -> None:
    brought = take_in(NDJSON, b'{"indicator":"x","value":2022.0,"note":true,"place":null}\n{"place":"veld"}\n')
    assert (brought.heads, brought.records) == (
        ["indicator", "place", "value", "note"],
        [["x", "", "2022", "true"], ["", "veld", "", ""]],
    )


FRACTIONS = st.decimals(-9999, 9999, places=2, allow_nan=False).filter(lambda number: number % 1 != 0)


@given(st.lists(FRACTIONS, min_size=3, max_size=12), st.sampled_from(",."), st.data())
def test_one_cell_with_the_other_decimal_sign_never_changes_or_spoils_another(
    numbers: list[Decimal], sign: str, data: st.DataObject
) -> None:
    other = "." if sign == "," else ","
    odd = data.draw(st.integers(0, len(numbers) - 1))
    cells = [
        [format(number, "f").replace(".", other if position == odd else sign)]
        for position, number in enumerate(numbers)
    ]
    sheet = read(CSV, as_file(["value"], {"indicator": "x"}, cells))

    assert sheet.unread == {}
    assert [row["value"] for row in sheet.rows] == numbers


def test_what_may_be_thousands_is_never_guessed() -> None:
    sheet = read(CSV, as_file(["value"], {"indicator": "x"}, [["12,5"], ["1.234"], ["7,1"]]))
    assert {row: [error.code for error in errors] for row, errors in sheet.unread.items()} == {1: ["not-a-number"]}


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8), min_size=2, max_size=2), min_size=1
    )
)
def test_every_row_keeps_its_number_however_empty(rows: list[list[str]]) -> None:
    sheet = read(CSV, as_file(["note", None], {}, rows))
    assert len(sheet.rows) == len(rows)
    assert [row.get("note", "") for row in sheet.rows] == [row[0] for row in rows]


def test_left_out_columns_are_in_no_file() -> None:
    file = as_file(["indicator", None, "value"], {"place": "veld"}, [["x", "niet", "1"]]).decode()
    assert list(csv.reader(io.StringIO(file), delimiter="\t")) == [
        ["indicator", "value", "place", "population"],
        ["x", "1", "veld", "all"],
    ]
