"""What ran already and what becomes of it; and goals and interventions by their tags: for whom, where, how soon."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.intervention import InterventionRead, Verdict
from app.models.programme import NodeRead, ProgrammeRead
from app.models.tag import Horizon, LifeCourse, ScaleLevel, SocialBasis, Tagged
from app.web.api import ApiDep, at
from app.web.names import Names
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter()
Item = TypeVar("Item", bound=Tagged)
Keep = Callable[[Any], bool]
NO_VERDICT = "none"
GOALS, INTERVENTIONS = "goals", "interventions"


@dataclass(frozen=True)
class Shown:
    """The goals and interventions that a cell of a view holds, each by name."""

    goals: Sequence[NodeRead]
    interventions: Sequence[InterventionRead]

    def where(self, keep: Keep) -> "Shown":
        return Shown([one for one in self.goals if keep(one)], [one for one in self.interventions if keep(one)])

    @property
    def total(self) -> int:
        return len(self.goals) + len(self.interventions)


@router.get("/programmas/{programme_id}/initiatieven")
async def list_initiatives(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """What ran before the programme, with the verdict on each."""
    programme, found, nodes = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(InterventionRead, "/interventions", {"programme": programme_id, "existing": "true"}),
        api.all(NodeRead, at("programmes", programme_id, "nodes")),
    )
    shown = initiatives_of(by_name(found), request.query_params.get("verdict", ""))
    return render(
        request, "planning/initiatives.html", block="results", programme=programme, names=Names(nodes), **shown
    )


def initiatives_of(found: Sequence[InterventionRead], verdict: str) -> dict[str, Any]:
    """Those with the verdict that is asked for, how many have each, and those without a goal or a verdict."""
    verdicts = [*Verdict, NO_VERDICT]
    by = {key: [one for one in found if (one.verdict or NO_VERDICT) == key] for key in verdicts}
    return {
        "counts": {key: len(ones) for key, ones in by.items()},
        "initiatives": by.get(verdict, []) if verdict else found,
        "without_goal": [one for one in found if not one.goals],
        "without_verdict": by[NO_VERDICT],
        "verdict": verdict,
        "any": bool(found),
    }


@router.get("/programmas/{programme_id}/levensloop")
async def show_tags(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """Goals and interventions along the life course, by scale, and quick beside structural."""
    programme, nodes, interventions = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(NodeRead, at("programmes", programme_id, "nodes")),
        api.all(InterventionRead, "/interventions", {"programme": programme_id}),
    )
    kind = request.query_params.get("kind", "")
    everything = Shown(by_name(goals_of(programme, nodes)), by_name(interventions))
    views = views_of(Shown(*(() if kind == other else it for other, it in _by_kind(everything))))
    return render(request, "planning/tags.html", block="results", programme=programme, kind=kind, **views)


def _by_kind(shown: Shown) -> Sequence[tuple[str, Any]]:
    """Each group with the kind by which it is left out."""
    return ((INTERVENTIONS, shown.goals), (GOALS, shown.interventions))


def goals_of(programme: ProgrammeRead, nodes: Sequence[NodeRead]) -> list[NodeRead]:
    """The nodes at the bottom of the tree, and those above that have tags; opportunities are somebody else's."""
    above = {node.parent for node in nodes}
    foreign = {level.id for level in programme.levels if level.kind == "opportunity"}
    return [node for node in nodes if node.level not in foreign and (node.id not in above or is_tagged(node))]


def is_tagged(one: Tagged) -> bool:
    return bool(one.life_course or one.social_basis or one.scale or one.horizon)


def views_of(shown: Shown) -> dict[str, Any]:
    """The three views: a row for each stage with a cell for each basis, a row for each scale, two horizons."""
    stages, bases = [*LifeCourse, None], [*SocialBasis, None]
    along = [(stage, shown.where(_has("life_course", stage))) for stage in stages]
    return {
        "bases": bases,
        "along": [(stage, [row.where(_has("social_basis", basis)) for basis in bases]) for stage, row in along],
        "scales": [(scale, shown.where(_is("scale", scale))) for scale in [*ScaleLevel, None]],
        "horizons": [(horizon, shown.where(_is("horizon", horizon))) for horizon in [*Horizon, None]],
        "untagged": shown.where(lambda one: not is_tagged(one)),
        "total": shown.total,
    }


def _has(name: str, term: object | None) -> Keep:
    """That a list of terms holds this one; None is: that it holds nothing."""
    return lambda one: term in _terms(one, name) if term is not None else not _terms(one, name)


def _terms(one: Any, name: str) -> Collection[object]:
    found: Collection[object] = getattr(one, name)
    return found


def _is(name: str, term: object | None) -> Keep:
    return lambda one: getattr(one, name) == term
