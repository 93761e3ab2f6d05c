"""Interventions: what partners do, where, for which goals, from when to when."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.models.intervention import InterventionRead
from app.models.partner import PartnerRead
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead, TreeNode, TreeRead
from app.web.api import Api, ApiDep, at
from app.web.names import Named, Names
from app.web.paging import leaf_of
from app.web.places import pages_of
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter(prefix="/interventies")
TAGS = ("lifeCourse", "socialBasis", "scale", "horizon", "existing", "verdict")
FILTERS = ("programme", "area", "place", "partner", "goal", "status", *TAGS)
Filled = dict[str, str]
Item = TypeVar("Item", bound=Named)


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name][:120] for name in FILTERS if request.query_params.get(name)}


@router.get("")
async def list_interventions(request: Request, api: ApiDep, asked: Annotated[Filled, Depends(filters)]) -> HTMLResponse:
    """The interventions asked for, by name, a leaf at a time."""
    found, programmes, places, partners = await together(
        api.all(InterventionRead, "/interventions", asked),
        api.all(ProgrammeRead, "/programmes"),
        api.all(PlaceRead, "/places"),
        api.all(PartnerRead, "/partners"),
    )
    context: dict[str, Any] = {"leaf": leaf_of(by_name(found), request), "asked": asked, "partners": by_name(partners)}
    context |= {"programmes": by_name(programmes), "names": Names(places, partners, programmes)}
    context |= {"areas": by_name(place for place in places if place.kind == "area"), "pages": pages_of(places)}
    return render(request, "interventions/index.html", block="results", **context)


@router.get("/{intervention_id}")
async def show_intervention(request: Request, api: ApiDep, intervention_id: str) -> HTMLResponse:
    """One intervention, with its places, its goals and who does what."""
    intervention = await api.get(InterventionRead, at("interventions", intervention_id))
    places, partners, tree = await together(
        _named(api, PlaceRead, "place", intervention.places),
        _named(api, PartnerRead, "partner", [one.partner for one in intervention.partners]),
        _tree_of(api, intervention),
    )
    names = Names(places, partners, tree)
    return render(request, "interventions/show.html", intervention=intervention, names=names, pages=pages_of(places))


async def _named(api: Api, item: type[Item], what: str, wanted: Sequence[str]) -> list[Item]:
    return await api.all(item, f"/{what}s", {what: wanted}) if wanted else []


async def _tree_of(api: Api, intervention: InterventionRead) -> list[Named]:
    """The programme and every node of its tree, of which the page names some."""
    if intervention.programme is None:
        return []
    tree = await api.get(TreeRead, at("programmes", intervention.programme, "tree"))
    return [tree.programme, *_flat(tree.nodes)]


def _flat(nodes: Sequence[TreeNode]) -> list[TreeNode]:
    return [found for node in nodes for found in (node, *_flat(node.children))]
