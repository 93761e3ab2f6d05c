"""Measurements, the facts of the star: by key or by any open column, as many as are asked, as the reader sees them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlmodel import col

from app.models.base import Asked
from app.models.measurement import Measurement, MeasurementFilter, MeasurementRead
from app.services.access.sight import Sight
from app.services.measurements.finding import ROW_NUMBER, known_measurements, matching
from app.services.measurements.seeing import as_read, see
from app.services.odata.open_columns import SORTABLE, OpenColumns
from app.services.odata.sources import AT_ONCE, Key, Wanted

BY_KEY = (("indicator", False), ("place", False), ("period", False), ("population", False))


class Measurements:
    """Sorted by the database: by open columns as asked, then by key."""

    filter: type[Asked] = MeasurementFilter

    def sorts_by(self, names: Sequence[str]) -> bool:
        return SORTABLE.issuperset(names)

    def skips(self, sight: Sight, wanted: Wanted) -> bool:
        return OpenColumns(sight).asked(wanted.condition).exact

    def count(self, sight: Sight, wanted: Wanted) -> int | None:
        if not self.skips(sight, wanted):
            return None
        counted = select(func.count()).select_from(self._matching(sight, wanted).subquery())
        return int(sight.session.execute(counted).scalar_one())

    def order(self, wanted: Wanted) -> tuple[tuple[str, bool], ...]:
        asked = {name for name, _ in wanted.order}
        return (*wanted.order, *(one for one in BY_KEY if one[0] not in asked))

    def blocks(self, sight: Sight, wanted: Wanted, after: Key | None, size: int) -> Iterator[Sequence[MeasurementRead]]:
        columns, order = OpenColumns(sight), self.order(wanted)
        sorting = [columns[name].desc() if falls else columns[name] for name, falls in order]
        most = min(size, AT_ONCE)
        statement = self._matching(sight, wanted).order_by(*sorting).limit(most)
        here = statement if after is None else statement.where(_later(columns, order, after))
        here = here.offset(wanted.skip) if wanted.skip else here
        while rows := sight.session.execute(here).all():
            yield [as_read(one) for one in see(sight, rows)]
            if len(rows) < most:
                return
            last = rows[-1]
            here = statement.where(_later(columns, order, tuple(getattr(last, columns[name].key) for name, _ in order)))

    def with_keys(self, sight: Sight, keys: Sequence[Key], as_of: str | None) -> Sequence[MeasurementRead]:
        numbers = [int(key) for (key,) in keys if ROW_NUMBER.fullmatch(key)]
        rows = sight.session.execute(known_measurements(sight).where(col(Measurement.id).in_(numbers))).all()
        return [as_read(one) for one in see(sight, rows)]

    def _matching(self, sight: Sight, wanted: Wanted) -> Select[Any]:
        statement = matching(sight, MeasurementFilter.model_validate(dict(wanted.filters)))
        asked = OpenColumns(sight).asked(wanted.condition).sql
        return statement if asked is None else statement.where(asked)


def _later(columns: OpenColumns, order: Sequence[tuple[str, bool]], after: Sequence[Any]) -> Any:
    """What comes after these values in this order; by one comparison of rows where all go the same way."""
    named = [columns[name] for name, _ in order]
    if not any(falls for _, falls in order):
        return tuple_(*named) > tuple_(*after)
    steps = []
    for position, (column, (_, falls), value) in enumerate(zip(named, order, after, strict=True)):
        same = [one == other for one, other in zip(named[:position], after[:position], strict=True)]
        steps.append(and_(*same, column < value if falls else column > value))
    return or_(*steps)
