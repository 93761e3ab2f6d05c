"""What a cell or a number of a batch says is the same the quick way and with a second look. Pure."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.models.indicator import Indicator
from app.models.measurement import MeasurementCreate
from app.services.batches.cells import Columns, typed
from app.services.batches.plain import Bounds
from app.services.measurements.catalogue import Catalogue
from app.services.measurements.checks import check

cells = some.sampled_from(
    ["", " ", "38", "38,5", "38.5", "-5", "-99997", "1.234,5", "+3", ".", "geheim", " veld", "2022", "1e3", "007", "٣"]
)
heads = some.lists(some.sampled_from(["place", "value", "missing", "low", "sampleSize", "note", None]), max_size=6)


@given(heads, some.lists(some.lists(cells, max_size=7), max_size=4), some.sampled_from(".,"))
def test_a_row_of_cells_says_the_same_the_quick_way(
    names: list[str | None], records: list[list[Any]], sign: str
) -> None:
    columns = Columns(names, sign)

    for record in records:
        under_a_name = {name: cell for name, cell in zip(names, record, strict=False) if name}
        if names.count("place") < 2:  # a head that comes twice is refused before
            assert columns.row(record) == typed(under_a_name, sign)


def test_a_cell_of_a_workbook_is_what_it_was_among_texts_too() -> None:
    columns = Columns(["period", "value", "sampleSize"], ".")

    assert columns.row(["2022", "3", ""]) == ({"period": "2022", "value": Decimal(3)}, [])
    assert columns.row([2022.0, 3.5, 12.0]) == ({"period": "2022", "value": Decimal("3.5"), "sampleSize": 12}, [])
    assert columns.row([True, "x", None]) == ({"period": "true", "missing": "secret"}, [])


numbers = (
    some.floats(allow_nan=False, allow_infinity=False)
    | some.integers(-(10**30), 10**30)
    | some.sampled_from([1.2345678901234567e-09, 1e-7, 1e-6, -0.0, 5e-324, 1e22, 100.0, 0.1 + 0.2, 1e15])
    | some.decimals(allow_nan=False, allow_infinity=False)
    | some.sampled_from([Decimal("0E-99"), Decimal("100.00000000000000001"), Decimal("1E+2"), Decimal("12.50")])
)
edges = some.none() | some.decimals(min_value=-1000, max_value=1000, places=2)


def bounded(lowest: Decimal | None, highest: Decimal | None) -> Indicator:
    return Indicator(
        id="overlast",
        name="Overlast",
        unit="percent",
        lowest=lowest,
        highest=highest,
        recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
        recorded_by="staf",
    )


@given(numbers, edges, edges)
def test_a_number_that_needs_no_second_look_is_one_that_the_checker_takes(
    value: float | Decimal, lowest: Decimal | None, highest: Decimal | None
) -> None:
    indicator = bounded(lowest, highest)
    digits = Bounds.of(indicator).digits(value)

    if digits is not None:
        row = MeasurementCreate.model_validate(
            {"indicator": "overlast", "place": "veld", "period": "2022", "value": value}
        )
        known = Catalogue({"overlast": indicator}, frozenset({"veld"}), frozenset({"all"}))
        assert check(row, known, date(2024, 1, 1)).errors == ()
        assert format(Decimal(str(value)), "f") == digits


@pytest.mark.parametrize("value", [True, "3", None, [3], {}])
def test_what_is_no_number_needs_a_second_look(value: object) -> None:
    assert Bounds.of(bounded(None, None)).digits(value) is None
