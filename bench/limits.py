"""What the database can do with the same rows when nobody looks at them, and what the plain way does."""

import io
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from sqlmodel import Session

from app.models.measurement import Measurement, MeasurementBase, MeasurementCreate, MeasurementRevision
from app.models.period import Period
from app.models.terms import State
from bench.bodies import Row
from bench.installation import Installation, raw

TABLES = ("measurement", "measurement_revision")


class Copy:
    """Raw COPY into the table of current measurements, its indexes and references as they are."""

    def __init__(self, ours: Installation) -> None:
        """Takes the rows that were stored."""
        self._ours, held = ours, io.BytesIO()
        with raw(ours.engine) as connection, connection.cursor().copy("COPY measurement TO STDOUT (FORMAT csv)") as out:
            for block in out:
                held.write(block)
        self._rows = held.getvalue()

    def seconds(self) -> float:
        self._ours.empty()
        with raw(self._ours.engine) as connection:
            started = perf_counter()
            with connection.cursor().copy("COPY measurement FROM STDIN (FORMAT csv)") as into:
                into.write(self._rows)
            connection.commit()
            return perf_counter() - started


class Many:
    """`executemany` into current measurements and revisions, as the application keeps its SQLite."""

    def __init__(self, ours: Installation) -> None:
        """Takes the rows that were stored."""
        self._ours = ours
        with raw(ours.engine) as connection:
            self._rows: dict[str, list[tuple[Any, ...]]] = {
                table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES
            }

    def seconds(self) -> float:
        self._ours.empty()
        with self._ours.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            started = perf_counter()
            driver.execute("BEGIN IMMEDIATE")
            for table, rows in self._rows.items():
                driver.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            driver.commit()
            return perf_counter() - started


def one_add_per_row(ours: Installation, sent: list[Row]) -> float:
    """Seconds for the plain way: each row validated alone, two objects added, one commit. No look-ups, no HTTP."""
    ours.empty()
    started = perf_counter()
    with Session(ours.engine) as session:
        for number, row in enumerate(sent, start=1):
            measurement = _measurement(MeasurementCreate.model_validate(row), number)
            session.add(measurement)
            session.flush()  # its number is known from here on
            said = {name: getattr(measurement, name) for name in MeasurementBase.model_fields}
            session.add(MeasurementRevision(**said | {"measurement_id": measurement.id}))
        session.commit()
    return perf_counter() - started


def _measurement(row: MeasurementCreate, change: int) -> Measurement:
    assert row.place is not None
    period, now = Period.parse(row.period), datetime.now(UTC)
    return Measurement(
        indicator_id=row.indicator,
        place_id=row.place,
        period=period.text,
        starts=period.starts,
        ends=period.ends,
        value=row.value,
        state=State(row.state),
        source=row.source,
        note=row.note,
        partner_id="bench",
        change=change,
        recorded_at=now,
        stored_at=now,
        recorded_by="bench",
    )
