"""Exact numbers at the edges: as decimals, and how a pace is shown."""

from decimal import Decimal
from fractions import Fraction


def as_decimal(number: Fraction) -> Decimal:
    """The same number as a decimal: exact where it ends within 28 digits, else its first 28."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def shown_pace(pace: Fraction, decimals: int = 2) -> Decimal:
    """A pace as people read it: cut off, never rounded, so that 0.949 does not read as on course."""
    cut = int(pace * 10**decimals)
    return Decimal(cut).scaleb(-decimals)
