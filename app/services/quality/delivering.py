"""Completeness and timeliness: of what was expected of a partner, how much came, how much in time, and how late.

Expected is what duties of delivery name. Where no duty names a partner's indicator, its own rhythm speaks: from the
first figure that the partner gave of a place, one figure for each turn of the rhythm, in time until the next one could
have been there. Only what was due before today counts. What came is a figure that stands, or a reason why there is
none; it came on the day on which it was first recorded, whoever revised it since.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from app.models.delivery import DeliveryFilter
from app.models.indicator import Indicator, IndicatorBase, IndicatorVersion, Rhythm
from app.models.measurement import Measurement, MeasurementRevision
from app.models.period import today
from app.models.quality import DeliveryRecordFilter, DeliveryRecordRead, Expectation
from app.models.terms import Missing, State
from app.services.access.known import all_known
from app.services.access.sight import Sight
from app.services.access.suppression import exact
from app.services.deliveries.expecting import Expected, duties, expected_of
from app.services.deliveries.turns import turns
from app.services.insight.states import months_after
from app.services.measurements.finding import known_measurements
from app.services.places.scope import places_of_programmes
from app.services.progress.loading import MONTHS
from app.services.quality.scope import at_places
from app.services.rows import Found, paginate_list

Row = tuple[str, str, int, Expectation]
Key = tuple[str, str, str, str]
Series = tuple[str | None, str, str, str]
Named = tuple[str, str, str]
AT_A_TIME = 2000


@dataclass(frozen=True)
class Came:
    """One figure that stands, of its series: the period's first day, and when it first came."""

    partner: str | None
    indicator: str
    place: str
    population: str
    period: str
    starts: date
    came: date

    @property
    def key(self) -> Key:
        return self.indicator, self.place, self.period, self.population


@dataclass(frozen=True)
class Delivered:
    """One figure that was due: when, and when it came; None for what is still missing."""

    row: Row
    due: date
    came: date | None

    @property
    def days_late(self) -> int:
        return 0 if self.came is None else max(0, (self.came - self.due).days)


def find(sight: Sight, asked: DeliveryRecordFilter) -> Found[DeliveryRecordRead]:
    """By partner, indicator and year, newest year first; a fixed number of queries, one series in memory at a time."""
    rows = duties(sight, DeliveryFilter(partner=asked.partner, indicator=asked.indicator))
    delivered = _delivered(sight, asked, rows)
    found = records(one for one in delivered if not asked.year or one.row[2] in asked.year)
    return paginate_list(found, asked, lambda it: (it.partner, it.indicator, -it.year, it.basis))


def _delivered(sight: Sight, asked: DeliveryRecordFilter, rows: Sequence[Any]) -> Iterator[Delivered]:
    """Each figure that was due: those of a rhythm as they are read, and then those that duties name."""
    day = today(sight.known_at or sight.now)
    named = {(row.partner, row.indicator, row.population) for row in rows}
    expected, rhythms = _expected(sight, rows, asked, day), _rhythms(sight)
    wanted, arrived = {one.key for one in expected}, dict[Key, date]()
    for (partner, indicator, _, population), group in groupby(_came(sight, asked, named), key=_series):
        figures = list(group)
        arrived.update((one.key, one.came) for one in figures if one.key in wanted)
        if partner and indicator in rhythms and (partner, indicator, population) not in named:
            yield from _by_rhythm((partner, indicator), rhythms[indicator], figures, day)
    yield from _by_duty(expected, arrived)


def records(delivered: Iterable[Delivered]) -> list[DeliveryRecordRead]:
    """Counted by partner, indicator, year and basis."""
    groups: dict[Row, Counter[int | None]] = defaultdict(Counter)
    for one in delivered:
        groups[one.row][None if one.came is None else one.days_late] += 1
    return [_record(row, group) for row, group in groups.items()]


def _record(row: Row, group: Counter[int | None]) -> DeliveryRecordRead:
    """Of so many figures each number of days that they were late: 0 for in time, None for what is missing."""
    partner, indicator, year, basis = row
    expected, came = group.total(), group.total() - group[None]
    late = sorted(Counter({days: count for days, count in group.items() if days}).elements())
    return DeliveryRecordRead(
        partner=partner,
        indicator=indicator,
        year=year,
        basis=basis,
        expected=expected,
        received=came,
        on_time=came - len(late),
        late=len(late),
        missing=expected - came,
        completeness=exact(Fraction(came, expected)),
        timeliness=exact(Fraction(came - len(late), came)) if came else None,
        median_days_late=Decimal(str(median(late))) if late else None,
    )


