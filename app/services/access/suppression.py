"""What a reader may see of a figure about few people: pure rules, the same on every path.

Five rules. (1) A count below the minimum is suppressed, zero too; any other is the true one, rounded. (2) A rate
or share is shown if the people in it, the people outside it and all of them are each enough, and is computed from
rounded counts; a survey needs enough answers. (3) What is derived is derived from figures seen through here
(`app.services.measurements.aggregation`). (4) The strictest protection that a figure ever had counts
(`strictest`). (5) What a source published is shown as published.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.models.terms import Missing


class Kind(StrEnum):
    """What the value of a protected indicator is made of, which says how it can be checked."""

    COUNT = "count"  # people or households
    SHARE = "share"  # the numerator is a part of the denominator
    RATE = "rate"  # so many per so many
    SURVEY = "survey"  # what a sample answered
    OTHER = "other"  # grades, euros, indices: made of counts in ways that are not known here


@dataclass(frozen=True)
class Protection:
    """How few is too few, and how coarse is coarse enough; `survey_minimum` in answers."""

    minimum_count: int = 5
    round_to: int = 5
    survey_minimum: int = 50

    def __post_init__(self) -> None:
        if min(self.minimum_count, self.round_to, self.survey_minimum) < 1:
            raise ValueError("a protection counts from 1")


@dataclass(frozen=True)
class Figure:
    """A figure, true or as a reader sees it. `scale` is the value of a whole: 100 for percent, 1000 for per-1000.

    `published` says that the source itself brought it out like this; `rounded` that this reader sees it coarser
    than it is. Either `value` or `missing` is set.
    """

    kind: Kind
    value: Decimal | None
    missing: Missing | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sample_size: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    scale: int | None = None
    flags: tuple[str, ...] = ()
    published: bool = False
    rounded: bool = False

    @property
    def is_suppressed(self) -> bool:
        return self.missing is Missing.SUPPRESSED


_SHARES = {"percent": 100, "%": 100, "share": 1, "per-mille": 1000}
_OTHERS = {"grade", "index", "euro", "score", "ratio", "year", "years", "days", "minutes", "km", "metres"}
_RATE = re.compile(r"per-([1-9][0-9]{0,8})", re.ASCII)


def kind_of(unit: str, *, survey: bool = False) -> Kind:
    """How an indicator with this unit is checked. A protected one counts people, unless its unit says otherwise."""
    if survey:
        return Kind.SURVEY
    if unit in _SHARES:
        return Kind.SHARE
    if _RATE.fullmatch(unit):
        return Kind.RATE
    return Kind.OTHER if unit in _OTHERS else Kind.COUNT


def scale_of(unit: str) -> int | None:
    """What a whole is in this unit, or None where a value is no numerator over a denominator."""
    if rate := _RATE.fullmatch(unit):
        return int(rate[1])
    return _SHARES.get(unit)


def strictest(history: Sequence[Protection | None], *, released: bool = False) -> Protection | None:
    """The protection that counts: of all that ever were (None is no protection), the strictest in each respect.

    `history` is in order of time, the one in force last, and holds later ones too when an older state is asked
    for: what is hidden now is hidden in the past. After a release only the one in force counts.
    """
    if released:
        return history[-1] if history else None
    ever = [protection for protection in history if protection is not None]
    if not ever:
        return None
    return Protection(
        minimum_count=max(protection.minimum_count for protection in ever),
        round_to=max(protection.round_to for protection in ever),
        survey_minimum=max(protection.survey_minimum for protection in ever),
    )


def seen(figure: Figure, protection: Protection | None, *, may_see: bool = False) -> Figure:
    """The figure as a reader sees it; `may_see` is the right to the true one."""
    if may_see or protection is None or figure.published:
        return figure
    if figure.value is None:
        return _hidden(figure, figure.missing or Missing.UNKNOWN)
    return _SEEN[figure.kind](figure, protection)


def count_seen(count: Decimal | Fraction, protection: Protection) -> Decimal | None:
    """A count under rule 1, or None where it is too small. Hidden too is what rounding would make too small."""
    coarse = rounded(count, protection.round_to)
    return None if count < protection.minimum_count or coarse < protection.minimum_count else coarse


def rounded(number: Decimal | Fraction, to: int) -> Decimal:
    """The nearest multiple of `to`, half of it away from zero."""
    multiples = (2 * abs(Fraction(number)) + to) // (2 * to)
    return Decimal(to * multiples * (-1 if number < 0 else 1))


def exact(number: Fraction) -> Decimal:
    """As a decimal: exact where it ends within 28 digits, else so many digits of it."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def _hidden(figure: Figure, missing: Missing = Missing.SUPPRESSED) -> Figure:
    """Nothing of it but why: no count beside it, no sample size, no flag, no interval."""
    return Figure(kind=figure.kind, value=None, missing=missing, scale=figure.scale)


def _count(figure: Figure, protection: Protection) -> Figure:
    assert figure.value is not None
    value = count_seen(figure.value, protection)
    return _hidden(figure) if value is None else _coarse(figure, value, protection)


def _share(figure: Figure, protection: Protection) -> Figure:
    """Also a rate: where more happens than there are people the rest cannot be checked, and it stays hidden.

    Without numerator and denominator, or in a unit without a whole, nothing can be checked: hidden.
    """
    numerator, denominator = figure.numerator, figure.denominator
    if numerator is None or denominator is None or figure.scale is None:
        return _hidden(figure)
    part, whole = count_seen(numerator, protection), count_seen(denominator, protection)
    rest = denominator - numerator
    if part is None or whole is None or min(rest, whole - part) < protection.minimum_count:
        return _hidden(figure)
    return _coarse(figure, exact(figure.scale * Fraction(part) / Fraction(whole)), protection)


def _survey(figure: Figure, protection: Protection) -> Figure:
    """As estimated, with its interval, when enough people answered.

    Where the answers themselves are given as counts, those are checked and rounded as for any share.
    """
    answers = _answers(figure, protection)
    if answers is None or min(answers, figure.sample_size or 0) < protection.survey_minimum:
        return _hidden(figure)
    if figure.numerator is not None or figure.denominator is not None:
        return _share(figure, protection)
    return replace(figure, sample_size=answers, flags=(), rounded=True)


def _other(figure: Figure, _: Protection) -> Figure:
    return _hidden(figure)


def _coarse(figure: Figure, value: Decimal, protection: Protection) -> Figure:
    """The value as it may be seen. An interval would give the true one away by its middle: it is left out."""
    return Figure(
        kind=figure.kind,
        value=value,
        numerator=None if figure.numerator is None else count_seen(figure.numerator, protection),
        denominator=None if figure.denominator is None else count_seen(figure.denominator, protection),
        sample_size=_answers(figure, protection),
        scale=figure.scale,
        rounded=True,
    )


def _answers(figure: Figure, protection: Protection) -> int | None:
    """The sample size: a count of people like any other."""
    if figure.sample_size is None:
        return None
    answers = count_seen(Decimal(figure.sample_size), protection)
    return None if answers is None else int(answers)


_SEEN = {Kind.COUNT: _count, Kind.SHARE: _share, Kind.RATE: _share, Kind.SURVEY: _survey, Kind.OTHER: _other}
