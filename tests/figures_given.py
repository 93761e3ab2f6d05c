"""Figures and parts, as the tests of aggregation write them."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from app.models.terms import Missing
from app.services.access.suppression import Figure, Kind, exact
from app.services.measurements.aggregation import Computed, Part

people = st.integers(0, 300)


def count(value: int | str) -> Figure:
    return Figure(Kind.COUNT, Decimal(value))


def share(numerator: int, denominator: int) -> Figure:
    value = exact(Fraction(100 * numerator, denominator))
    return Figure(Kind.SHARE, value, numerator=Decimal(numerator), denominator=Decimal(denominator), scale=100)


def grade(value: str) -> Figure:
    return Figure(Kind.OTHER, Decimal(value))


def absent(reason: Missing) -> Figure:
    return Figure(Kind.COUNT, None, reason)


def parts_of(figures: Sequence[Figure]) -> list[Part]:
    return [Part(f"place-{number}", figure) for number, figure in enumerate(figures, 1)]


def counts(*values: int) -> list[Part]:
    return parts_of([count(value) for value in values])


def a_part(name: str, figure: Figure, *, share: str = "1", weight: int | None = None) -> Part:
    return Part(name, figure, Decimal(share), None if weight is None else Decimal(weight))


def shown(computed: Computed) -> tuple[Decimal | None, Missing | None, str | None]:
    return computed.value, computed.missing, computed.reason


def hidden_because(reason: str) -> tuple[None, Missing, str]:
    return None, Missing.SUPPRESSED, reason
