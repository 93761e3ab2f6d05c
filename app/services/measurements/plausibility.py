"""Which change asks for a human look: accepted and flagged, never refused."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

ENOUGH = 5
TIMES = Decimal(3)
# Makes the median absolute change comparable with a standard deviation.
CONSISTENCY = Decimal("1.4826")


def implausible(value: Decimal, earlier: Sequence[Decimal], *, step: Decimal, limit: Decimal | None) -> bool:
    """Whether `value` changes too much after the `earlier` ones (oldest first), of one series and kind of period.

    With at least five of them: more than three times the median absolute change (times 1.4826, at least one step);
    with fewer: more than the indicator's own `limit`, where it has one.
    """
    if not earlier:
        return False
    change = abs(value - earlier[-1])
    if len(earlier) < ENOUGH:
        return limit is not None and change > limit
    usual = median(abs(later - before) for before, later in pairwise(earlier))
    return change > TIMES * max(usual * CONSISTENCY, step)