def _expected(sight: Sight, rows: Sequence[Any], asked: DeliveryRecordFilter, day: date) -> list[Expected]:
    """What duties expect at the places asked for, due before today."""
    wanted = {"area": asked.area, "place": asked.place, "municipality": asked.municipality, "dueBefore": day}
    found = expected_of(sight, rows, DeliveryFilter.model_validate(wanted))
    if not asked.programme:
        return found
    theirs = set(sight.session.execute(places_of_programmes(sight, asked.programme)).scalars())
    return [one for one in found if one.place in theirs]


def _came(sight: Sight, asked: DeliveryRecordFilter, named: Collection[Named]) -> Iterator[Came]:
    """The figures that stand of partners, and those of indicators that a duty names, with their first day here.

    By series, and each series oldest first.
    """
    first, expected = _first_there(), {indicator for _, indicator, _ in named}
    said: Any = Measurement if sight.known_at is None else MeasurementRevision
    statement = (
        known_measurements(sight)
        .join(first, first.c.measurement_id == Measurement.id)
        .with_only_columns(
            said.partner_id,
            col(Measurement.indicator_id),
            col(Measurement.place_id),
            col(Measurement.population_id),
            col(Measurement.period),
            col(Measurement.starts),
            first.c.recorded_at,
        )
        .where(_is_there(said), *at_places(sight, asked, col(Measurement.place_id)))
        .where(or_(said.partner_id.is_not(None), col(Measurement.indicator_id).in_(sorted(expected))))
        .order_by(
            said.partner_id,
            col(Measurement.indicator_id),
            col(Measurement.place_id),
            col(Measurement.population_id),
            col(Measurement.starts),
            col(Measurement.id),
        )
    )
    if asked.indicator:
        statement = statement.where(col(Measurement.indicator_id).in_(asked.indicator))
    rows = sight.session.execute(statement, execution_options={"yield_per": AT_A_TIME})
    return (_as_came(row) for row in rows if _is_asked(asked, row[0], row[1] in expected))


def _series(one: Came) -> Series:
    return one.partner, one.indicator, one.place, one.population


def _is_there(said: Any) -> Any:
    """Whether it came, as `deliveries.states.is_there` has it: not where it is still to come."""
    return and_(said.state != State.WITHDRAWN, func.coalesce(said.missing, "") != Missing.NOT_YET)


def _first_there() -> Any:
    """Of each measurement when it first came."""
    revision = MeasurementRevision
    first = select(col(revision.measurement_id), func.min(col(revision.recorded_at)).label("recorded_at"))
    return first.where(_is_there(revision)).group_by(col(revision.measurement_id)).subquery()


def _as_came(row: Any) -> Came:
    partner, indicator, place, population, period, starts, recorded_at = row
    return Came(partner, indicator, place, population, period, starts, today(recorded_at))


def _is_asked(asked: DeliveryRecordFilter, partner: str | None, is_expected: bool) -> bool:
    return is_expected or not asked.partner or partner in asked.partner


def _rhythms(sight: Sight) -> dict[str, IndicatorBase]:
    """The indicators that have a rhythm, as known."""
    rows = all_known(sight, Indicator, IndicatorVersion)
    return {row.id: row for row in rows if row.rhythm is not None and row.rhythm != Rhythm.ONCE}


def _by_duty(expected: Iterable[Expected], arrived: Mapping[Key, date]) -> Iterator[Delivered]:
    asked_once = {(one.partner, *one.key): one for one in expected}  # of two duties about one figure the last due day
    for one in asked_once.values():
        yield Delivered((one.partner, one.indicator, one.due.year, Expectation.DUTY), one.due, arrived.get(one.key))


def _by_rhythm(
    whose: tuple[str, str], indicator: IndicatorBase, figures: Sequence[Came], day: date
) -> Iterator[Delivered]:
    for due, came in turns_of(indicator, figures, day):
        yield Delivered((*whose, due.year, Expectation.RHYTHM), due, came)


def turns_of(indicator: IndicatorBase, figures: Sequence[Came], day: date) -> Iterator[tuple[date, date | None]]:
    """Of one series, oldest first: for each turn of the rhythm that was due before this day, when the first came."""
    rhythm = Rhythm(indicator.rhythm or Rhythm.ONCE)
    for turn, following in pairwise(turns(rhythm, figures[0].starts, at_date=indicator.at_date)):
        due = months_after(turn.opens, MONTHS[rhythm])
        if due >= day:
            return
        yield due, min((one.came for one in figures if turn.begins <= one.starts < following.begins), default=None)
