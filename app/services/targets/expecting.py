"""What a target means, in words' terms: names and unit, what is expected of each year, and where it could start."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session, col

from app.models.indicator import Indicator
from app.models.period import Period, today
from app.models.place import Place
from app.models.programme import Node
from app.models.target import TargetBase
from app.models.target_decision import BaselineProposal, ExpectedRead, PlaceBaseline, TargetWords
from app.models.terms import Rule
from app.services.access.sight import Sight
from app.services.progress import engine
from app.services.progress.exact import as_decimal
from app.services.progress.loading import Case, about
from app.services.progress.reading import baseline_at
from app.services.progress.shapes import Aim, Reading
from app.services.progress.usable import baseline_of


def words_about(session: Session, target: TargetBase) -> TargetWords:
    """The names of what and where, and how its figures are written; three rows at most."""
    indicator = session.get(Indicator, target.indicator_id) if target.indicator_id else None
    place, goal = session.get(Place, about(target)), session.get(Node, target.goal_id)
    return TargetWords(
        what=indicator.name if indicator else goal.name if goal else "",
        where=place.name if place else "",
        unit=indicator.unit if indicator else None,
        decimals=indicator.decimals if indicator else None,
    )


def names_of(session: Session, places: Sequence[str]) -> dict[str, str]:
    """The names of these places, by id."""
    found = session.execute(select(col(Place.id), col(Place.name)).where(col(Place.id).in_(places)))
    return {row.id: row.name for row in found}


def expected_of(sight: Sight, case: Case, start: Period | None = None) -> list[ExpectedRead]:
    """What is expected of each year at this place; from another start where one is given."""
    aim = case.aim if start is None else replace(case.aim, baseline=Reading(start))
    found = engine.yearly(aim, case.scale, case.figures.readings, as_of=today(sight.now))
    return [ExpectedRead(year=year, value=as_decimal(value)) for year, value in found]


def proposal(target: TargetBase, cases: Sequence[Case]) -> BaselineProposal:
    """The last value before the first year, where no baseline is named; for every neighbourhood the commonest period.

    Who may not see a figure is told its period, which is no secret, and not its value.
    """
    aims = [case.aim for case in cases]
    first = _first_year(aims[0]) if aims else None
    nothing = _why_not(target, cases, first)
    found = [] if nothing or first is None else [_last_before(case, first) for case in cases]
    period = _commonest([one for one in found if one])
    told = [PlaceBaseline(place=case.place, value=_value(case, period)) for case in cases] if period else []
    alone = target.place_id is not None
    return BaselineProposal(
        target=target.id or None,
        first_year=first,
        period=period,
        value=told[0].value if told and alone else None,
        reason=nothing or (None if period else "no-figure"),
        places=None if alone else told,
    )


def _why_not(target: TargetBase, cases: Sequence[Case], first: int | None) -> str | None:
    if target.baseline_period:
        return "baseline-named"
    if target.rule == Rule.MILESTONE or target.indicator_id is None:
        return "not-in-figures"
    if any(baseline_of(case.aim, ())[1] for case in cases):
        return "from-nothing"
    return "no-first-year" if first is None else None


def _first_year(aim: Aim) -> int | None:
    """Where its years begin: named, or with the programme's term; else its first checkpoint, else its end."""
    return aim.start_year or min((point.year for point in aim.checkpoints), default=aim.end_year)


def _last_before(case: Case, first: int) -> str | None:
    found = engine.proposed_baseline(case.figures.readings, first)
    return found.period.text if found else None


def _commonest(periods: list[str]) -> str | None:
    """Most neighbourhoods have it; of as many, the latest."""
    counts = Counter(periods)
    return max(counts, key=lambda period: (counts[period], Period.parse(period)), default=None)


def _value(case: Case, period: str | None) -> Decimal | None:
    return baseline_at(case, period).value if period else None
