"""A noun that people enter: its word in the address, where the API keeps it, and what its form asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.errors import Message
from app.models.base import Incoming
from app.models.register import merge_patch
from app.web.api import at
from app.web.entry.fields import Ask, Field, changing, fields_of

PROGRAMME = "{programme}"


@dataclass(frozen=True)
class Noun:
    """`plural`, `new` and `edit` are its titles. `fixed` goes with every new one, whatever the form says.
    `change` is the merge patch, where it is not the one that goes with `create`.

    A register can be withdrawn, and each of its versions is whole; of other nouns a version holds what can be changed.
    `show` is the page of one thing; where it has none, its form is. `adapt` makes of what the API gives what it takes,
    where these differ.
    """

    word: str
    path: str
    plural: Message
    new: Message
    edit: Message
    create: type[Incoming]
    asks: tuple[Ask, ...]
    change: type[Incoming] | None = None
    about: Message | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    post: str = ""
    show: str = ""
    of_programme: bool = True
    register: bool = True
    adapt: Callable[[Mapping[str, Any]], dict[str, Any]] = dict

    @cached_property
    def new_fields(self) -> tuple[Field, ...]:
        return fields_of(self.create, [ask for ask in self.asks if not ask.late])

    @cached_property
    def change_fields(self) -> tuple[Field, ...]:
        return changing(self.create, self.patch, self.asks)

    @property
    def patch(self) -> type[Incoming]:
        """What a change is sent with."""
        return self.change or merge_patch(self.create)

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of things that its fields refer to."""
        named = [ask.to for top in self.asks for ask in (top, *top.parts)]
        return sorted({kind for kinds in named for kind in kinds})

    def collection(self, programme: str) -> str:
        """Where a new one is sent."""
        steps = (self.post or self.path).split("/")
        return at(*(programme if step == PROGRAMME else step for step in steps))

    def sends_programme(self) -> bool:
        """Whether a new one names its programme itself."""
        return "programme" in self.create.model_fields

    def one(self, key: str, *more: str) -> str:
        """Where the API has one of them."""
        return at(self.path, key, *more)

    def form(self, key: str, *more: str) -> str:
        """The page on which one is changed."""
        return at("invoer", self.word, key, *more)

    def address(self, key: str) -> str:
        """Where one goes after saving."""
        return at(self.show, key) if self.show else f"{self.form(key)}?gedaan=opgeslagen"
