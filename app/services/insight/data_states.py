"""The state of an area's data: for every indicator and neighbourhood whether it is present, old, missing or scattered.

Looked at is all that was ever measured there, and all that a target of the area or its neighbourhoods names: what no
one measured is missing too.
"""

from collections import Counter

from sqlmodel import col

from app.models.indicator import Indicator, IndicatorBase, IndicatorVersion
from app.models.insight import DataState, DataStateRead, InsightAsked
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.insight.expecting import expected_at
from app.services.insight.loading import Subject
from app.services.insight.states import Cell, cell, whole
from app.services.insight.surveying import Survey, survey
from app.services.insight.telling import cell_read
from app.services.progress.loading import scale_of
from app.services.rows import Found, paginate_list

WORST_FIRST = (DataState.MISSING, DataState.OLD, DataState.SCATTERED, DataState.PRESENT)


def find(sight: Sight, area_id: str, asked: InsightAsked) -> tuple[Found[DataStateRead], dict[DataState, int], int]:
    """A page of indicators, missing and old ones first; how many are in each state; and how many are overdue.

    Raises NotFound, Invalid.
    """
    found = survey(sight, area_id, asked)
    expected = {it for it in expected_at(sight, [area_id])[area_id] if _is_asked(it, asked)}
    measured = set(found.ground.subjects([area_id, *found.inside]))
    indicators = _indicators(sight, found, expected)
    subjects = sorted(subject for subject in measured | expected if subject[0] in indicators)
    items = [_read(found, subject, indicators[subject[0]], subject in expected) for subject in subjects]
    counts = Counter(it.state for it in items)
    page = paginate_list(items, asked, lambda it: (WORST_FIRST.index(it.state), it.indicator, it.population))
    return page, {state: counts[state] for state in WORST_FIRST}, sum(it.overdue > 0 for it in items)


def _is_asked(subject: Subject, asked: InsightAsked) -> bool:
    indicator, population = subject
    return indicator in (asked.indicator or [indicator]) and population in (asked.population or [population])


def _indicators(sight: Sight, found: Survey, expected: set[Subject]) -> dict[str, IndicatorBase]:
    """Those that were measured, and those that are expected and never were."""
    unmeasured = {indicator for indicator, _ in expected} - found.ground.indicators.keys()
    table = known_table(sight, Indicator, IndicatorVersion)
    more = all_known(sight, Indicator, IndicatorVersion, col(table.id).in_(sorted(unmeasured)))
    return {**found.ground.indicators, **{row.id: row for row in more}}


def _read(found: Survey, subject: Subject, indicator: IndicatorBase, is_expected: bool) -> DataStateRead:
    own = _cell(found, subject, indicator, found.area)
    cells = {place: _cell(found, subject, indicator, place) for place in found.inside}
    state, scattered_in = whole(cells, own)
    all_cells = [own, *cells.values()]
    since = [one.overdue_since for one in all_cells if one.overdue_since is not None]
    counts = Counter(one.state for one in cells.values())
    return DataStateRead(
        indicator=subject[0],
        population=subject[1],
        rhythm=indicator.rhythm,
        expected=is_expected,
        state=state,
        scattered_in=list(scattered_in),
        present=counts[DataState.PRESENT],
        old=counts[DataState.OLD],
        missing=counts[DataState.MISSING],
        overdue=len(since),
        overdue_since=min(since, default=None),
        area=cell_read(found.area, own),
        neighbourhoods=[cell_read(place, one) for place, one in cells.items()],
    )


def _cell(found: Survey, subject: Subject, indicator: IndicatorBase, place: str) -> Cell:
    return cell(found.ground.of(subject, place), scale_of(indicator), found.ground.day)
