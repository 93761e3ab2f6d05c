"""The page on which people read the API's document: plain HTML made from it, no script, nothing from elsewhere."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

Document = dict[str, Any]


def page(document: Document) -> str:
    """The whole page."""
    info = document["info"]
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(info['title'])} API {escape(info['version'])}</title>",
            '<link rel="stylesheet" href="docs.css"></head><body><main>',
            f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1>",
            f"<p>{escape(info.get('summary', ''))}</p>",
            f"<p>Base address: <code>{escape(document['servers'][0]['url'])}</code>. ",
            'For machines: <a href="openapi.json">openapi.json</a>. ',
            'For BI tools and spreadsheets: OData 4.0 at <a href="/odata/v4/">/odata/v4/</a> ',
            '(<a href="/odata/wijkkoers.pbids">opens in Power BI</a>). ',
            f'Contact: <a href="mailto:{escape(info["contact"]["email"])}">{escape(info["contact"]["name"])}</a>.</p>',
            *_contents(document),
            *_operations(document),
            *_schemas(document),
            "</main></body></html>",
        )
    )


def _contents(document: Document) -> Iterator[str]:
    yield '<nav aria-label="Contents"><ul>'
    for tag in document["tags"]:
        yield f'<li><a href="#tag-{escape(tag["name"])}">{escape(tag["name"])}</a></li>'
    yield '<li><a href="#schemas">schemas</a></li></ul></nav>'


def _operations(document: Document) -> Iterator[str]:
    for tag in document["tags"]:
        name = escape(tag["name"])
        yield f'<section aria-labelledby="tag-{name}"><h2 id="tag-{name}">{name}</h2>'
        yield f"<p>{escape(tag.get('description', ''))}</p>"
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if tag["name"] in operation.get("tags", []):
                    yield from _operation(path, method, operation)
        yield "</section>"


def _operation(path: str, method: str, operation: Document) -> Iterator[str]:
    yield f'<article><h3 id="{escape(operation["operationId"])}"><code>{method.upper()} {escape(path)}</code></h3>'
    yield f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>"
    if parameters := operation.get("parameters"):
        rows = [(escape(each["name"]), each["in"], _shape(each["schema"]), _words(each)) for each in parameters]
        yield from _table("Parameters", ("name", "in", "type", "meaning"), rows)
    if body := operation.get("requestBody"):
        yield from _table("Body", ("media type", "shape"), _contents_of(body))
    answers = [(status, _words(answer), *_given(answer)) for status, answer in operation["responses"].items()]
    yield from _table("Answers", ("status", "meaning", "shape"), answers)
    yield "</article>"


def _schemas(document: Document) -> Iterator[str]:
    yield '<section aria-labelledby="schemas"><h2 id="schemas">schemas</h2>'
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield f'<article><h3 id="schema-{escape(name)}">{escape(name)}</h3><p>{_words(schema)}</p>'
        required = schema.get("required", [])
        rows = [
            (escape(field), _shape(shape), "yes" if field in required else "no", _words(shape))
            for field, shape in schema.get("properties", {}).items()
        ]
        if rows:
            yield from _table("Fields", ("field", "type", "required", "meaning"), rows)
        else:
            yield f"<p>{_shape(schema)}</p>"
        yield "</article>"
    yield "</section>"


def _table(caption: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Cells are HTML already."""
    yield f"<table><caption>{caption}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _contents_of(body: Document) -> list[tuple[str, ...]]:
    return [(escape(kind), _shape(content.get("schema", {}))) for kind, content in body.get("content", {}).items()]


def _given(answer: Document) -> tuple[str]:
    shapes = [f"{kind}: {shape}" for kind, shape in _contents_of(answer)]
    return ("; ".join(shapes),)


def _words(described: Document) -> str:
    return escape(str(described.get("description", "")))


def _shape(schema: Document) -> str:
    """A schema in a few words, with a link where it has a name."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#schema-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_shape(option) for option in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(option))}</code>" for option in schema["enum"])
    kinds = schema.get("type", "anything")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "items" in schema:
        return f"{escape(words)} of {_shape(schema['items'])}"
    return escape(f"{words} ({schema['format']})" if "format" in schema else words)
