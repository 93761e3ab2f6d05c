"""The figures of one series as assessments read them and tell them: each is made once, however many share it."""

from decimal import Decimal
from functools import cached_property

from app.models.place import as_origin
from app.models.progress import SeriesPoint
from app.services.measurements.seeing import Seen
from app.services.progress.shapes import Reading


class Figures(tuple[Seen, ...]):
    """The figures of one indicator, place and population, as one reader may see them, oldest first.

    A city's series stands beside that of every neighbourhood in it.
    """

    @cached_property
    def readings(self) -> list[Reading]:
        """What an assessment reads."""
        return [one.reading() for one in self]

    @cached_property
    def points(self) -> list[SeriesPoint]:
        """What is told of each; whoever adds something to a point makes one of his own."""
        return [point(one) for one in self]

    @cached_property
    def by_period(self) -> dict[str, Seen]:
        return {one.row.period: one for one in self}


def point(one: Seen, gap: Decimal | None = None) -> SeriesPoint:
    """One value of a series, with its origin."""
    row, figure = one.row, one.figure
    return SeriesPoint(
        period=row.period,
        value=figure.value,
        missing=figure.missing,
        low=figure.low,
        high=figure.high,
        state=row.state,
        flags=list(figure.flags),
        measurement=None if row.id is None else str(row.id),
        revision=row.revision,
        computed=row.id is None,
        source=row.source,
        origin=as_origin(row),
        gap=gap,
    )
