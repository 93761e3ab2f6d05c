"""What holds for every batch: a figure stands out by the one rule, and a cell means what was written."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from app.services.batches.cells import decimal_sign, number_in, typed
from app.services.batches.keeping import harmless
from app.services.batches.reading import CSV, JSON, NDJSON, delimiter_of, raw_rows, read
from app.services.batches.sheet import FIELDS, Sheet, field_of, numbered, with_defaults
from app.services.batches.standing_out import _in_series
from app.services.measurements.plausibility import implausible

figures = some.decimals(min_value=0, max_value=100, places=1)
words = some.text(some.characters(codec="utf-8", exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=20)


@given(some.lists(figures, min_size=2, max_size=20), some.none() | figures, some.integers(0, 2))
def test_many_series_at_once_are_judged_as_each_figure_alone(
    values: list[Decimal], limit: Decimal | None, decimals: int
) -> None:
    step = Decimal(1).scaleb(-decimals)
    points = [(date(1990 + index, 1, 1), value, index) for index, value in enumerate(values)]

    found = list(_in_series(list(reversed(points)), step, limit))

    alone = [
        index for index in range(1, len(values)) if implausible(values[index], values[:index], step=step, limit=limit)
    ]
    assert found == alone


@given(some.lists(figures, min_size=1, max_size=8))
def test_what_was_known_is_never_flagged_itself(values: list[Decimal]) -> None:
    known = [(date(1990 + index, 1, 1), value, None) for index, value in enumerate(values)]

    assert list(_in_series([*known, (date(2020, 1, 1), values[-1], 7)], Decimal(1), None)) == []


@given(some.decimals(min_value=-1000, max_value=1000, places=3))
def test_a_number_is_read_back_digit_for_digit_with_a_point_and_with_a_comma(number: Decimal) -> None:
    text = format(number, "f")

    assert number_in(text, ".") == number
    assert number_in(text.replace(".", ","), ",") == number


@given(some.lists(some.decimals(min_value=0, max_value=99, places=2), min_size=1))
def test_dutch_figures_under_semicolons_have_a_comma(numbers: list[Decimal]) -> None:
    assert decimal_sign([format(number, "f").replace(".", ",") for number in numbers], semicolons=True) == ","
    assert decimal_sign([format(number, "f") for number in numbers], semicolons=True) == "."


@given(words)
def test_no_text_becomes_a_number_by_itself(text: str) -> None:
    row, errors = typed({"value": text})

    assert len(row) + len(errors) <= 1
    assert all(error.code == "not-a-number" for error in errors)


@given(words)
def test_what_goes_back_to_a_spreadsheet_never_begins_a_formula(text: str) -> None:
    given_back = harmless(text)

    assert given_back.removeprefix("'") == text.removeprefix("'") or given_back == f"'{text}"
    assert not given_back.startswith(("=", "@", "\t"))


@given(some.lists(some.lists(words, min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_file_is_given_back_as_it_was_sent(rows: list[list[str]]) -> None:
    sent = [["note", "reason"], *([cell.replace('"', "").replace(",", "") for cell in row] for row in rows)]
    body = "\n".join(",".join(f'"{cell}"' for cell in row) for row in sent).encode()

    filled = [row for row in sent if any(cell.strip() for cell in row)]
    assert list(raw_rows(CSV, body)) == filled


@given(some.binary(max_size=200))
def test_no_bytes_at_all_break_the_reader(body: bytes) -> None:
    for kind in (CSV, JSON, NDJSON):
        sheet = read(kind, body)

        assert sheet.wrong or sheet.rows


def test_heads_are_known_in_any_case_and_in_dutch() -> None:
    assert [field_of(head) for head in ("Sample size", "layout_year", "PLAATS", "Waarde ", "colour")] == [
        "sampleSize",
        "layoutYear",
        "place",
        "value",
        None,
    ]
    assert [field_of(name) for name in FIELDS] == list(FIELDS)


def test_the_separator_is_the_one_between_the_heads() -> None:
    assert [delimiter_of(head) for head in ("a,b;c;d", "\n\na,b\n1;2;3", "a\tb", "alone")] == [";", ",", "\t", ","]


def test_a_row_with_a_place_of_its_own_takes_no_code_from_the_defaults() -> None:
    sheet = with_defaults(
        Sheet(rows=[{"place": "veld"}, {"value": 3}, {"missing": "secret"}, {}]),
        {"code": "BU01", "layoutYear": 2020, "value": 1},
    )

    assert list(sheet.rows) == [
        {"place": "veld", "value": 1},
        {"code": "BU01", "layoutYear": 2020, "value": 3},
        {"code": "BU01", "layoutYear": 2020, "missing": "secret"},
        {"code": "BU01", "layoutYear": 2020, "value": 1},
    ]


def test_errors_carry_row_and_line_in_the_order_of_the_file() -> None:
    sheet = read(CSV, b"value\n1\n\nveel\n2\nmeer\n")

    assert [(one.row, one.line, one.code) for one in numbered(sheet.unread, sheet)] == [
        (2, 4, "not-a-number"),
        (4, 6, "not-a-number"),
    ]
