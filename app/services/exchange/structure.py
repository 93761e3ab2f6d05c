"""Whether the places and the tree of a file hold together; pure, as `sense` is."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pydantic.alias_generators import to_camel

from app.errors import FieldError, Message, say
from app.models.place import PlaceKind
from app.services.exchange.columns import Row
from app.services.exchange.items import Item
from app.services.exchange.sections import GOALS, MEMBERSHIPS, PLACES, PROGRAMMES, Section
from app.services.exchange.understanding import Contents

SHARES = ("share", "household_share", "dwelling_share")


def at(section: Section, item: Item, field: str, code: str, message: Message, value: object = None) -> FieldError:
    """An error in an item: its field with the section and the place in it before it, as the file counts."""
    place = item.place or 1
    return FieldError(f"{section.name}.{place - 1}.{field}".rstrip("."), code, message, value, row=place)


def wrong_in_places(contents: Contents) -> Iterator[FieldError]:
    """Areas have a profile, a code is of one place in one year, and parts of areas have a share."""
    owners: dict[tuple[str, int], str] = {}
    for item in contents.of(PLACES):
        is_area = item.row["kind"] == PlaceKind.AREA
        if is_area != bool(item.parts.get("profile")):
            remedy = say("An area has a profile, and no other place has.")
            yield at(PLACES, item, "profile", "required" if is_area else "not-valid", remedy)
        for code in item.parts.get("codes", ()):
            if owners.setdefault((code["code"], code["layout_year"]), item.name) != item.name:
                remedy = say("Two places have this code in one year.")
                yield at(PLACES, item, "codes", "code-taken", remedy, code["code"])
    for item in contents.of(MEMBERSHIPS):
        for number, version in enumerate(item.versions):
            yield from _shares(item, f"versions.{number}.", version)


def wrong_in_tree(contents: Contents) -> Iterator[FieldError]:
    """No node stands above itself, at any moment; each is of a level that the programme has."""
    levels = {level["id"] for item in contents.of(PROGRAMMES) for one in item.versions for level in one["levels"]}
    nodes = contents.of(GOALS)
    circles = set(_in_circles({item.key[0]: item.said["parent_id"] for item in nodes}))
    for moment in {version["recorded_at"] for item in nodes for version in item.versions[1:]}:
        circles.update(_in_circles(_parents(nodes, moment, before=True)))
        circles.update(_in_circles(_parents(nodes, moment, before=False)))
    for item in nodes:
        if item.key[0] in circles:
            yield at(GOALS, item, "parent", "in-a-circle", say("This stands above itself in the tree."), item.name)
        for number, version in enumerate(item.versions):
            if version["level"] not in levels:
                remedy = say("The programme has no level of this name.")
                yield at(GOALS, item, f"versions.{number}.level", "unknown-level", remedy, version["level"])


def _shares(item: Item, field: str, version: Row) -> Iterator[FieldError]:
    for name in SHARES:
        if version[name] is not None and not 0 < version[name] <= 1:
            remedy = say("A share is more than 0 and at most 1.")
            yield at(MEMBERSHIPS, item, field + to_camel(name), "out-of-bounds", remedy, version[name])


def _parents(nodes: Iterable[Item], moment: datetime, *, before: bool) -> dict[str, str | None]:
    """Above each node, as known at a moment or just before it."""
    found: dict[str, str | None] = {}
    for item in nodes:
        for version in item.versions:
            if version["recorded_at"] < moment or (not before and version["recorded_at"] == moment):
                found[item.key[0]] = version["parent_id"]
    return found


def _in_circles(parents: Mapping[str, str | None]) -> Iterator[str]:
    """The nodes from which the way up does not end."""
    ends: dict[str, bool] = {}
    for start in parents:
        way: dict[str, None] = {}
        node: str | None = start
        while node is not None and node not in ends and node not in way:
            way[node] = None
            node = parents.get(node)
        ends |= dict.fromkeys(way, node is None or ends.get(node, False))
    return (node for node, ended in ends.items() if not ended)
