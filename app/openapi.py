"""The document that describes the API, mended after the framework made it, and a page to read it by."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.responses import FileResponse, HTMLResponse, Response

from app import reading
from app.problems import BY_STATUS, MEDIA_TYPE, REFERENCE, Problem
from app.settings import Settings

Document = dict[str, Any]

STYLE = Path(__file__).parent / "api" / "docs.css"
SERVER = "/api/v1"
NULL = {"type": "null"}
PUBLIC = {"Cache-Control": "public, no-cache", "Access-Control-Allow-Origin": "*"}

TEXT = {"schema": {"type": "string"}}

TAGS = {
    "places": "Every place under one kind of id: areas, neighbourhoods, municipalities, the country, groups.",
    "programmes": "Programmes, their tree of levels, and how each level stands.",
    "goals": "The nodes of a programme's tree that carry targets.",
    "targets": "What a goal wants, where, by when; and whether it goes that way.",
    "indicators": "What is counted: unit, bounds, and which way is good.",
    "measurements": "What was counted, with every revision; nothing is overwritten.",
    "measurement-batches": "Many measurements at once: what became of each row, and what was wrong with it.",
    "measurement-sheets": "Figures that wait: checked row by row, mended, and stored as a batch once confirmed.",
    "measurement-templates": "What a sender is expected to give next, as rows to fill in.",
    "period-locks": "Periods in which nothing can be recorded or revised, with who locked them and why.",
    "delivery-records": "What partners delivered of what was expected, in time or late, year by year.",
    "flagged-figures": "Figures that stand out or are doubtful, and how far that was followed up.",
    "sum-differences": "Figures of areas that their neighbourhoods do not add up to.",
    "figure-questions": "Questions of staff to who delivered a figure, with the answers.",
    "series-breaks": "From when on an indicator is counted in another way, so that lines begin anew there.",
    "opening-requests": "Asking to have a locked period opened, and what staff answered.",
    "delivery-duties": "Which partner delivers which indicator for which places, and by when.",
    "deliveries": "Each of those duties in each period: what came, what is missing, what was sent back.",
    "interventions": "What partners do, and for which goals.",
    "partners": "The organisations that take part.",
    "bodies": "Who governs: alliance, boards, tables and bureaus, with members, mandates and rhythm.",
    "meetings": "When bodies meet, and which organisations were there.",
    "decisions": "The decision log: who decided, who agreed, and how far it was carried out.",
    "duties": "What has to be done by a day, once or by a rhythm, and whether it was done.",
    "plans": "Programmes of some years and plans of neighbourhoods, from draft to amended.",
    "texts": "The texts of a programme with their parts, from draft to amended.",
    "indicator-sets": "The indicators that administrators adopt to be judged by.",
    "norms": "Measurable promises that stand outside the goals.",
    "alignments": "Which national goals and lines of action a local goal or area serves.",
    "results": "What partners say came of it, in figures or in words.",
    "events": "What happened that a line should be read with.",
    "watched-places": "Places outside an area that are watched, because problems may move there.",
    "assessments": "How targets stand: status, pace, what was expected and what came.",
    "areas": "The focus areas: their neighbourhoods, figures and progress.",
    "neighbourhoods": "Wijken and buurten, with their codes of each year.",
    "populations": "The groups of people that figures are about.",
    "data-sets": "What can be had whole as files, also as a DCAT-AP-NL catalogue.",
    "sources": "Where figures come from.",
    "references": "What can be named in a form: ids and names of every kind.",
    "me": "Who asks, and what they may do.",
    "token": "How a token is had, and the keys by which it can be checked.",
    "webhooks": "Being told of new figures and changed statuses, and what became of each telling.",
    "audit-events": "What was done and by whom.",
}
SECURITY = {
    "clientCredentials": {
        "type": "oauth2",
        "description": "For partners' systems: a short-lived signed token.",
        "flows": {"clientCredentials": {"tokenUrl": f"{SERVER}/token", "scopes": {}}},
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The token itself, of a partner's system or of somebody who signed in.",
    },
}
KNOWN: list[Document] = [{"clientCredentials": []}, {"bearer": []}]
ANYONE: list[Document] = [{}]

HEADERS: Document = {
    "API-Version": {"description": "The whole version of the API.", "schema": {"type": "string"}},
    "ETag": {"description": "For If-None-Match, and where something can be changed for If-Match.", **TEXT},
    "Retry-After": {"description": "The seconds to wait.", "schema": {"type": "integer"}},
}


def install(api: FastAPI, settings: Settings) -> None:
    """Serves the document and the page that is made from it; neither describes itself."""

    @cache
    def document() -> Document:
        return describe(api, settings)

    @cache
    def written() -> bytes:
        return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()

    async def serve_document(request: Request) -> Response:
        return Response(written(), media_type="application/json", headers=PUBLIC)

    async def serve_page(request: Request) -> Response:
        return HTMLResponse(reading.page(document()), headers={"Cache-Control": "public, no-cache"})

    async def serve_style(request: Request) -> Response:
        return FileResponse(STYLE, headers={"Cache-Control": "public, max-age=86400"})

    api.openapi = document  # type: ignore[method-assign]
    api.add_route("/openapi.json", serve_document, include_in_schema=False)
    api.add_route("/docs", serve_page, include_in_schema=False)
    api.add_route("/docs.css", serve_style, include_in_schema=False)


def describe(api: FastAPI, settings: Settings) -> Document:
    """OpenAPI 3.1 as the Dutch API Design Rules want it."""
    document = get_openapi(
        title=api.title,
        version=api.version,
        summary=api.summary,
        routes=api.routes,
        servers=[{"url": settings.public_url.rstrip("/") + SERVER}],
        contact={
            "name": settings.contact_name,
            "url": settings.contact_url,
            "email": settings.contact_email,
        },
        tags=[],
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= _problem_schemas()
    components["securitySchemes"] = SECURITY
    components["headers"] = HEADERS
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _mend(path, method, operation)
    document["tags"] = _tags(document)
    return {**tidy(document), "info": document["info"]}


def body(model: type[BaseModel]) -> Document:
    """For a route's `openapi_extra`: the shape of a body that its verb reads as it was sent."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def body_of_rows(row: type[BaseModel], *others: str) -> Document:
    """The same for rows that come as JSON with defaults, one object a line, as CSV, or as the `others` in binary."""
    shape = row.model_json_schema(ref_template="#/components/schemas/{model}")
    shape.pop("$defs", None)
    loose = {**shape, "required": []}
    rows = {"type": "array", "minItems": 1, "maxItems": 100000, "items": loose}
    sent = {"type": "object", "required": ["rows"], "properties": {"defaults": loose, "rows": rows}}
    return _rows_in(sent, others)


