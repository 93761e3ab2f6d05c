"""The Dutch API Design Rules 2.2, kept by the document; `test_api_answers.py` looks at what the running API says.

Each test names the rule that it keeps, by the rule's own id.
"""

import re
from collections.abc import Iterator
from typing import Any

from app.api import create_api
from app.api.routes import Route
from app.database import make_engine
from app.settings import Settings

Document = dict[str, Any]

DOCUMENT: Document = create_api(Settings(), make_engine("sqlite://")).openapi()
OPERATIONS = [
    (path, method, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
PATHS = list(DOCUMENT["paths"])
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")

STANDARDISED = {"/.well-known/jwks.json"}  # RFC 8615 sets this name
ONE_OF_ITS_KIND = {"me", "token", "mailbox"}
# a resource of which its parent has exactly one
VIEWS = {"tree", "progress", "assessment", "calendar", "comparison", "stacking", "data-state", "export", "digest"}
VERBS = {
    "baseline-proposal",
    "preview",
    "withdrawal",
    "adoption",
    "evidence",
    "rebasing",
    "acceptance",
    "judgement",
    "revocation",
    "amendment",
    "password",
    "release",
    "removal",
    "restoration",
    "rotation",
    "ping",
    "redelivery",
    "answer",
    "closure",
    "grant",
    "refusal",
}


def segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment and not segment.startswith("{")]


def parameters(place: str) -> Iterator[tuple[str, str]]:
    for path, method, operation in OPERATIONS:
        for parameter in operation.get("parameters", []):
            if parameter["in"] == place:
                yield f"{method} {path}", parameter["name"]


def properties() -> Iterator[tuple[str, str, Document]]:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            yield name, field, shape


def nodes(node: Any) -> Iterator[Document]:
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from nodes(part)
    elif isinstance(node, list):
        for part in node:
            yield from nodes(part)


def test_core_no_trailing_slash() -> None:
    assert [path for path in PATHS if path.endswith("/")] == []


def test_core_path_segments_kebab_case() -> None:
    plain = [path for path in PATHS if path not in STANDARDISED]

    assert [path for path in plain if not all(KEBAB.fullmatch(segment) for segment in segments(path))] == []


def test_core_naming_collections_in_plural() -> None:
    allowed = ONE_OF_ITS_KIND | VIEWS | VERBS
    names = {segment for path in PATHS if path not in STANDARDISED for segment in segments(path)}

    assert sorted(name for name in names - allowed if not name.endswith("s")) == []


def test_core_naming_resources_is_by_nouns_and_never_by_verbs() -> None:
    verbs = {"get", "list", "create", "add", "update", "delete", "remove", "withdraw", "adopt", "accept", "revise"}

    assert [path for path in PATHS if verbs & set(segments(path))] == []


def test_core_query_keys_camel_case() -> None:
    assert [(at, name) for at, name in parameters("query") if not CAMEL.fullmatch(name)] == []


def test_core_properties_camel_case() -> None:
    """Except what RFC 6749 and RFC 7517 name themselves."""
    standard = {"TokenRequest", "TokenReturn", "TokenRead", "PublicKey", "PublicKeys"}
    odd = [(schema, name) for schema, name, _ in properties() if not CAMEL.fullmatch(name)]

    assert [(schema, name) for schema, name in odd if schema not in standard] == []


def test_core_http_methods() -> None:
    assert {method for _, method, _ in OPERATIONS} <= {"get", "post", "put", "patch", "delete"}


def test_core_doc_openapi_is_version_3() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")


def test_core_doc_openapi_contact() -> None:
    assert DOCUMENT["info"]["contact"].keys() == {"name", "url", "email"}


def test_core_semver() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", DOCUMENT["info"]["version"])


def test_core_uri_version() -> None:
    assert [server["url"] for server in DOCUMENT["servers"]] == ["/api/v1"]


def test_core_version_header_is_documented_for_every_answer() -> None:
    missing = [
        (path, method, status)
        for path, method, operation in OPERATIONS
        for status, answer in operation["responses"].items()
        if "API-Version" not in answer["headers"]
    ]

    assert missing == []


def test_core_error_handling_problem_details() -> None:
    shapes = [
        answer["content"]
        for _, _, operation in OPERATIONS
        for status, answer in operation["responses"].items()
        if status[0] in "45"
    ]
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

    assert [shape for shape in shapes if shape != problem] == []
    assert {"type", "title", "status", "detail", "errors"} <= set(
        DOCUMENT["components"]["schemas"]["Problem"]["properties"]
    )


def test_core_error_handling_bad_request() -> None:
    """Invalid input is 400 everywhere, and never 422."""
    statuses = [set(operation["responses"]) for _, _, operation in OPERATIONS]

    assert [each for each in statuses if "400" not in each or "422" in each] == []


def test_core_date_time_is_said_as_such() -> None:
    """`recordedAt` and its like are moments; in an assessment `reachedAt` and `lostAt` are periods."""
    periods = {"reachedAt", "lostAt"}
    unsaid = [(schema, name) for schema, name, shape in properties() if name.endswith("edAt") and not is_moment(shape)]

    assert [each for each in unsaid if each[1] not in periods] == []


def is_moment(shape: Document) -> bool:
    return shape.get("format") == "date-time"


def test_what_may_be_null_says_so_in_its_type() -> None:
    """`anyOf` with null only where the other is a named schema, which has no place for a type."""
    choices = [node["anyOf"] for node in nodes(DOCUMENT) if "anyOf" in node]

    assert [each for each in choices if {"type": "null"} in each and not any("$ref" in option for option in each)] == []


def test_every_operation_has_a_tag_that_is_described_and_an_id_of_its_own() -> None:
    described = {tag["name"] for tag in DOCUMENT["tags"] if tag.get("description")}
    names = [operation["operationId"] for _, _, operation in OPERATIONS]

    assert [path for path, _, operation in OPERATIONS if not set(operation["tags"]) <= described] == []
    assert len(names) == len(set(names))
    assert [name for name in names if not CAMEL.fullmatch(name)] == []


def test_every_operation_says_what_it_does() -> None:
    assert [(path, method) for path, method, operation in OPERATIONS if not operation.get("description")] == []


def test_every_shape_has_a_name_of_its_own() -> None:
    """Of two classes with one name the framework writes where each stands in our code."""
    assert [name for name in DOCUMENT["components"]["schemas"] if name.startswith("app__")] == []


def test_every_reference_leads_somewhere() -> None:
    names = [node["$ref"] for node in nodes(DOCUMENT) if isinstance(node.get("$ref"), str)]
    components = DOCUMENT["components"]
    known = {f"#/components/{kind}/{name}" for kind, named in components.items() for name in named}

    assert set(names) - known == set()


def test_every_route_of_the_api_stands_behind_the_door() -> None:
    """A room whose router is the framework's own would read a body before it asks who sends it."""
    from fastapi.routing import iter_route_contexts

    api = create_api(Settings(), make_engine("sqlite://"))
    ours = [context.original_route for context in iter_route_contexts(api.routes)]

    assert [route.path for route in ours if not isinstance(route, Route) and route.include_in_schema] == []  # type: ignore[attr-defined]


def test_every_writing_operation_says_that_it_needs_a_key() -> None:
    open_to_all = {
        (path, method) for path, method, operation in OPERATIONS if method != "get" and {} in operation["security"]
    }

    assert open_to_all == set()
