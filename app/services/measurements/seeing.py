"""The one way to see measurements: every list, series, assessment and export takes its figures from here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col

from app.models.measurement import Measurement, MeasurementRead, RevisionRead
from app.models.period import Period
from app.models.place import as_origin
from app.models.terms import Acceptance, Missing, State
from app.services.access.eyes import Eyes, Guarded, eyes_of, guarded
from app.services.access.sight import Sight
from app.services.access.suppression import Figure, seen
from app.services.measurements.breaks import Break, breaks_of, first_after
from app.services.measurements.finding import known_measurements
from app.services.measurements.waiting import accepted_before, counts
from app.services.progress.shapes import SERIES_BREAK, Reading

SeriesKey = tuple[str, str, str]
STATES: Mapping[str, State] = {state.value: state for state in State}
ACCEPTED = Acceptance.ACCEPTED.value

BOOKKEEPING = frozenset({"change", "recorded_at", "recorded_by", "stored_at", "reason"})
"""What nobody reckons with: when and by whom a figure was stored, and why it was revised."""


@dataclass(frozen=True)
class Seen:
    """A measurement as this reader may see it: the row for what is no secret, the figure for what may be.

    `parts` names which parts of an area a computed figure covers, where those are not all of them.
    """

    row: Any
    figure: Figure
    true: bool
    guard: Guarded
    eyes: Eyes
    parts: str | None = None

    @property
    def as_recorded(self) -> Figure:
        """The true figure, to compute with: what comes of it is to be seen through these eyes again."""
        return _figure(self.row, self.guard)

    @property
    def key(self) -> SeriesKey:
        """Indicator, place, population: what makes a series."""
        return self.row.indicator_id, self.row.place_id, self.row.population_id

    def reading(self) -> Reading:
        """What an assessment reads."""
        row, figure = self.row, self.figure
        return Reading(
            period=Period.parse(row.period),
            value=figure.value,
            missing=figure.missing,
            low=figure.low,
            high=figure.high,
            sample_size=figure.sample_size,
            numerator=figure.numerator,
            denominator=figure.denominator,
            state=STATES[row.state],
            flags=figure.flags,
            suppressed=figure.is_suppressed,
            parts=self.parts,
            accepted=row.acceptance == ACCEPTED,
        )


def see(sight: Sight, rows: Sequence[Any]) -> list[Seen]:
    """These rows as the reader of this sight may see them: two queries at most, however many rows."""
    guards = guarded(sight, {row.indicator_id for row in rows})
    eyes = eyes_of(sight)
    return [look(row, guards[row.indicator_id], eyes) for row in rows]


def look(row: Any, guard: Guarded, eyes: Eyes) -> Seen:
    """One row, through these eyes. Works alike for current rows and for revisions.

    A flag compares a figure with earlier ones, which others may have given: of what is protected, only staff sees it.
    """
    true = guard.protection is None or eyes.may_see(row.place_id, row.partner_id)
    figure = seen(_figure(row, guard), guard.protection, may_see=true)
    if guard.protection is not None and not eyes.steers(row.place_id):
        figure = replace(figure, flags=())
    return Seen(row, figure, true or row.published, guard, eyes)


def series(
    sight: Sight, indicators: Collection[str], places: Collection[str], populations: Collection[str]
) -> dict[SeriesKey, list[Seen]]:
    """All figures that count (accepted, not withdrawn) by series, oldest first; one statement for all of them.

    While a correction waits for acceptance, what was accepted before it counts; that takes one more.
    """
    whole = known_measurements(sight)
    statement = (
        whole.with_only_columns(*(column for column in whole.selected_columns if column.key not in BOOKKEEPING))
        .where(
            col(Measurement.indicator_id).in_(sorted(indicators)),
            col(Measurement.place_id).in_(sorted(places)),
            col(Measurement.population_id).in_(sorted(populations)),
        )
        .order_by(col(Measurement.starts), col(Measurement.ends))
    )
    found: dict[SeriesKey, list[Seen]] = {}
    rows = sight.session.execute(statement).all()
    counting = [row for row in rows if counts(row)]
    if before := list(accepted_before(sight, rows)):
        counting = sorted([*counting, *before], key=lambda row: (row.starts, row.ends))
    for one in see(sight, counting):
        found.setdefault(one.key, []).append(one)
    breaks = breaks_of(sight, indicators)
    broken = {one.indicator for one in breaks}
    return {key: _broken(key, one, breaks) if key[0] in broken else one for key, one in found.items()}


def _broken(key: SeriesKey, figures: list[Seen], breaks: Sequence[Break]) -> list[Seen]:
    """The same, where the first figure that can be told after a break carries its flag: a break is no secret."""
    ours = [one for one in breaks if one.touches(key[0], key[1])]
    told = [position for position, one in enumerate(figures) if one.figure.value is not None]
    first = first_after(ours, [Period.parse(figures[position].row.period) for position in told])
    marked = {told[position] for position in first}
    return [_flagged(one) if position in marked else one for position, one in enumerate(figures)]


def _flagged(one: Seen) -> Seen:
    return replace(one, figure=replace(one.figure, flags=(*one.figure.flags, SERIES_BREAK)))


def as_read(one: Seen) -> MeasurementRead:
    """The measurement as it goes out, with what its reader may do with it."""
    row, figure = one.row, one.figure
    return MeasurementRead(
        id=str(row.id),
        indicator=row.indicator_id,
        place=row.place_id,
        period=row.period,
        population=row.population_id,
        value=figure.value,
        missing=figure.missing,
        unit=one.guard.unit,
        numerator=figure.numerator,
        denominator=figure.denominator,
        state=row.state,
        acceptance=row.acceptance,
        sample_size=figure.sample_size,
        low=figure.low,
        high=figure.high,
        partner=row.partner_id,
        source=row.source,
        origin=as_origin(row),
        note=row.note if one.true else None,
        flags=list(figure.flags),
        revision=row.revision,
        recorded_at=row.recorded_at,
        may=one.eyes.may_do(row),
    )


def as_revision(one: Seen) -> RevisionRead:
    """A revision as it goes out: without the right one sees that it changed, not by how much."""
    row, figure = one.row, one.figure
    return RevisionRead(
        revision=row.revision,
        value=figure.value,
        missing=figure.missing,
        numerator=figure.numerator,
        denominator=figure.denominator,
        low=figure.low,
        high=figure.high,
        state=row.state,
        acceptance=row.acceptance,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        reason=row.reason if one.true else None,
        origin=as_origin(row),
    )


def _figure(row: Any, guard: Guarded) -> Figure:
    return Figure(
        kind=guard.kind,
        value=row.value,
        missing=Missing(row.missing) if row.missing else None,
        numerator=row.numerator,
        denominator=row.denominator,
        sample_size=row.sample_size,
        low=row.low,
        high=row.high,
        scale=guard.scale,
        flags=tuple(row.flags.split("|")) if row.flags else (),
        published=row.published,
    )
