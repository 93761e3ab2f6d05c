"""Figures for an area, computed from those of its parts, and for a year from those of its months: pure rules.

Nothing is invented: an indicator has one rule across places and one across periods, and a figure says which parts
it covers. What may not be shown to a reader is settled here too (`app.services.access.suppression`): a sum of
counts is the true sum, rounded once; a mean is computed from the parts as that reader sees them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.models.indicator import AcrossPeriods, AcrossPlaces
from app.models.terms import Missing
from app.services.access.suppression import Figure, Kind, Protection, count_seen, exact, seen

# A sum of n parts, each rounded to 5: errors are even between -2.5 and 2.5, sd 5 / sqrt(12), and 95% lies within
# 1.96 sd * sqrt(n) = 2.8 * sqrt(n).
ROUNDING_MARGIN = Decimal("2.8")

NO_RULE = "no-rule"
NO_PARTS = "no-parts"
PART_MISSING = "part-missing"
PART_SUPPRESSED = "part-suppressed"
WEIGHT_MISSING = "weight-missing"
TOO_FEW = "too-few"


@dataclass(frozen=True)
class Part:
    """The figure of one part: a place of an area, or a period of a longer one.

    `figure` is the true one, which this reader has a right to where `may_see`. `share` is how much of the place
    lies in the area (0 to 1). `weight` counts its inhabitants, households or dwellings, as this reader sees them.
    `rounded` says that its source rounded the value to 5.
    """

    id: str
    figure: Figure
    share: Decimal = Decimal(1)
    weight: Decimal | None = None
    rounded: bool = False
    may_see: bool = False

    def seen(self, protection: Protection | None) -> Figure:
        return seen(self.figure, protection, may_see=self.may_see)


@dataclass(frozen=True)
class Coverage:
    """Which parts a figure covers, each with its share, and which of them have no value."""

    parts: tuple[tuple[str, Decimal], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def partly(self) -> tuple[str, ...]:
        """The parts that lie in the area for a share only."""
        return tuple(id for id, share in self.parts if share < 1)

    @property
    def is_complete(self) -> bool:
        return bool(self.parts) and not self.missing


@dataclass(frozen=True)
class Computed:
    """A figure for the whole, as the reader sees it, and what it rests on.

    `reason` says why there is no value. `measured` figures were found, not computed; `estimated` ones use a share.
    `margin` is plus or minus, with 95% certainty. A `figure.rounded` sum need not equal the sum of its parts.
    `parts_total` stands beside a stated total, and `adds_up` compares the two; both are None where comparing says
    nothing, or would tell what is hidden.
    """

    figure: Figure
    coverage: Coverage = Coverage()
    reason: str | None = None
    measured: bool = False
    estimated: bool = False
    margin: Decimal | None = None
    parts_total: Decimal | None = None
    adds_up: bool | None = None

    @property
    def value(self) -> Decimal | None:
        return self.figure.value

    @property
    def missing(self) -> Missing | None:
        return self.figure.missing


Parts = Sequence[Part]


def across_places(
    rule: AcrossPlaces, parts: Parts, protection: Protection | None, stated: Part | None = None
) -> Computed:
    """The figure of an area. `stated` is the one measured for the area itself, which wins over a computed one.

    A stated secret wins too: adding the parts up would undo it. Parts with share 0 do not count.
    """
    computed = _PLACES[rule]([part for part in parts if part.share > 0], protection)
    if stated is None or _says_nothing(stated.figure):
        return computed
    shown = Computed(stated.seen(protection), measured=True)
    return _beside(shown, computed, stated.rounded) if rule is AcrossPlaces.SUM else shown


def across_periods(rule: AcrossPeriods, parts: Parts, protection: Protection | None) -> Computed:
    """The figure of a longer period, from those of all the periods in it, the earliest first."""
    return _PERIODS[rule](parts, protection)


def comparable(one: Coverage, other: Coverage) -> bool:
    """Whether two figures cover the same parts for the same shares, so that a difference is a change."""
    return sorted(one.parts) == sorted(other.parts)


def _none(parts: Parts, _: Protection | None) -> Computed:
    return _absent(parts, NO_RULE, Missing.NOT_APPLICABLE)


def _sum(parts: Parts, protection: Protection | None) -> Computed:
    """The sum of all parts: without any one of them there is none. A suppressed part is known, so it counts."""
    without = [part for part in parts if part.figure.value is None]
    if without or not parts:
        return _absent(parts, PART_MISSING if without else NO_PARTS, _common_reason(without))
    if protection is None or all(part.may_see or part.figure.published for part in parts):
        return replace(_covered(parts, _figure(parts, _total(parts))), margin=_margin(parts))
    if parts[0].figure.kind is Kind.COUNT:
        return _sum_of_counts(parts, protection)
    shown = [replace(part, figure=part.seen(protection)) for part in parts]
    if any(part.figure.is_suppressed for part in shown):
        return _absent(parts, PART_SUPPRESSED, Missing.SUPPRESSED)
    return replace(_covered(parts, replace(_figure(parts, _total(shown)), rounded=True)), margin=_margin(parts))


def _sum_of_counts(parts: Parts, protection: Protection) -> Computed:
    """The true sum, under the rule for any count: never made of rounded parts."""
    total = count_seen(_total(parts), protection)
    if total is None:
        return _absent(parts, TOO_FEW, Missing.SUPPRESSED)
    return replace(_covered(parts, Figure(parts[0].figure.kind, total, rounded=True)), margin=_margin(parts))


def _mean_of_places(parts: Parts, protection: Protection | None) -> Computed:
    """Weighed by the indicator's own denominator where all parts give it, else by the weights of the places.

    Nobody is missed in a place without inhabitants: it needs no value.
    """
    inhabited = [part for part in parts if part.figure.value is not None or part.weight != 0]
    shown = [part.seen(protection) for part in inhabited]
    if all(figure.denominator is not None for figure in shown if figure.value is not None):
        return _mean(inhabited, shown, [figure.denominator for figure in shown])
    return _mean(inhabited, shown, [part.weight for part in inhabited])


def _mean_of_periods(parts: Parts, protection: Protection | None) -> Computed:
    return _mean(parts, [part.seen(protection) for part in parts], [Decimal(1)] * len(parts))


def _mean(parts: Parts, shown: Sequence[Figure], weights: Sequence[Decimal | None]) -> Computed:
    """The mean of what this reader sees; parts without a value are left out, and named."""
    if any(figure.is_suppressed for figure in shown):
        return _absent(parts, PART_SUPPRESSED, Missing.SUPPRESSED)
    without = [part for part in parts if part.figure.value is None]
    if len(without) == len(parts):
        return _absent(parts, PART_MISSING if without else NO_PARTS, _common_reason(without))
    heavy: list[tuple[Fraction, Figure]] = []
    for part, figure, weight in zip(parts, shown, weights, strict=True):
        if figure.value is not None and weight is None:
            return _absent(parts, WEIGHT_MISSING)
        if figure.value is not None:
            heavy.append((Fraction(weight or 0) * Fraction(part.share), figure))
    whole = sum(weight for weight, _ in heavy)
    if not whole:
        return _absent(parts, WEIGHT_MISSING)
    value = sum(weight * _precise(figure) for weight, figure in heavy) / whole
    rounded = any(figure.rounded for figure in shown)
    return _covered(parts, replace(_figure(parts, Fraction(value)), rounded=rounded))


def _latest(parts: Parts, protection: Protection | None) -> Computed:
    """The last one that has a value. One that is suppressed stays so: an earlier one never stands in for it."""
    known = [index for index, part in enumerate(parts) if part.figure.value is not None]
    if not known:
        return _absent(parts, PART_MISSING if parts else NO_PARTS, _common_reason(parts))
    figure = parts[known[-1]].seen(protection)
    return _covered(parts[known[-1] :], figure, reason=PART_SUPPRESSED if figure.is_suppressed else None)


def _beside(shown: Computed, computed: Computed, stated_is_rounded: bool) -> Computed:
    """The stated total, and what its parts add up to, where both are open to this reader and the parts are whole.

    A difference within the rounding of the parts (and of the total) is no difference.
    """
    shown = replace(shown, coverage=computed.coverage)
    if computed.value is None or shown.value is None or computed.figure.rounded or shown.figure.rounded:
        return shown
    if computed.estimated:
        return replace(shown, parts_total=computed.value)
    allowed = (computed.margin or 0) ** 2 + (ROUNDING_MARGIN**2 if stated_is_rounded else 0)
    apart = (computed.value - shown.value) ** 2
    return replace(shown, parts_total=computed.value, adds_up=apart <= allowed)


def _covered(parts: Parts, figure: Figure, reason: str | None = None) -> Computed:
    """A figure with what it covers. One that is not shown is not marked: there is nothing to mark."""
    given = [part for part in parts if part.figure.value is not None]
    return Computed(
        figure=figure,
        coverage=_coverage(parts),
        reason=reason,
        estimated=any(part.share < 1 for part in given),
    )


def _absent(parts: Parts, reason: str, missing: Missing = Missing.UNKNOWN) -> Computed:
    kind = parts[0].figure.kind if parts else Kind.OTHER
    return Computed(Figure(kind, None, missing), _coverage(parts), reason)


def _coverage(parts: Parts) -> Coverage:
    return Coverage(
        parts=tuple((part.id, part.share) for part in parts if part.figure.value is not None),
        missing=tuple(part.id for part in parts if part.figure.value is None),
    )


def _common_reason(parts: Parts) -> Missing:
    """Why the parts have no value, where all give the same reason."""
    reasons = {part.figure.missing for part in parts}
    return (reasons.pop() if len(reasons) == 1 else None) or Missing.UNKNOWN


def _figure(parts: Parts, value: Fraction) -> Figure:
    first = parts[0].figure
    return Figure(first.kind, exact(value), scale=first.scale)


def _total(parts: Parts) -> Fraction:
    return sum((Fraction(part.share) * Fraction(part.figure.value or 0) for part in parts), Fraction(0))


def _margin(parts: Parts) -> Decimal | None:
    """How far a sum may be off because its parts were rounded to 5 before they came here."""
    count = sum(part.rounded for part in parts)
    return ROUNDING_MARGIN * Decimal(count).sqrt() if count else None


def _precise(figure: Figure) -> Fraction:
    """The value: where it is a share of rounded counts that share itself, which may have no end as a decimal."""
    if figure.rounded and figure.scale and figure.numerator is not None and figure.denominator:
        return figure.scale * Fraction(figure.numerator) / Fraction(figure.denominator)
    return Fraction(figure.value or 0)


def _says_nothing(stated: Figure) -> bool:
    return stated.value is None and stated.missing not in (Missing.SECRET, Missing.SUPPRESSED)


_PLACES: dict[AcrossPlaces, Callable[[Parts, Protection | None], Computed]] = {
    AcrossPlaces.NONE: _none,
    AcrossPlaces.SUM: _sum,
    AcrossPlaces.MEAN: _mean_of_places,
}

_PERIODS: dict[AcrossPeriods, Callable[[Parts, Protection | None], Computed]] = {
    AcrossPeriods.NONE: _none,
    AcrossPeriods.SUM: _sum,
    AcrossPeriods.LATEST: _latest,
    AcrossPeriods.MEAN: _mean_of_periods,
}
