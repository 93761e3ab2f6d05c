"""A database of a million measurements and more beside the seed: 100 indicators, 20 years and as many places as asked.

The places are the neighbourhoods of one city, which has figures of its own. Fifteen of them are an area, in which each
indicator has a target, or so many of them as asked.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, text, update

from app.database import transaction
from app.models.access import SYSTEM, DataRevision
from app.models.indicator import Indicator, IndicatorVersion
from app.models.measurement import Measurement, MeasurementBase
from app.models.place import Area, Membership, MembershipVersion, Place
from app.models.programme import Node, NodeVersion, Programme, ProgrammeVersion
from app.models.target import Target, TargetVersion
from app.models.terms import Bound, Direction, Rule
from app.services.access.versions import keep
from app.services.access.writing import Writing

INDICATORS, PLACES, YEARS = 100, 500, 20
TOGETHER = 15
CITY, AREA, PROGRAMME, GOAL = "bench-9999", "bench-area", "bench", "bench-goal"
NOW = datetime(2024, 1, 1, tzinfo=UTC)
TYPES = {"postgresql": {"number": "numeric", "day": "date"}, "sqlite": {"number": "text", "day": "text"}}

# Of one indicator; as in the data of the peers one in five figures is not final, and one in twenty has a note.
ROWS = """
WITH RECURSIVE years(year) AS (SELECT 2005 UNION ALL SELECT year + 1 FROM years WHERE year < 2024),
places(id, number) AS (SELECT id, row_number() OVER (ORDER BY id) - 1 FROM place WHERE id LIKE 'bench-____'),
said(place_id, number, year, tenths) AS (
    SELECT id, number, year, ({indicator} * 37 + number * 11 + year * 7) % 1000 FROM places CROSS JOIN years)
INSERT INTO measurement (id, indicator_id, place_id, period, starts, ends, population_id, value, state, acceptance,
    source, note, flags, published, revision, change, recorded_at, stored_at, recorded_by)
SELECT {first} + number * {years} + year - 2005, 'bench-{indicator:03}', place_id, CAST(year AS text),
    CAST(year || '-01-01' AS {day}), CAST(year || '-12-31' AS {day}), 'all',
    CAST((tenths / 10) || '.' || (tenths % 10) AS {number}),
    CASE ({indicator} * 7 + number * 3 + year) % 5 WHEN 3 THEN 'provisional' WHEN 4 THEN 'doubtful' ELSE 'final' END,
    'accepted', 'partner-' || (({indicator} * 13 + number) % 12),
    CASE WHEN ({indicator} + number + year) % 20 = 0 THEN 'herzien na controle, zie "bijlage" ' || (number % 9) END,
    '', FALSE, 1, {first} + number * {years} + year - 2005, :now, :now, 'bench'
FROM said ORDER BY number, year
"""


def fill(engine: Engine, *, places: int = PLACES, targets: int = INDICATORS) -> int:
    """Adds all of it, and says how many measurements; the city is one of the places."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # the references are right
        fill_catalogue(connection, places - 1)
        _fill_measurements(connection, places)
    with transaction(engine) as session:
        _fill_targets(Writing(session, SYSTEM, NOW), targets)
    _settle(engine)
    return INDICATORS * places * YEARS


def fill_catalogue(connection: Connection, places: int = PLACES) -> None:
    """The places and indicators alone."""
    connection.execute(insert(Place), [_place(CITY, "municipality") | {"level": None, "municipality_id": None}])
    connection.execute(insert(Place), [_place(f"bench-{number:04}", "neighbourhood") for number in range(places)])
    connection.execute(insert(Indicator), [_indicator(number) for number in range(INDICATORS)])
    connection.execute(insert(IndicatorVersion), [_indicator(number) | _FIRST for number in range(INDICATORS)])


_FIRST = {"reason": None, "gone": False}


def _place(key: str, kind: str) -> dict[str, Any]:
    return {"id": key, "kind": kind, "name": key.title(), "level": "neighbourhood", "municipality_id": CITY,
            "fictitious": True, "version": 1}  # fmt: skip


def _indicator(number: int) -> dict[str, Any]:
    return {"id": f"bench-{number:03}", "name": f"Bench {number}", "unit": "percent", "decimals": 1, "version": 1,
            "good_direction": "rise", "recorded_at": NOW, "recorded_by": "bench", "fictitious": True}  # fmt: skip


def _fill_measurements(connection: Connection, places: int) -> None:
    """By the database itself: millions of rows would take a quarter of an hour one by one."""
    moment = bindparam("now", NOW, type_=Measurement.__table__.c.recorded_at.type)  # type: ignore[attr-defined]
    highest = int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM measurement").scalar_one())
    said = TYPES[connection.dialect.name] | {"years": YEARS}
    for indicator in range(INDICATORS):
        first = highest + 1 + indicator * places * YEARS
        connection.execute(text(ROWS.format(indicator=indicator, first=first, **said)).bindparams(moment))
    columns = ", ".join(MeasurementBase.model_fields)
    connection.exec_driver_sql(
        f"INSERT INTO measurement_revision (measurement_id, {columns}) SELECT id, {columns} FROM measurement "
        f"WHERE id > {highest} ORDER BY id"
    )
    last = highest + INDICATORS * places * YEARS
    connection.execute(update(DataRevision).values(number=last))  # so that a mark comes after them
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('measurement', 'id'), {last})")


def _fill_targets(writing: Writing, targets: int) -> None:
    """A target for each of so many indicators, which wants something of every neighbourhood of the area."""
    said: dict[str, Any] = {"recorded_at": NOW, "recorded_by": "bench"}
    writing.session.add(Place(**_place(AREA, "area") | {"level": None}))
    writing.session.flush()
    writing.session.add(Area(place_id=AREA))
    for number in range(TOGETHER):
        keep(
            writing,
            Membership(area_id=AREA, place_id=f"bench-{number:04}", share=Decimal(1), **said),
            MembershipVersion,
        )
    levels = [{"id": "goal", "name": "goal", "kind": "goal"}]
    keep(writing, Programme(id=PROGRAMME, name="Bench", levels=levels, fictitious=True, **said), ProgrammeVersion)
    keep(writing, Node(id=GOAL, programme_id=PROGRAMME, level="goal", name="Bench", **said), NodeVersion)
    for number in range(targets):
        keep(writing, _target(number, said), TargetVersion)


def _target(number: int, said: dict[str, Any]) -> Target:
    return Target(
        id=f"bench-{number:03}",
        programme_id=PROGRAMME,
        goal_id=GOAL,
        indicator_id=f"bench-{number:03}",
        every_neighbourhood_of=AREA,
        rule=Rule.ABSOLUTE,
        bound=Bound.AT_LEAST,
        direction=Direction.RISE,
        baseline_period="2005",
        checkpoints=[{"year": 2015, "value": "40"}, {"year": 2030, "value": "60"}],
        start_year=2005,
        end_year=2030,
        **said,
    )


def _settle(engine: Engine) -> None:
    """What a database does by itself in the hours after so many rows came in."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
