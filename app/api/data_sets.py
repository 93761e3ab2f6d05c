"""/api/v1/data-sets: what can be had as files; and the same as a DCAT-AP-NL catalogue for harvesters."""

import json
from typing import Annotated, Any

from fastapi import Query, Request, Response

from app.api import dcat
from app.api.access import SightDep, settings_of
from app.api.door import JSON, preferred
from app.api.paging import paged
from app.api.routes import APIRouter
from app.language import said
from app.models.base import Page
from app.models.data_set import (
    LINKED_TYPES,
    ColumnRead,
    DataSetFilter,
    DataSetRead,
    Distribution,
    LinkedForm,
    PublisherRead,
)
from app.models.export import MEDIA_TYPES, FileForm
from app.problems import refusals
from app.services.access.revision import moment_of_last_change
from app.services.access.sight import Sight
from app.services.exports.about import sources
from app.services.exports.sets import DATA_SETS, DataSet
from app.services.rows import paginate_list

router = APIRouter(prefix="/data-sets", tags=["data-sets"])

LINKED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            LINKED_TYPES[LinkedForm.TURTLE]: {"schema": {"type": "string"}},
            LINKED_TYPES[LinkedForm.JSON_LD]: {"schema": {"type": "object"}},
        }
    }
}


@router.get("", response_model=Page[DataSetRead], responses=refusals(400) | LINKED)
def list_data_sets(
    request: Request, sight: SightDep, asked: Annotated[DataSetFilter, Query()]
) -> Page[DataSetRead] | Response:
    """The data sets of this installation, with every form in which they are given."""
    described = [_read(request, sight, one) for one in DATA_SETS]
    form = _form_wanted(request, asked)
    if form is None:
        return paged(request, paginate_list(described, asked, lambda one: (one.id,)))
    return _linked(request, sight, described, form)


def _form_wanted(request: Request, asked: DataSetFilter) -> LinkedForm | None:
    if asked.format is not None:
        return asked.format
    offered = {JSON: None} | {kind: form for form, kind in LINKED_TYPES.items()}
    return offered[preferred(", ".join(request.headers.getlist("accept")), list(offered))]


def _read(request: Request, sight: Sight, data_set: DataSet) -> DataSetRead:
    settings = settings_of(request)
    name = settings.publisher_name or settings.contact_name
    address = f"{request.scope['root_path']}/{data_set.name}"
    return DataSetRead(
        id=data_set.name,
        name=said(data_set.title),
        description=said(data_set.about),
        publisher=PublisherRead(name=name, uri=settings.publisher_uri or None, email=settings.contact_email),
        licence=settings.data_licence or None,
        modified=moment_of_last_change(sight.session),
        url=address,
        distributions=[
            Distribution(format=form, media_type=MEDIA_TYPES[form], url=f"{address}?format={form}") for form in FileForm
        ],
        columns=[
            ColumnRead(name=column.name, kind=column.kind, description=said(column.description))
            for column in data_set.columns
        ],
    )


def _linked(request: Request, sight: Sight, described: list[DataSetRead], form: LinkedForm) -> Response:
    """In the language of the reader, with whole addresses."""
    home = settings_of(request).public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    graph = dcat.catalogue(home, described, [one.url for one in sources(sight) if one.url])
    if form is LinkedForm.TURTLE:
        return Response(dcat.turtle(graph), media_type="text/turtle; charset=utf-8")
    whole = {"@context": dcat.PREFIXES, "@graph": graph}
    return Response(json.dumps(whole, ensure_ascii=False, indent=1), media_type=LINKED_TYPES[form])
