"""The one row checker, for a single measurement and for a batch alike: it returns all errors at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.errors import FieldError, say
from app.models.indicator import Indicator
from app.models.measurement import MeasurementCreate
from app.models.period import Period
from app.services.measurements.catalogue import Catalogue
from app.services.measurements.finding import invalid_period

MOST_DIGITS = 24


@dataclass(frozen=True)
class Checked:
    """A row whose every reference exists; `errors` says what else is wrong."""

    row: MeasurementCreate
    indicator: Indicator | None
    place: str | None
    period: Period | None
    errors: tuple[FieldError, ...]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The natural key of a row without errors."""
        assert self.indicator is not None
        assert self.place is not None
        assert self.period is not None
        return self.indicator.id, self.place, self.period.text, self.row.population


def check(row: MeasurementCreate, catalogue: Catalogue, today: date) -> Checked:
    """Every look-up and every bound of one row."""
    errors: list[FieldError] = []
    indicator = catalogue.indicators.get(row.indicator)
    if indicator is None:
        remedy = say("There is no indicator “{id}”. The list is at /api/v1/indicators.", id=row.indicator[:60])
        errors.append(FieldError("indicator", "unknown-indicator", remedy, row.indicator))
    place = _place(row, catalogue, errors)
    if row.population not in catalogue.populations:
        remedy = say("There is no population “{id}”. The list is at /api/v1/populations.", id=row.population[:60])
        errors.append(FieldError("population", "unknown-population", remedy, row.population))
    period = _period(row, indicator, today, errors)
    errors.extend(_figures(row))
    if indicator is not None:
        errors.extend(_bounds(row, indicator))
        errors.extend(locked(catalogue, indicator.id, place, period))
    return Checked(row, indicator, place, period, tuple(errors))


def locked(catalogue: Catalogue, indicator: str, place: str | None, period: Period | None) -> list[FieldError]:
    """An error where figures of this indicator, place and period are locked: the lock that came last."""
    if place is None or period is None:
        return []
    met = [lock for lock in catalogue.locks_of(indicator, period) if place in lock.places]
    return [max(met, key=lambda lock: lock.since).error(period)] if met else []


def _place(row: MeasurementCreate, catalogue: Catalogue, errors: list[FieldError]) -> str | None:
    """The place by id, or by code with the year of its layout; adds to `errors` where there is none."""
    if row.place is not None:
        if row.place in catalogue.places:
            return row.place
        remedy = say("There is no place “{id}”. The list is at /api/v1/places.", id=row.place[:60])
        errors.append(FieldError("place", "unknown-place", remedy, row.place))
        return None
    if row.code is None:
        remedy = say("Say which place: its id in “place”, or its CBS code in “code” with “layoutYear”.")
        errors.append(FieldError("place", "unknown-place", remedy))
        return None
    return _place_by_code(row.code, row.layout_year, catalogue, errors)


def _place_by_code(code: str, year: int | None, catalogue: Catalogue, errors: list[FieldError]) -> str | None:
    rows = [known for known in catalogue.codes.get(code, []) if year is None or known.layout_year == year]
    places = sorted({known.place_id for known in rows})
    if len(places) == 1:
        return places[0]
    if places:
        remedy = say("The code {code} meant several places in several years. Add “layoutYear”.", code=code)
        errors.append(FieldError("code", "ambiguous-code", remedy, code))
    else:
        remedy = say("The code {code} is not known for this layout year.", code=code)
        errors.append(FieldError("code", "unknown-place", remedy, code))
    return None


def _period(
    row: MeasurementCreate, indicator: Indicator | None, today: date, errors: list[FieldError]
) -> Period | None:
    try:
        period = Period.parse(row.period)
    except ValueError:
        errors.append(invalid_period("period", row.period))
        return None
    if not period.over_by(today, indicator is not None and indicator.at_date):
        remedy = say("The period {period} is not over yet. A figure can be given once it is.", period=period.text)
        errors.append(FieldError("period", "period-in-future", remedy, row.period))
    return period


def _figures(row: MeasurementCreate) -> Iterator[FieldError]:
    """What the numbers of a row must be among themselves."""
    if row.value is not None and row.missing is not None:
        remedy = say("Give either a value or the reason why it is missing, not both.")
        yield FieldError("missing", "value-and-missing", remedy, row.missing)
    if row.value is None and row.missing is None:
        remedy = say("Give a value, or say in “missing” why there is none (unknown, unreliable, secret, ...).")
        yield FieldError("value", "value-or-missing-required", remedy)
    if row.missing == "suppressed":
        remedy = say("Only the platform suppresses. Use “secret” for what your source keeps to itself.")
        yield FieldError("missing", "invalid", remedy, row.missing)
    yield from _interval(row)
    yield from _rate(row)


def _interval(row: MeasurementCreate) -> Iterator[FieldError]:
    if row.low is None and row.high is None:
        return
    remedy = say("An interval has a low and a high bound, and the value lies between them.")
    if row.low is None or row.high is None:
        yield FieldError("low" if row.low is None else "high", "invalid-interval", remedy)
    elif row.value is None or not row.low <= row.value <= row.high:
        yield FieldError("low", "invalid-interval", remedy, row.low)


def _rate(row: MeasurementCreate) -> Iterator[FieldError]:
    if row.numerator is not None and row.numerator < 0:
        yield FieldError("numerator", "out-of-bounds", say("A numerator is 0 or more."), row.numerator)
    if row.denominator is not None and row.denominator <= 0:
        yield FieldError("denominator", "out-of-bounds", say("A denominator is more than 0."), row.denominator)


def _bounds(row: MeasurementCreate, indicator: Indicator) -> Iterator[FieldError]:
    for name in ("value", "low", "high", "numerator", "denominator"):
        number = getattr(row, name)
        if number is None:
            continue
        if _too_long(number):
            remedy = say("This number has too many digits: give at most {most}.", most=MOST_DIGITS)
            yield FieldError(name, "out-of-bounds", remedy, number)
        elif name not in ("numerator", "denominator") and not _within(number, indicator):
            yield _out_of_bounds(name, number, indicator)


def _too_long(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return not isinstance(exponent, int) or abs(exponent) > MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS


def _within(number: Decimal, indicator: Indicator) -> bool:
    not_too_low = indicator.lowest is None or indicator.lowest <= number
    not_too_high = indicator.highest is None or number <= indicator.highest
    return not_too_low and not_too_high


def _out_of_bounds(name: str, number: Decimal, indicator: Indicator) -> FieldError:
    if indicator.lowest is not None and indicator.highest is not None:
        remedy = say(
            "{indicator} lies between {lowest} and {highest} ({unit}). Check the number and its unit.",
            indicator=indicator.name,
            lowest=indicator.lowest,
            highest=indicator.highest,
            unit=indicator.unit,
        )
    elif indicator.lowest is not None:
        remedy = say("{indicator} is at least {lowest}.", indicator=indicator.name, lowest=indicator.lowest)
    else:
        remedy = say("{indicator} is at most {highest}.", indicator=indicator.name, highest=indicator.highest)
    return FieldError(name, "out-of-bounds", remedy, number)
