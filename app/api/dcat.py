"""A catalogue of data sets as DCAT-AP-NL 3.0: nodes of JSON-LD, and the same as Turtle. Pure."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.errors import say
from app.language import said, spoken
from app.models.data_set import DataSetRead, Distribution
from app.models.export import FileForm
from app.services.exports.about import NO_LICENCE

Node = dict[str, Any]

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU = "http://publications.europa.eu/resource/authority"
FILE_TYPES = {
    FileForm.CSV: "CSV",
    FileForm.CSV_NL: "CSV",
    FileForm.NDJSON: "JSONL",
    FileForm.PARQUET: "PARQUET",
    FileForm.XLSX: "XLSX",
}
TITLE = say("Figures and progress of neighbourhood programmes")
NEVER = frozenset('<>"{}|^`\\')
ABOUT = say("The data sets of this installation, with every form in which they are given.")


def catalogue(home: str, data_sets: Sequence[DataSetRead], sources: Sequence[str]) -> list[Node]:
    """The catalogue, its publisher and contact, the service, and each data set with its distributions.

    `home` is the address of the site; `sources` are the addresses of what figures were taken from.
    """
    here, first = f"{home}/api/v1/data-sets", data_sets[0]
    publisher = first.publisher.uri or f"{here}#publisher"
    shared = {"dct:publisher": _link(publisher), "dct:language": _link(f"{EU}/language/{_language()}")}
    nodes: list[Node] = [
        {
            "@id": here,
            "@type": "dcat:Catalog",
            "dct:title": _text(said(TITLE)),
            "dct:description": _text(said(ABOUT)),
            "foaf:homepage": _link(f"{home}/open-data"),
            "dcat:dataset": [_link(f"{here}#{one.id}") for one in data_sets],
            "dcat:service": _link(f"{here}#api"),
            **shared,
            **_modified(first),
        },
        {"@id": publisher, "@type": "foaf:Agent", "foaf:name": _text(first.publisher.name)},
        {
            "@id": f"{here}#contact",
            "@type": "vcard:Organization",
            "vcard:fn": _text(first.publisher.name),
            "vcard:hasEmail": _link(f"mailto:{first.publisher.email}"),
        },
        _service(home, here, data_sets, shared),
    ]
    for one in data_sets:
        nodes += _data_set(home, here, one, shared | _sources(one, sources))
    return [node | _link(node["@id"]) for node in nodes]


def turtle(nodes: Sequence[Node]) -> str:
    """The same nodes as Turtle."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    between = " ;\n    "
    return prefixes + "".join(f"\n<{node['@id']}> {between.join(_facts(node))} .\n" for node in nodes)


def _data_set(home: str, here: str, one: DataSetRead, shared: Node) -> Iterator[Node]:
    key = f"{here}#{one.id}"
    yield {
        "@id": key,
        "@type": "dcat:Dataset",
        "dct:identifier": {"@value": key},
        "dct:title": _text(one.name),
        "dct:description": _text(one.description),
        "dct:accessRights": _link(f"{EU}/access-right/PUBLIC"),
        "dct:accrualPeriodicity": _link(f"{EU}/frequency/CONT"),
        "dcat:theme": _link(f"{EU}/data-theme/SOCI"),
        "dcat:contactPoint": _link(f"{here}#contact"),
        "dcat:landingPage": _link(f"{home}/open-data"),
        "dcat:distribution": [_link(f"{key}-{each.format}") for each in one.distributions],
        **shared,
        **_modified(one),
    }
    for each in one.distributions:
        yield _distribution(home, key, one, each)


def _distribution(home: str, key: str, one: DataSetRead, each: Distribution) -> Node:
    address = home + each.url
    return {
        "@id": f"{key}-{each.format}",
        "@type": "dcat:Distribution",
        "dct:title": _text(f"{one.name} ({each.format})"),
        "dcat:accessURL": _link(address),
        "dcat:downloadURL": _link(address),
        "dcat:accessService": _link(f"{key.partition('#')[0]}#api"),
        "dcat:mediaType": _link(f"http://www.iana.org/assignments/media-types/{each.media_type}"),
        "dct:format": _link(f"{EU}/file-type/{FILE_TYPES[each.format]}"),
        **_licence(one),
        **_modified(one),
    }


def _service(home: str, here: str, data_sets: Sequence[DataSetRead], shared: Node) -> Node:
    return {
        "@id": f"{here}#api",
        "@type": "dcat:DataService",
        "dct:title": _text("Wijkkoers API"),
        "dcat:contactPoint": _link(f"{here}#contact"),
        "dcat:endpointURL": _link(f"{home}/api/v1"),
        "dcat:endpointDescription": _link(f"{home}/api/v1/openapi.json"),
        "dcat:servesDataset": [_link(f"{here}#{one.id}") for one in data_sets],
        **shared,
    }


def _sources(one: DataSetRead, sources: Sequence[str]) -> Node:
    return {"dct:source": [_link(source) for source in sources]} if sources and one.id == "measurements" else {}


def _licence(one: DataSetRead) -> Node:
    return {"dct:license": _link(one.licence)} if one.licence else {"dct:rights": _text(said(NO_LICENCE))}


def _modified(one: DataSetRead) -> Node:
    if one.modified is None:
        return {}
    return {"dct:modified": {"@value": one.modified.isoformat(), "@type": "xsd:dateTime"}}


def _language() -> str:
    return "NLD" if spoken() == "nl" else "ENG"


def _link(address: str) -> Node:
    """Signs that no address may hold are written as their percent codes: in JSON-LD too, where it is dropped else."""
    return {"@id": "".join(sign if sign > " " and sign not in NEVER else f"%{ord(sign):02X}" for sign in address)}


def _text(text: str) -> Node:
    return {"@value": text, "@language": spoken()}


def _facts(node: Node) -> Iterator[str]:
    yield f"a {node['@type']}"
    for name, values in node.items():
        if not name.startswith("@"):
            each = values if isinstance(values, list) else [values]
            yield f"{name} {', '.join(_value(value) for value in each)}"


def _value(value: Node) -> str:
    if "@id" in value:
        return f"<{value['@id']}>"
    text = json.dumps(value["@value"], ensure_ascii=False)  # the escapes of JSON are those of Turtle
    if "@language" in value:
        return f"{text}@{value['@language']}"
    return f"{text}^^{value['@type']}" if "@type" in value else text
