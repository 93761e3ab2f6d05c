"""From facts to what goes over the wire: a figure beside its reference, a point of a series, a movement."""

from app.models.insight import CellRead, Moved, PlaceFigure
from app.models.terms import Movement
from app.models.two_levels import TwoLevelPoint
from app.services.insight.levels import Pair, gap, is_certain, ratio, side
from app.services.insight.shapes import Fact
from app.services.insight.states import Cell
from app.services.progress.figures import point
from app.services.progress.reading import number
from app.services.progress.shapes import Scale


def place_figure(place: str, pair: Pair, scale: Scale) -> PlaceFigure:
    """The figure of a place, with how far it lies from its reference."""
    fact = pair.fact
    return PlaceFigure(
        place=place,
        value=fact.value,
        missing=fact.reading.missing,
        low=number(fact.reading.low),
        high=number(fact.reading.high),
        state=fact.reading.state,
        computed=is_computed(fact),
        estimated=fact.estimated,
        difference=pair.difference,
        side=side(pair.difference, scale),
    )


def two_level_point(pair: Pair, scale: Scale) -> TwoLevelPoint:
    """One period of a series, with its origin and its reference."""
    other = pair.reference
    return TwoLevelPoint(
        **point(pair.fact.seen).model_dump(exclude={"gap"}),
        partner=getattr(pair.fact.seen.row, "partner_id", None),
        estimated=pair.fact.estimated,
        reference_value=other.value if other else None,
        reference_missing=other.reading.missing if other else None,
        difference=pair.difference,
        gap=gap(pair.difference, scale),
        side=side(pair.difference, scale),
        certain=is_certain(pair, scale),
        ratio=ratio(pair, scale),
    )


def moved_between(place: str, first: Fact | None, last: Fact | None, movement: Movement | None) -> Moved:
    """Two figures of one place, and which way it went."""
    return Moved(
        place=place,
        first=first.value if first else None,
        last=last.value if last else None,
        movement=movement,
        estimated=any(fact is not None and fact.estimated for fact in (first, last)),
    )


def cell_read(place: str, cell: Cell) -> CellRead:
    """How a place stands with an indicator."""
    fact = cell.fact
    return CellRead(
        place=place,
        state=cell.state,
        period=fact.period.text if fact else None,
        missing=fact.reading.missing if fact else cell.missing,
        suppressed=fact is not None and fact.is_hidden,
        source=fact.seen.row.source if fact and fact.seen else None,
        overdue=cell.overdue_since is not None,
        overdue_since=cell.overdue_since,
    )


def is_computed(fact: Fact) -> bool:
    """Nobody measured it: it was made of other figures."""
    return fact.seen is not None and fact.seen.row.id is None
