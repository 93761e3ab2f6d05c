"""The whole as a file, to what the database gives at all; what memory that takes; and what changed, as a file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from app.database import transaction
from app.models.access import SYSTEM
from app.models.measurement import MeasurementCreate
from app.services.access.writing import Writing
from app.services.measurements.recording import record
from bench import peers
from bench.reading.site import Site, drawn
from bench.results import Line, shown
from bench.turns import as_fast, as_long, seconds

STORED = (
    "id, indicator_id, place_id, period, population_id, value, missing, numerator, denominator, state, acceptance, "
    "sample_size, low, high, partner_id, source, document, line, origin_table, origin_key, note, flags, revision, "
    "recorded_at"
)
AS_CSV = f"COPY (SELECT {STORED} FROM measurement) TO STDOUT (FORMAT csv, HEADER)"
AS_JSON = (
    f"COPY (SELECT row_to_json(t) FROM (SELECT {STORED} FROM measurement) t) "
    "TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
)
CHANGED = 1000


def lines(site: Site) -> Iterator[Line]:
    yield from beside_copy(site) if site.on_postgres else beside_datasette(site)
    for form in ("csv", "ndjson"):
        yield shown(Line(f"memory above idle while {form} streams", 32, 16, held(site, form), "MB"))


def beside_copy(site: Site) -> Iterator[Line]:
    for name, form, copied, least, aim in (
        ("whole CSV, to `COPY ... TO STDOUT` drained by the same driver", "csv", AS_CSV, 0.5, 0.7),
        ("whole NDJSON, to `COPY` of `row_to_json`", "ndjson", AS_JSON, 0.8, 1.3),
    ):
        ours, limit = partial(taken, site.file(form)), partial(seconds, partial(drained, site, copied))
        yield shown(Line(name, least, aim, as_fast(ours, limit, site.size.turns)))


def beside_datasette(site: Site) -> Iterator[Line]:
    name = "whole CSV, to Datasette's stream"
    if site.tables is None:
        yield shown(Line(name, 5, 10, None))
        return
    with peers.datasette(site.tables) as theirs:
        streamed = partial(taken, f"{theirs.url}/peers/m.csv?_stream=on&_size=max")
        yield shown(Line(name, 5, 10, as_fast(partial(taken, site.file("csv")), streamed, site.size.turns)))


def taken(url: str) -> float:
    return seconds(partial(drawn, url))


def drained(site: Site, statement: str) -> int:
    """What COPY gives, row by row through the same driver; how many bytes."""
    with site.engine.connect() as connection:
        cursor = connection.connection.cursor()
        with cursor.copy(statement) as copy:
            return sum(len(row) for row in copy)


def held(site: Site, form: str) -> float:
    """The most memory that the whole takes, once all is loaded that is loaded once."""
    drawn(site.file(form, "&indicator=bench-001"))
    with site.server.highest() as megabytes:
        drawn(site.file(form))
    return megabytes[0]


def changes(site: Site) -> Iterator[Line]:
    """A thousand figures that changed, to any other thousand and to the whole."""
    mark = drawn(site.file("csv", "&indicator=bench-000"))["changed-since-mark"]
    change(site)
    few = partial(taken, site.file("csv", f"&changedSince={mark}"))
    places = "".join(f"&place=bench-{number:04}" for number in range(CHANGED // 20))
    others = partial(taken, site.file("csv", f"&indicator=bench-051{places}"))
    ratio = as_long(few, others, 5)
    yield shown(Line(f"{CHANGED:,} changed, to {CHANGED:,} of one indicator (in proportion: about 1)", 2, 1.2, ratio))
    yield shown(
        Line(f"{CHANGED:,} changed, to the whole", None, None, as_long(few, partial(taken, site.file("csv")), 1))
    )


def change(site: Site) -> None:
    """Another value for the years of some places."""
    with transaction(site.engine) as session:
        writing = Writing(session, SYSTEM, datetime.now(UTC))
        for number in range(CHANGED):
            place, year = f"bench-{number // 20 % (site.size.places - 1):04}", 2005 + number % 20
            said = {"indicator": "bench-050", "place": place, "period": str(year), "state": "final"}
            record(writing, MeasurementCreate.model_validate(said | {"value": number % 997 / 10 + 0.05}))
