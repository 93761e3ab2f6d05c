"""Items as JSON in the form of OData 4.0: digits as they are stored, so that no figure passes through a float."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from json.encoder import encode_basestring as quoted
from typing import Any

from app.api.odata.csdl import NAMESPACE
from app.api.odata.forms import Form
from app.errors import NotFound, say
from app.services.access.sight import Sight
from app.services.odata.answering import related
from app.services.odata.asking import Asked
from app.services.odata.catalogue import SETS, EntitySet
from app.services.odata.choosing import Chosen
from app.services.odata.shapes import Kind, Navigation, Property

Related = Mapping[str, Mapping[str, Any]]
"""By the name of a relation: what it leads to, by id."""

WRITTEN: Mapping[Kind, Callable[[Any], str]] = {
    Kind.TEXT: lambda value: quoted(str(value)),
    Kind.DECIMAL: lambda value: format(value, "f"),
    Kind.INTEGER: str,
    Kind.FLAG: lambda value: "true" if value else "false",
    Kind.DAY: lambda value: f'"{value.isoformat()}"',
    Kind.MOMENT: lambda value: f'"{value.astimezone(UTC).isoformat().removesuffix("+00:00")}Z"',
}


@dataclass(frozen=True)
class Writer:
    """Writes items of one set as text; `root` is the address of the service."""

    kind: EntitySet
    asked: Asked
    form: Form
    root: str
    related: Related = field(default_factory=dict)

    @property
    def columns(self) -> Sequence[Property]:
        return self.asked.select.columns or tuple(self.kind.type.properties.values())

    def page(self, items: Sequence[Any], count: int | None = None, following: str | None = None) -> str:
        """A whole answer: the items, the total where it was asked, the address of what follows."""
        head = [self._context(""), *([f'"@odata.count":{count}'] if count is not None else [])]
        tail = [f'"@odata.nextLink":{quoted(following)}'] if following else []
        return _object([*head, f'"value":[{",".join(self.item(item) for item in items)}]', *tail])

    def alone(self, item: Any) -> str:
        """An answer that is one item."""
        return _object([self._context("/$entity"), *self._members(item)])

    def relating(self, sight: Sight, items: Sequence[Any]) -> "Writer":
        """The same with what these items lead to by the relations that were asked."""
        found = {way.name: related(sight, self.kind, items, way, self.asked) for way in self.asked.expand.ways}
        return replace(self, related=found)

    def led_to(self, sight: Sight, item: Any, name: str) -> str | None:
        """An answer that is what one relation of an item leads to; None where that is nothing. Raises NotFound."""
        way = self.kind.type.navigations.get(name)
        if way is None:
            raise NotFound(say("There is no property {name} here.", name=name[:60]))
        there = list(related(sight, self.kind, [item], way, self.asked).values())
        writer = Writer(SETS[way.target], Asked(), self.form, self.root)
        if way.many:
            return writer.page(there)
        return writer.alone(there[0]) if there else None

    def one_value(self, item: Any, name: str) -> str | None:
        """An answer that is one value of an item; None where it has none."""
        one = self.kind.type.properties[name]
        if one.read(item) is None and not one.many:
            return None
        context = f"{self.root}$metadata#{address_of(self.kind, item)}/{one.name}"
        return _object([*self._said("@odata.context", context), f'"value":{self._value(one, item)}'])

    def item(self, item: Any) -> str:
        return _object(list(self._members(item)))

    def _context(self, end: str) -> str:
        chosen = ",".join(self._chosen())
        listed = f"({chosen})" if chosen else ""
        return "".join(self._said("@odata.context", f"{self.root}$metadata#{self.kind.name}{listed}{end}"))

    def _chosen(self) -> Iterator[str]:
        """Columns and relations that were chosen, and those chosen of what is expanded, each in its own brackets."""
        select, inside = self.asked.select, self.asked.expand.inside
        yield from (column.name for column in select.columns)
        yield from (way.name for way in select.links)
        yield from (f"{name}({','.join(one.name for one in columns)})" for name, columns in inside.items() if columns)

    def _said(self, name: str, value: str) -> list[str]:
        return [] if self.form.metadata == "none" else [f'"{name}":{quoted(value)}']

    def _members(self, item: Any) -> Iterator[str]:
        full = self.form.metadata == "full"
        if full:
            yield f'"@odata.type":"#{NAMESPACE}.{self.kind.type.name}"'
            yield f'"@odata.id":{quoted(self.root + address_of(self.kind, item))}'
        for one in self.columns:
            if full and one.kind not in (Kind.TEXT, Kind.FLAG) and not one.many:
                yield f'"{one.name}@odata.type":"#{one.kind.removeprefix("Edm.")}"'
            yield f'"{one.name}":{self._value(one, item)}'
        for way in self.kind.type.navigations.values():
            if full:
                link = f"{self.root}{address_of(self.kind, item)}/{way.name}"
                yield f'"{way.name}@odata.navigationLink":{quoted(link)}'
            if way in self.asked.expand.ways:
                yield f'"{way.name}":{self._expanded(way, item)}'

    def _value(self, one: Property, item: Any) -> str:
        value, write = one.read(item), WRITTEN[one.kind]
        if one.many:
            return f"[{','.join(write(each) for each in value or ())}]"
        if value is None:
            return "null"
        return f'"{write(value)}"' if self.form.exact and one.kind is Kind.DECIMAL else write(value)

    def _expanded(self, way: Navigation, item: Any) -> str:
        there, named = self.related[way.name], self.kind.type.properties[way.by].read(item)
        asked = Asked(select=Chosen(self.asked.expand.inside.get(way.name, ())))
        writer = Writer(SETS[way.target], asked, self.form, self.root)
        if way.many:
            return f"[{','.join(writer.item(there[key]) for key in named if key in there)}]"
        return writer.item(there[named]) if named in there else "null"


def address_of(kind: EntitySet, item: Any) -> str:
    """The item's own address, under the service."""
    keys = [(name, kind.type.properties[name].read(item).replace("'", "''")) for name in kind.type.key]
    if len(keys) == 1:
        return f"{kind.name}('{keys[0][1]}')"
    return f"{kind.name}({','.join(f'{name}={chr(39)}{key}{chr(39)}' for name, key in keys)})"


def _object(members: Sequence[str]) -> str:
    return "{" + ",".join(member for member in members if member) + "}"
