"""The programmes that came one after another on the same ground, each with the baselines of its own targets there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.area_comparison import ProgrammeBaseline, SuccessiveProgramme
from app.models.place import Membership, MembershipVersion, PlaceKind
from app.models.programme import Programme, ProgrammeArea, ProgrammeVersion
from app.models.progress import AssessmentRead
from app.models.target import Target, TargetVersion
from app.models.terms import TargetState
from app.models.two_levels import MomentAsked
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.places.finding import row
from app.services.progress.answers import assess_where
from app.services.rows import Found, paginate_list

Shared = dict[str, set[str]]
"""Area -> the neighbourhoods that it shares with the one that is asked about."""


def find(sight: Sight, area_id: str, asked: MomentAsked) -> Found[SuccessiveProgramme]:
    """By the day on which they start; programmes without one last. Raises NotFound, Invalid."""
    row(sight, area_id, PlaceKind.AREA)
    shared = _shared(sight, area_id)
    works_in = _works_in(sight, [area_id, *shared])
    answers = assess_where(sight, areas=[area_id], as_of=asked.as_of)
    populations = _populations(sight, [answer.target for answer in answers])
    ids = sorted(works_in.keys() | {answer.programme for answer in answers})
    table = known_table(sight, Programme, ProgrammeVersion)
    programmes = all_known(sight, Programme, ProgrammeVersion, col(table.id).in_(ids))
    items = [_read(one, area_id, works_in.get(one.id, []), shared, answers, populations) for one in programmes]
    return paginate_list(items, asked, lambda it: ((it.starts or date.max).isoformat(), it.programme))


def _shared(sight: Sight, area_id: str) -> Shared:
    """The other areas with a neighbourhood of this one in it."""
    table = known_table(sight, Membership, MembershipVersion)
    inside = {
        member.place_id for member in all_known(sight, Membership, MembershipVersion, col(table.area_id) == area_id)
    }
    found: Shared = {}
    for member in all_known(sight, Membership, MembershipVersion, col(table.place_id).in_(sorted(inside))):
        if member.area_id != area_id:
            found.setdefault(member.area_id, set()).add(member.place_id)
    return found


def _works_in(sight: Sight, areas: Sequence[str]) -> dict[str, list[str]]:
    """Programme -> those of these areas that it works in."""
    statement = select(ProgrammeArea).where(col(ProgrammeArea.area_id).in_(areas)).order_by(col(ProgrammeArea.area_id))
    found: dict[str, list[str]] = {}
    for link in sight.session.execute(statement).scalars():
        found.setdefault(link.programme_id, []).append(link.area_id)
    return found


def _populations(sight: Sight, targets: Sequence[str]) -> dict[str, str]:
    table = known_table(sight, Target, TargetVersion)
    return {row.id: row.population_id for row in all_known(sight, Target, TargetVersion, col(table.id).in_(targets))}


def _read(
    programme: Any,
    area_id: str,
    areas: Sequence[str],
    shared: Shared,
    answers: Sequence[AssessmentRead],
    populations: dict[str, str],
) -> SuccessiveProgramme:
    own = [it for it in answers if it.programme == programme.id and it.state == TargetState.ADOPTED]
    return SuccessiveProgramme(
        programme=programme.id,
        name=programme.name,
        starts=programme.starts,
        ends=programme.ends,
        own=area_id in areas,
        areas=[area for area in areas if area != area_id],
        places=sorted(set().union(*(shared.get(area, set()) for area in areas))),
        baselines=[
            ProgrammeBaseline(
                target=it.target,
                place=it.place,
                indicator=it.indicator,
                population=populations.get(it.target, "all"),
                baseline=it.baseline,
                status=it.status,
            )
            for it in own
        ],
    )
