"""A database of a million measurements beside the seed: 100 indicators, 500 neighbourhoods, 20 years."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, insert, update

from app.models.access import DataRevision
from app.models.indicator import Indicator, IndicatorVersion
from app.models.measurement import Measurement, MeasurementRevision
from app.models.place import Place

INDICATORS, PLACES, YEARS = 100, 500, range(2005, 2025)
BLOCK = 20_000
NOW = datetime(2024, 1, 1, tzinfo=UTC)


def fill(engine: Engine, *, places: int = PLACES) -> int:
    """Adds the rows and says how many measurements; nothing where they are there already."""
    with engine.begin() as connection:
        if connection.exec_driver_sql("SELECT count(*) FROM place WHERE id = 'bench-0000'").scalar_one():
            return 0
        fill_catalogue(connection, places)
        first = int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM measurement").scalar_one()) + 1
        total = 0
        for block in _blocks(first, places):
            connection.execute(insert(Measurement), block)
            connection.execute(insert(MeasurementRevision), [_revision(row) for row in block])
            total += len(block)
        connection.execute(update(DataRevision).values(number=first + total - 1))  # so that a mark comes after them
    return total


def fill_catalogue(connection: Connection, places: int = PLACES) -> None:
    """The places and indicators alone."""
    connection.execute(insert(Place), [_place(number) for number in range(places)])
    connection.execute(insert(Indicator), [_indicator(number) for number in range(INDICATORS)])
    connection.execute(insert(IndicatorVersion), [_indicator(number) | _FIRST for number in range(INDICATORS)])


_FIRST = {"reason": None, "gone": False}


def _place(number: int) -> dict[str, Any]:
    return {"id": f"bench-{number:04}", "kind": "neighbourhood", "name": f"Bench {number}", "level": "neighbourhood",
            "fictitious": True, "version": 1}  # fmt: skip


def _indicator(number: int) -> dict[str, Any]:
    return {"id": f"bench-{number:03}", "name": f"Bench {number}", "unit": "percent", "decimals": 1, "version": 1,
            "good_direction": "rise", "recorded_at": NOW, "recorded_by": "bench", "fictitious": True}  # fmt: skip


def _blocks(first: int, places: int) -> Iterator[list[dict[str, Any]]]:
    block: list[dict[str, Any]] = []
    for number, key in enumerate(
        (indicator, place, year) for indicator in range(INDICATORS) for place in range(places) for year in YEARS
    ):
        block.append(_measurement(first + number, *key))
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _measurement(key: int, indicator: int, place: int, year: int) -> dict[str, Any]:
    return {
        "id": key,
        "indicator_id": f"bench-{indicator:03}",
        "place_id": f"bench-{place:04}",
        "period": str(year),
        "starts": date(year, 1, 1),
        "ends": date(year, 12, 31),
        "population_id": "all",
        "value": Decimal((indicator * 37 + place * 11 + year * 7) % 1000) / 10,
        "state": "final",
        "acceptance": "accepted",
        "flags": "",
        "published": False,
        "revision": 1,
        "change": key,
        "recorded_at": NOW,
        "stored_at": NOW,
        "recorded_by": "bench",
    }


_KEY = ("id", "indicator_id", "place_id", "period", "starts", "ends", "population_id")


def _revision(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _KEY} | {"measurement_id": row["id"]}
