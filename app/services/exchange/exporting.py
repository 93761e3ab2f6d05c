"""A programme as one file: text in pieces, the same for the same data, one item a line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app import __version__
from app.models.measurement import Measurement, MeasurementRevision
from app.models.programme import Programme
from app.models.programme_file import FORMAT, LICENCE, VERSION
from app.services.access.eyes import eyes_of, guarded
from app.services.access.sight import Sight
from app.services.exchange.choosing import Chosen, choose
from app.services.exchange.columns import Row, written
from app.services.exchange.items import AT_A_TIME, as_json, figures_of, load, measured
from app.services.exchange.sections import FIGURES, MEASUREMENTS, OWNED, SHARED
from app.services.measurements.finding import known_measurements
from app.services.measurements.seeing import Seen, see
from app.services.rows import get_or_refuse

ORDER = tuple(getattr(Measurement, name) for name in MEASUREMENTS.key)
PIECE = 64 * 1024  # characters that go out together


def require_there(sight: Sight, programme_id: str) -> None:
    """Raises NotFound, before anything is streamed."""
    get_or_refuse(sight.session, Programme, programme_id, "programme")


def export(sight: Sight, programme_id: str) -> Iterator[str]:
    """The file as this reader may have it: whole, or with the figures as seen. Raises NotFound before the first piece.

    It reads one moment; the session of the sight has to stay open until the last piece.
    """
    chosen = choose(sight.session, programme_id)
    return _in_pieces(_lines(sight, chosen, complete=_sees_all(sight, chosen)))


def file_name(programme_id: str) -> str:
    return f"{programme_id}.wijkkoers.json"


def _sees_all(sight: Sight, chosen: Chosen) -> bool:
    """Whether no figure in the file is hidden or rounded for this reader."""
    guards = guarded(sight, chosen.of("indicator"))
    shielded = [key for key, guard in guards.items() if guard.protection is not None]
    eyes, revision = eyes_of(sight), MeasurementRevision
    as_published = col(revision.published).is_(True) & (col(revision.flags) == "")
    shown_otherwise = (
        select(col(Measurement.place_id))
        .join(revision, col(revision.measurement_id) == col(Measurement.id))
        .where(~as_published)
        .distinct()
    )
    for where in figures_of(shielded, chosen.of("place")):
        found = sight.session.execute(shown_otherwise.where(*where)).scalars()
        if not all(eyes.steers(key) for key in found):
            return False
    return True


def _lines(sight: Sight, chosen: Chosen, *, complete: bool) -> Iterator[str]:
    head = {
        "format": FORMAT,
        "version": VERSION,
        "complete": complete,
        "generatedBy": f"Wijkkoers {__version__}",
        "licence": LICENCE,
        "programme": chosen.programme,
    }
    yield "{\n" + "".join(f"{_text(name)}: {_text(value)},\n" for name, value in head.items())
    for section in (*SHARED, *OWNED):
        items = load(sight.session, section, chosen.keys(section))
        yield from _list(section.name, (as_json(section, item) for item in items))
        yield ",\n"
    if complete:
        figures = measured(sight.session, chosen.of("indicator"), chosen.of("place"))
        yield from _list(MEASUREMENTS.name, (as_json(MEASUREMENTS, item) for item in figures))
    else:
        yield from _list(FIGURES, _figures(sight, chosen))
    yield "\n}\n"


def _figures(sight: Sight, chosen: Chosen) -> Iterator[Row]:
    """What holds now, as this reader may see it."""
    for where in figures_of(chosen.of("indicator"), chosen.of("place")):
        ordered = known_measurements(sight).where(*where).order_by(*ORDER)
        for rows in sight.session.execute(ordered, execution_options={"yield_per": AT_A_TIME}).partitions():
            yield from (_figure(one) for one in see(sight, rows))


def _figure(one: Seen) -> Row:
    row, figure = one.row, one.figure
    values: dict[str, Any] = {column.name: getattr(row, column.name) for column in MEASUREMENTS.version_columns}
    values |= {name: getattr(figure, name) for name in SEEN}
    values |= {"flags": "|".join(figure.flags), "reason": None, "note": row.note if one.true else None}
    key = {column.wire: getattr(row, column.name) for column in MEASUREMENTS.keys}
    return key | written(values, MEASUREMENTS.version_columns)


SEEN = ("value", "missing", "numerator", "denominator", "sample_size", "low", "high")


def _list(name: str, items: Iterable[Row]) -> Iterator[str]:
    yield f"{_text(name)}: ["
    comma = "\n"
    for item in items:
        yield comma + _text(item)
        comma = ",\n"
    yield "\n]" if comma != "\n" else "]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)


def _in_pieces(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PIECE:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)
