"""What is there already: one thing as its form shows it, its versions, and lists to find one in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.errors import Forbidden, say
from app.models.base import Page
from app.web.api import Api, refused
from app.web.entry.filled import Filled, filled_of
from app.web.entry.noun import Noun
from app.web.together import together

Item = dict[str, Any]
NOT_YOURS = say("You may not change this. It takes programme staff, for all areas that it is about.")


@dataclass(frozen=True)
class Current:
    """One thing as it is: `held` is what its form shows, `tag` its version."""

    item: Item
    held: Item
    tag: str

    @property
    def programme(self) -> str:
        return str(self.item.get("programme") or "")

    @property
    def name(self) -> str:
        return str(self.item.get("name") or (self.item.get("path") or [{}])[-1].get("name", ""))

    def filled(self, noun: Noun) -> Filled:
        return filled_of(noun.change_fields, self.held)


class Listed(BaseModel):
    """One of a list: what it is called, and whether it may be changed."""

    model_config = ConfigDict(extra="ignore")

    id: str
    name: str = ""
    path: Sequence[Mapping[str, Any]] = ()
    withdrawn: bool = False
    may: Sequence[str] = ()

    @property
    def title(self) -> str:
        return self.name or (str(self.path[-1]["name"]) if self.path else self.id)


async def current(api: Api, noun: Noun, key: str) -> Current:
    """One thing; of nouns that are no register its newest version says what can be changed."""
    if noun.register:
        item, tag = await api.tagged(dict[str, Any], noun.one(key))
        return Current(item, item, _strong(tag))
    (item, tag), versions = await together(
        api.tagged(dict[str, Any], noun.one(key)), api.get(Page[Item], noun.one(key, "versions"))
    )
    return Current(item, _held(noun, item, versions.items), _strong(tag))


async def changeable(api: Api, noun: Noun, key: str) -> Current:
    """One thing that this visitor may change; anybody else is refused."""
    found = await current(api, noun, key)
    if "change" not in found.item.get("may", ()):
        raise refused(Forbidden(NOT_YOURS))
    return found


async def listed(api: Api, noun: Noun, programme: str) -> list[Listed]:
    """What is there of this noun, of a programme where it belongs to one."""
    asked: dict[str, str] = dict(noun.fixed)
    path = noun.one("").rstrip("/")
    if noun.of_programme:
        asked["programme"] = programme
    if noun.register:
        asked["withdrawn"] = "true"
    if noun.path == "nodes":
        path, asked = f"/programmes/{programme}/nodes", {}
    return sorted(await api.all(Listed, path, asked), key=lambda one: (one.withdrawn, one.title.casefold()))


def _held(noun: Noun, item: Item, versions: Sequence[Item]) -> Item:
    newest = versions[0] if versions else {}
    return noun.adapt(newest["item"]) if "item" in newest else noun.adapt(item)


def _strong(tag: str) -> str:
    """The half of the tag that is of the row; the other half moves with the figures around it."""
    return f'"{tag.strip(chr(34)).partition(".")[0]}"'