def body_of_any_rows(*others: str) -> Document:
    """The same for rows with whatever heads and cells: what is wrong in them is told row by row."""
    rows = {"type": "array", "minItems": 1, "maxItems": 100000, "items": {"type": "object"}}
    properties = {"defaults": {"type": "object"}, "rows": rows}
    return _rows_in({"type": "object", "required": ["rows"], "properties": properties}, others)


def _rows_in(sent: Document, others: Sequence[str]) -> Document:
    content: Document = {"application/json": {"schema": sent}}
    content |= dict.fromkeys(("application/x-ndjson", "text/csv"), TEXT)
    content |= {name: {"schema": {"type": "string", "format": "binary"}} for name in others}
    return {"requestBody": {"required": True, "content": content}}


def _mend(path: str, method: str, operation: Document) -> None:
    """An operation without 422, with every error that it may answer by reference, and with who may do it."""
    answers = operation["responses"]
    answers.pop("422", None)
    tagged = method == "get" and not operation.pop("x-no-etag", False)
    is_open = operation.get("security") == []
    is_public = method == "get" and "403" not in answers
    operation.setdefault("security", [*(ANYONE if is_public else []), *KNOWN])
    for status in _errors_of(path, method, is_open):
        answers.setdefault(str(status), {})
    for status, answer in answers.items():
        if status[0] in "45":
            answer["description"] = BY_STATUS[int(status)].title
            answer["content"] = {MEDIA_TYPE: {"schema": REFERENCE}}
        answer["headers"] = _headers_of(method, status, tagged) | answer.get("headers", {})
    operation["responses"] = dict(sorted(answers.items()))
    for parameter in operation.get("parameters", []):
        _mend_parameter(parameter)


def _mend_parameter(parameter: Document) -> None:
    """Nothing in an address can be null; a key without a value is as good as no key, for the forms of pages."""
    schema = parameter["schema"] = _without_null(parameter["schema"])
    takes_any_text = schema.get("items", schema).keys() <= {"type", "title", "maxLength"} and "string" in str(schema)
    if parameter["in"] == "query" and not parameter["required"] and not takes_any_text:
        parameter["allowEmptyValue"] = True


def _errors_of(path: str, method: str, is_open: bool) -> list[int]:
    """What any operation of this kind may answer, whatever its own code does."""
    statuses = [400, 401, 406, 429]
    if "{" in path:
        statuses.append(404)
    if method != "get":
        statuses += [413, 415, 503, 507] if is_open else [403, 413, 415, 503, 507]
    return [*statuses, 412, 428] if method == "patch" else statuses


def _headers_of(method: str, status: str, tagged: bool) -> Document:
    names = ["API-Version", *(["ETag"] if tagged and status == "200" else [])]
    names += ["Retry-After"] if status in ("429", "503") else []
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem_schemas() -> Document:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


def _tags(document: Document) -> list[Document]:
    used = {
        tag for path in document["paths"].values() for operation in path.values() for tag in operation.get("tags", [])
    }
    known = [{"name": name, "description": words} for name, words in TAGS.items() if name in used]
    return known + [{"name": name} for name in sorted(used - TAGS.keys())]


def tidy(node: Any) -> Any:
    """Nullable values the way the Dutch linter reads them, and no titles that only repeat a name."""
    if isinstance(node, list):
        return [tidy(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {name: tidy(part) for name, part in node.items() if not (name == "title" and isinstance(part, str))}
    options = kept.get("anyOf")
    if not isinstance(options, list) or (merged := _merged(options)) is None:
        return kept
    return {**merged, **{name: part for name, part in kept.items() if name != "anyOf"}}


def _merged(options: list[Document]) -> Document | None:
    """`anyOf: [X, null]` says the same as `type: [X, "null"]`; None where a choice is more than one of types."""
    if all(option.keys() == {"type"} and isinstance(option["type"], str) for option in options):
        return {"type": [option["type"] for option in options]}
    others = [option for option in options if option != NULL]
    if len(others) != 1 or NULL not in options or not isinstance(others[0].get("type"), str):
        return None
    nullable = {**others[0], "type": [others[0]["type"], "null"]}
    return {**nullable, "enum": [*nullable["enum"], None]} if "enum" in nullable else nullable


def _without_null(schema: Document) -> Document:
    options = [option for option in schema.get("anyOf", []) if option != NULL]
    if len(options) != 1:
        return schema
    return {**options[0], **{name: part for name, part in schema.items() if name != "anyOf"}}
