"""Norms beside goals, obligations beside targets, conditions, linked opportunities, and national goals served."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.duty import DutyRead
from app.models.national import NationalGoalsRead, ServedNode, Serving
from app.models.planning import NormRead
from app.models.programme import ProgrammeRead, TreeNode, TreeRead
from app.models.programme_text import ProgrammeTextRead, TextPartRead
from app.models.target import TargetRead
from app.web.api import ApiDep, at
from app.web.names import Names
from app.web.paging import leaf_of
from app.web.places import pages_of
from app.web.planning import flat, places_of
from app.web.rendering import render
from app.web.sorting import by_name, in_order
from app.web.together import together

router = APIRouter()
MET = {True: "met", False: "not-met", None: "unknown"}
OPPORTUNITY = "opportunity"
Served = tuple[Serving, list[ServedNode]]


@router.get("/programmas/{programme_id}/normen")
async def list_norms(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """The norms of a programme with their latest figures, and what has to be done as long as a target is not met."""
    tree, norms, duties = await together(
        api.get(TreeRead, at("programmes", programme_id, "tree")),
        api.all(NormRead, "/norms", {"programme": programme_id}),
        api.all(DutyRead, "/duties", {"programme": programme_id}),
    )
    places = await places_of(api, {norm.place for norm in norms if norm.place})
    shown = norms_of(norms, request.query_params.get("met", "")) | {"any": bool(norms), "pages": pages_of(places)}
    shown |= {"duties": by_name(duty for duty in duties if duty.target), "names": Names(places, flat(tree.nodes))}
    return render(request, "planning/norms.html", block="results", programme=tree.programme, **shown)


def norms_of(norms: Sequence[NormRead], met: str) -> dict[str, Any]:
    """Those that are met, not met, or of which nobody can tell, where that is asked for; by name."""
    return {"norms": by_name(norm for norm in norms if met in ("", MET[norm.met])), "met": met, "said": MET}


@router.get("/programmas/{programme_id}/voorwaarden")
async def list_conditions(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """What the targets of a programme depend on, and the conditions that its texts state."""
    programme, targets, texts = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(TargetRead, "/targets", {"programme": programme_id, "conditional": "true"}),
        api.all(ProgrammeTextRead, "/texts", {"programme": programme_id}),
    )
    shown = conditions_of(targets, request.query_params.get("met", ""))
    shown |= {"leaf": leaf_of(shown["targets"], request), "stated": stated_in(texts)}
    return render(request, "planning/conditions.html", block="results", programme=programme, **shown)


def stated_in(texts: Sequence[ProgrammeTextRead]) -> list[tuple[ProgrammeTextRead, list[TextPartRead]]]:
    """The texts that state conditions, by name, with those."""
    found = [(text, [part for part in text.parts if part.kind == "condition"]) for text in by_name(texts)]
    return [(text, parts) for text, parts in found if parts]


def conditions_of(targets: Sequence[TargetRead], met: str) -> dict[str, Any]:
    """The targets with a condition, those not met first, then those of which it is not known."""
    depending = [target for target in targets if target.condition and target.state != "withdrawn"]
    wanted = [target for target in depending if met in ("", MET[_met(target)])]
    order = (False, None, True)
    ordered = sorted(wanted, key=lambda it: (order.index(_met(it)), in_order(it.path[-1].name), it.id))
    counts = {said: sum(_met(target) is key for target in depending) for key, said in MET.items()}
    return {"targets": ordered, "counts": counts, "met": met, "said": MET, "any": bool(depending)}


def _met(target: TargetRead) -> bool | None:
    return target.condition.met if target.condition else None


@router.get("/programmas/{programme_id}/koppelkansen")
async def list_opportunities(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """Other programmes that each pillar can link to, with who owns them."""
    tree = await api.get(TreeRead, at("programmes", programme_id, "tree"))
    levels = {level.id for level in tree.programme.levels if level.kind == OPPORTUNITY}
    shown = opportunities_of(tree.nodes, levels, request.query_params.get("owner", "")[:200])
    return render(request, "planning/opportunities.html", block="results", programme=tree.programme, **shown)


def opportunities_of(roots: Sequence[TreeNode], levels: set[str], owner: str) -> dict[str, Any]:
    """Each pillar with its opportunities; of one owner where that is asked for."""
    found = [(root, [node for node in flat([root]) if node.level in levels]) for root in roots]
    every = [node for _, nodes in found for node in nodes]
    kept = [(root, [node for node in nodes if owner in ("", node.description)]) for root, nodes in found]
    return {
        "pillars": [(root, nodes) for root, nodes in kept if nodes],
        "owners": [(name, name) for name in sorted({it.description for it in every if it.description}, key=in_order)],
        "total": len(every),
        "owned": sum(bool(node.description) for node in every),
        "owner": owner,
    }


@router.get("/programmas/{programme_id}/nationaal")
async def show_national(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """National goals with what serves them, and the other way round: areas and goals with what they serve."""
    programme, national = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.get(NationalGoalsRead, at("programmes", programme_id, "national-goals")),
    )
    places = await places_of(api, {one.place for node in national.nodes for one in node.served_by if one.place})
    shown: dict[str, Any] = {"national": national, "local": other_way(national.nodes, pages_of(places))}
    return render(request, "planning/national.html", programme=programme, **shown)


def other_way(nodes: Sequence[ServedNode], pages: Mapping[str, str]) -> list[tuple[str, str, list[Served]]]:
    """Name and address of each local goal or place, with its alignments and the nodes that each of those serves."""
    found: dict[tuple[str, str], dict[str, Served]] = {}
    for node in nodes:
        for one in node.served_by:
            served = found.setdefault(_subject(one, pages), {}).setdefault(one.id, (one, []))
            served[1].append(node)
    ordered = sorted(found.items(), key=lambda item: (in_order(item[0][0]), item[0]))
    return [(name, address, list(by_id.values())) for (name, address), by_id in ordered]


def _subject(one: Serving, pages: Mapping[str, str]) -> tuple[str, str]:
    if one.goal:
        return one.goal_name or one.name, f"/doelen/{one.goal}"
    return one.place_name or one.name, pages.get(one.place or "", "/gebieden")
