"""Which indicators the administrators of a programme have adopted to be judged by."""

from collections.abc import Collection

from sqlmodel import col

from app.models.planning import Standing
from app.models.programme_text import IndicatorSet, IndicatorSetVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight


def adopted_sets(sight: Sight, indicators: Collection[str], programmes: Collection[str] = ()) -> dict[str, list[str]]:
    """For each of these indicators the ids of the adopted sets that it is in; of these programmes, or of all."""
    table = known_table(sight, IndicatorSet, IndicatorSetVersion)
    standing = [col(table.state) != Standing.DRAFT, col(table.withdrawn).is_(False)]
    if programmes:
        standing.append(col(table.programme).in_(programmes))
    found: dict[str, list[str]] = {}
    for one in all_known(sight, IndicatorSet, IndicatorSetVersion, *standing):
        for indicator in set(one.indicators) & set(indicators):
            found.setdefault(indicator, []).append(one.id)
    return {indicator: sorted(sets) for indicator, sets in found.items()}
