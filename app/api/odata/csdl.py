"""What there is, for machines: the service document, and the metadata as CSDL 4.0 in XML."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree as Xml

from app.services.odata.catalogue import SETS, EntitySet
from app.services.odata.shapes import Kind, Navigation, Property

NAMESPACE, CONTAINER = "Wijkkoers", "Figures"
EDMX, EDM = "http://docs.oasis-open.org/odata/ns/edmx", "http://docs.oasis-open.org/odata/ns/edm"
FACETS = {Kind.DECIMAL: {"Scale": "variable"}, Kind.MOMENT: {"Precision": "6"}}


def service_document(root: str) -> dict[str, Any]:
    """The entity sets, with their addresses."""
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in SETS]
    return {"@odata.context": f"{root}$metadata", "value": sets}


@cache
def metadata() -> bytes:
    """The whole document; the same for everybody."""
    document = Xml.Element("edmx:Edmx", {"xmlns:edmx": EDMX, "Version": "4.0"})
    services = Xml.SubElement(document, "edmx:DataServices")
    schema = Xml.SubElement(services, "Schema", {"xmlns": EDM, "Namespace": NAMESPACE})
    schema.extend(_type(kind) for kind in SETS.values())
    schema.append(_container())
    Xml.indent(document)
    written: bytes = Xml.tostring(document, encoding="utf-8", xml_declaration=True)
    return written


def _type(kind: EntitySet) -> Xml.Element:
    described = Xml.Element("EntityType", {"Name": kind.type.name})
    key = Xml.SubElement(described, "Key")
    for name in kind.type.key:
        Xml.SubElement(key, "PropertyRef", {"Name": name})
    described.extend(_property(one) for one in kind.type.properties.values())
    described.extend(_navigation(kind, way) for way in kind.type.navigations.values())
    return described


def _property(one: Property) -> Xml.Element:
    type_name = f"Collection({one.kind})" if one.many else str(one.kind)
    nullable = {} if one.nullable else {"Nullable": "false"}
    return Xml.Element("Property", {"Name": one.name, "Type": type_name, **nullable, **FACETS.get(one.kind, {})})


def _navigation(kind: EntitySet, way: Navigation) -> Xml.Element:
    target = f"{NAMESPACE}.{SETS[way.target].type.name}"
    if way.many:
        return Xml.Element("NavigationProperty", {"Name": way.name, "Type": f"Collection({target})"})
    nullable = {} if kind.type.properties[way.by].nullable else {"Nullable": "false"}
    described = Xml.Element("NavigationProperty", {"Name": way.name, "Type": target, **nullable})
    Xml.SubElement(described, "ReferentialConstraint", {"Property": way.by, "ReferencedProperty": "id"})
    return described


def _container() -> Xml.Element:
    container = Xml.Element("EntityContainer", {"Name": CONTAINER})
    container.extend(_sets())
    return container


def _sets() -> Iterator[Xml.Element]:
    for kind in SETS.values():
        described = Xml.Element("EntitySet", {"Name": kind.name, "EntityType": f"{NAMESPACE}.{kind.type.name}"})
        for way in kind.type.navigations.values():
            Xml.SubElement(described, "NavigationPropertyBinding", {"Path": way.name, "Target": way.target})
        yield described
