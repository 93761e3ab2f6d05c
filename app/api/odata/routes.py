"""/odata/v4: the service document, the metadata, the sets and their items; and the file that opens it in Power BI."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from app.api import etags
from app.api.access import SightDep
from app.api.odata import addresses, csdl
from app.api.odata.forms import VARY, VERSION, applied, check_version, form_of, root_of, size_of, tag_of
from app.api.odata.wire import Writer
from app.api.threads import in_one_step
from app.errors import NotAcceptable, say
from app.services.access.sight import Sight
from app.services.odata import answering
from app.services.odata.asking import OF_A_SET, OF_AN_ITEM, read_asked
from app.services.odata.catalogue import EntitySet
from app.services.odata.sources import Key

Handle = Callable[[Request], Coroutine[Any, Any, Response]]
Name = Annotated[str, Path(max_length=500)]


class ODataRoute(APIRoute):
    """Every answer says its version; what somebody has already is not made again."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, in_one_step(endpoint), **options)

    def get_route_handler(self) -> Handle:
        inner = super().get_route_handler()

        async def remembered(request: Request) -> Response:
            check_version(request)
            asked = await etags.freshness(request)
            freshness = replace(asked, tag=tag_of(request, asked.tag))
            fresh = etags.is_fresh(request, freshness.tag)
            response = Response(status_code=304) if fresh else await inner(request)
            if response.status_code == 200 and etags.any_will_do(request):
                response = Response(status_code=304)
            response.headers.update({"OData-Version": VERSION, "Vary": VARY})
            return etags.mark(response, freshness) if response.status_code in (200, 304) else response

        return remembered


router = APIRouter(route_class=ODataRoute, redirect_slashes=False)


@router.get("/wijkkoers.pbids")
def open_in_power_bi(request: Request, _: SightDep) -> Response:
    """The file that opens the sets in Power BI; whoever opens it is asked for a key there."""
    details = {"protocol": "odata", "address": {"url": root_of(request)}}
    connection = {"details": details, "options": {}, "mode": "Import"}
    name = {"Content-Disposition": 'attachment; filename="wijkkoers.pbids"'}
    return JSONResponse({"version": "0.1", "connections": [connection]}, headers=name)


@router.get("/v4")
@router.get("/v4/")
def show_service(request: Request, _: SightDep) -> Response:
    """Which sets there are."""
    read = form_of(request)
    return JSONResponse(csdl.service_document(root_of(request)), media_type=read.media_type)


@router.get("/v4/$metadata")
def show_metadata(request: Request, _: SightDep) -> Response:
    """What is in them."""
    if request.query_params.get("$format", "xml") not in ("xml", "application/xml"):
        raise NotAcceptable(say("This is given as: {types}.", types="application/xml"))
    return Response(csdl.metadata(), media_type="application/xml")


@router.get("/v4/{name}")
def read_resource(request: Request, sight: SightDep, name: Name) -> Response:
    """A page of a set, or one item of it by its key."""
    if addressed := addresses.item_at(name):
        return _item(request, sight, *addressed)
    kind = addresses.set_at(name)
    writer = _writer(request, kind, OF_A_SET)
    page = answering.page(sight, kind, writer.asked, size_of(request))
    body = writer.relating(sight, page.items).page(page.items, page.count, addresses.following(request, page.mark))
    return applied(request, _json(writer, body))


@router.get("/v4/{name}/$count")
def count_set(request: Request, sight: SightDep, name: Name) -> Response:
    """How many items of a set meet the condition, as bare text."""
    kind = addresses.set_at(name)
    asked = read_asked(kind, addresses.options_of(request), OF_A_SET)
    return Response(str(answering.count(sight, kind, asked)), media_type="text/plain")


@router.get("/v4/{name}/{part}")
def read_part(request: Request, sight: SightDep, name: Name, part: Name) -> Response:
    """One value of an item, or the items that one of its relations leads to; 204 where there is none."""
    kind, key = addresses.item_at(name) or addresses.nothing()
    writer = _writer(request, kind, ("$format",))
    item = answering.one(sight, kind, key, writer.asked)
    body = writer.one_value(item, part) if part in kind.type.properties else writer.led_to(sight, item, part)
    return _json(writer, body) if body else Response(status_code=204)


def _item(request: Request, sight: Sight, kind: EntitySet, key: Key) -> Response:
    writer = _writer(request, kind, OF_AN_ITEM)
    item = answering.one(sight, kind, key, writer.asked)
    return _json(writer, writer.relating(sight, [item]).alone(item))


def _writer(request: Request, kind: EntitySet, options: Sequence[str]) -> Writer:
    asked = read_asked(kind, addresses.options_of(request), options)
    return Writer(kind, asked, form_of(request), root_of(request))


def _json(writer: Writer, body: str) -> Response:
    return Response(body, media_type=writer.form.media_type)
