"""Plans: of four years on a line of time, of neighbourhoods in the order in which they start; and one plan."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from app.language import HERE
from app.models.intervention import InterventionRead
from app.models.place import PlaceKind, PlaceRead
from app.models.planning import PlanKind, PlanRead
from app.models.programme import ProgrammeRead, TreeNode, TreeRead
from app.web.api import Api, ApiDep, at
from app.web.charts import Span, time_bar
from app.web.names import Names
from app.web.places import pages_of
from app.web.rendering import render
from app.web.sorting import by_name, in_order
from app.web.together import together

router = APIRouter()
LATER = 10_000


@router.get("/programmas/{programme_id}/plannen")
async def list_plans(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """The plans of a programme, and the neighbourhoods that have none."""
    asked = {"programme": programme_id}
    programme, plans, places = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(PlanRead, "/plans", asked),
        api.all(PlaceRead, "/places", asked),
    )
    shown = laid_out(programme, plans, places, request.query_params.get("state", ""))
    elsewhere = await places_of(api, {plan.place for plan in plans if plan.place} - {place.id for place in places})
    shown |= {"names": Names(places, elsewhere), "pages": pages_of([*places, *elsewhere])}
    return render(request, "planning/plans.html", block="results", programme=programme, **shown)


def laid_out(
    programme: ProgrammeRead, plans: Sequence[PlanRead], places: Sequence[PlaceRead], state: str
) -> dict[str, Any]:
    """What the page shows. A state that is asked for leaves out plans, and never makes a neighbourhood planless."""
    wanted = [plan for plan in plans if state in ("", plan.state)]
    local = [plan for plan in plans if plan.kind == PlanKind.NEIGHBOURHOOD_PLAN]
    planned = {plan.place for plan in local}
    without = [it for it in in_agreement(programme, places) if it.id not in planned]
    return {
        "long": in_turn(plan for plan in wanted if plan.kind == PlanKind.IMPLEMENTATION_PROGRAMME),
        "local": in_turn(plan for plan in wanted if plan.kind == PlanKind.NEIGHBOURHOOD_PLAN),
        "first": first_of(local),
        "without": by_name(without) if local else [],
        "time": TimeLine.around(programme, plans),
        "state": state,
        "planned": bool(plans),
    }


def in_agreement(programme: ProgrammeRead, places: Sequence[PlaceRead]) -> list[PlaceRead]:
    """The neighbourhoods that lie in an area of the agreement; of those outside it nobody promised a plan."""
    inside = set(programme.areas)
    neighbourhoods = [it for it in places if it.kind == PlaceKind.NEIGHBOURHOOD]
    return [it for it in neighbourhoods if not inside.isdisjoint(part.area for part in it.areas)]


def in_turn(plans: Iterable[PlanRead]) -> list[PlanRead]:
    """In the order in which they start; those of which that is not known come last, by name."""
    return sorted(plans, key=lambda plan: (plan.order or LATER, plan.starts or date.max, in_order(plan.name), plan.id))


def first_of(plans: Sequence[PlanRead]) -> set[str]:
    """The ids of the plans that start first: on the earliest day, or in the earliest place of the order."""
    days = [plan.starts for plan in plans if plan.starts]
    if days:
        return {plan.id for plan in plans if plan.starts == min(days)}
    orders = [plan.order for plan in plans if plan.order]
    return {plan.id for plan in plans if orders and plan.order == min(orders)}


class TimeLine:
    """The years that bars are drawn on; `line(plan)` is the bar of one plan."""

    def __init__(self, first: date, last: date, today: date) -> None:
        self.first, self.last, self._today = first, last, today

    @classmethod
    def around(cls, programme: ProgrammeRead | None, plans: Sequence[PlanRead]) -> "TimeLine | None":
        """From the first day that is named to the last, in whole years; None where no two days are named."""
        days = [day for plan in plans for span in _spans(plan) for day in (span.starts, span.ends)]
        days += [day for day in (programme.starts, programme.ends) if day] if programme else []
        if not days or min(days) == max(days):
            return None
        return cls(date(min(days).year, 1, 1), date(max(days).year, 12, 31), datetime.now(HERE).date())

    def line(self, plan: PlanRead) -> Markup:
        return time_bar(_spans(plan), self.first, self.last, self._today)


def _spans(plan: PlanRead) -> list[Span]:
    """The term of a plan and its steps, as far as both their days are known."""
    term = [Span(plan.starts, plan.ends, "term")] if plan.starts and plan.ends else []
    return term + [Span(step.starts, step.ends, step.state) for step in plan.steps if step.starts and step.ends]


@router.get("/plannen/{plan_id}")
async def show_plan(request: Request, api: ApiDep, plan_id: str) -> HTMLResponse:
    """One plan: its steps, its fixed elements, the goals that it works on and the pillars that it leaves out."""
    plan = await api.get(PlanRead, at("plans", plan_id))
    tree, interventions, places = await together(
        api.get(TreeRead, at("programmes", plan.programme, "tree")),
        _interventions(api, plan),
        places_of(api, {plan.place} if plan.place else ()),
    )
    nodes = flat(tree.nodes)
    shown: dict[str, Any] = {"programme": tree.programme, "names": Names(places, nodes), "pages": pages_of(places)}
    shown |= {"pillars": pillars_of(plan, tree.nodes), "interventions": by_name(interventions)}
    return render(request, "planning/plan.html", plan=plan, time=TimeLine.around(None, [plan]), **shown)


async def _interventions(api: Api, plan: PlanRead) -> list[InterventionRead]:
    if not plan.interventions:
        return []
    found = await api.all(InterventionRead, "/interventions", {"programme": plan.programme})
    return [one for one in found if one.id in plan.interventions]


async def places_of(api: Api, ids: Iterable[str]) -> list[PlaceRead]:
    """These places; nothing is asked where there are none."""
    wanted = sorted(ids)
    return await api.all(PlaceRead, "/places", {"place": wanted}) if wanted else []


def flat(nodes: Sequence[TreeNode]) -> list[TreeNode]:
    """Every node of a tree, from the top down."""
    return [found for node in nodes for found in (node, *flat(node.children))]


def pillars_of(plan: PlanRead, roots: Sequence[TreeNode]) -> list[tuple[TreeNode, list[TreeNode]]]:
    """Each top node that the plan names, or under which it names goals, with those goals."""
    found = [(root, [node for node in flat(root.children) if node.id in plan.goals]) for root in roots]
    return [(root, goals) for root, goals in found if goals or root.id in plan.goals]
