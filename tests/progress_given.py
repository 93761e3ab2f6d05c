"""Figures and aims in one line, for the tests of progress."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.models.period import Period
from app.models.terms import Direction, GoodDirection, Rule
from app.services.progress.engine import assess
from app.services.progress.shapes import Aim, Assessment, Checkpoint, Exact, Reading, Scale

FALL, RISE = GoodDirection.FALL, GoodDirection.RISE
LOW_IS_GOOD, HIGH_IS_GOOD = Scale(good=FALL), Scale(good=RISE)
TENTHS = Scale(good=FALL, decimals=1)
GRADE = Scale(good=RISE, decimals=1)
PLACES = Scale(unit="count", good=RISE)


def exact(number: str | float | Exact | None) -> Exact | None:
    return number if number is None or isinstance(number, Fraction) else Decimal(str(number))


def at(
    period: str | int, value: str | float | Exact | None = None, within: float | str | None = None, **more: Any
) -> Reading:
    """A reading; `within` is half its 95% interval."""
    figure = exact(value)
    if within is not None and figure is not None:
        margin = Fraction(str(within))
        more |= {"low": Fraction(figure) - margin, "high": Fraction(figure) + margin}
    return Reading(Period.parse(str(period)), figure, **more)


def reached(period: str | int, number: int, of: int | None, **more: Any) -> Reading:
    return at(period, number, numerator=Decimal(number), denominator=None if of is None else Decimal(of), **more)


def to(**values: float | str) -> tuple[Checkpoint, ...]:
    """`to(y2011=38, y2017=28)`"""
    return tuple(Checkpoint(int(year[1:]), exact(value)) for year, value in values.items())


def by(**changes: float) -> tuple[Checkpoint, ...]:
    """`by(y2040=-70)`: changes in percent."""
    return tuple(Checkpoint(int(year[1:]), change=exact(change)) for year, change in changes.items())


def aim(rule: Rule = Rule.ABSOLUTE, checkpoints: tuple[Checkpoint, ...] = (), **more: Any) -> Aim:
    return Aim(target="t", place="p", rule=rule, indicator="i", checkpoints=checkpoints, **more)


NUISANCE = aim(checkpoints=to(y2011=38, y2017=28), baseline=at(2006, 42), direction=Direction.FALL)
EQUAL_TO_CITY = aim(Rule.REFERENCE, baseline=at(2024), end_year=2040, reference="city", direction=Direction.RISE)
A_PLACE_EVERYWHERE = aim(Rule.COVERAGE, baseline=reached(2024, 0, 15), end_year=2040, direction=Direction.RISE)
LESS_POVERTY = aim(Rule.RELATIVE, by(y2040=-70), baseline=at(2020, 400), direction=Direction.FALL)
MORE_TRUST = aim(Rule.DIRECTION, baseline=at(2022, 6), direction=Direction.RISE, end_year=2030)


def found(
    wanted: Aim, *readings: Reading, scale: Scale = LOW_IS_GOOD, as_of: int | date = 2050, **more: Any
) -> Assessment:
    """Assessed at the end of a year, or on a day."""
    day = date(as_of, 12, 31) if isinstance(as_of, int) else as_of
    return assess(wanted, scale, readings, more.pop("references", ()), as_of=day, **more)
