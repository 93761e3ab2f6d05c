"""What a form may name: the lists to choose from, and what was typed turned into ids."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.models.base import Page
from app.models.reference import ReferenceRead
from app.web.api import Api
from app.web.entry.fields import Ask, Field
from app.web.entry.noun import Noun

FEW = 15
MARKED = re.compile(r"\[([a-z0-9-]{1,100})\]$")
MOST_OPTIONS = 60


@dataclass(frozen=True)
class Option:
    """One thing to choose: what is sent, and what people read; both tell it apart from every other."""

    value: str
    label: str


class Choices:
    """The options of every field that refers to something."""

    def __init__(self, found: Iterable[ReferenceRead] = (), *, is_cut: bool = False) -> None:
        """`is_cut`: there is more than fits; then each label says its id, so that one that is not here can be named."""
        self.is_cut = is_cut
        self._by_kind: dict[str, list[ReferenceRead]] = {}
        for one in found:
            self._by_kind.setdefault(str(one.kind), []).append(one)

    def of(self, ask: Ask) -> list[Option]:
        """By name, as the API gives them."""
        found = [one for kind in ask.to for one in self._by_kind.get(kind, [])]
        twice = Counter(_label(one) for one in found)
        return [
            Option(
                value_of(one, ask),
                f"{_label(one)} [{one.id}]" if twice[_label(one)] > 1 or self.is_cut else _label(one),
            )
            for one in found
        ]

    def are_few(self, ask: Ask) -> bool:
        """Whether all can be ticked at once."""
        return len(self.of(ask)) <= FEW and not self.is_cut

    def are_listed(self, ask: Ask) -> bool:
        """Whether a list to open still serves; else people type a part of the name."""
        return len(self.of(ask)) <= MOST_OPTIONS and not self.is_cut

    def meant(self, ask: Ask, text: str) -> str:
        """The id of what was typed: an id already, or exactly a name; other text stays, for the API to refuse."""
        options = self.of(ask)
        if marked := MARKED.search(text):
            return marked[1]
        if any(option.value == text for option in options):
            return text
        wanted = text.casefold()
        named = [option.value for option in options if option.label.casefold() == wanted]
        named = named or [option.value for option in options if option.label.casefold().startswith(f"{wanted} (")]
        return named[0] if len(named) == 1 else text

    def label(self, ask: Ask, value: str) -> str:
        """The name of what is chosen; what is not on the list is shown as it is."""
        return next((option.label for option in self.of(ask) if option.value == value), value)

    def name(self, field: Field, value: str) -> str:
        return self.label(field.ask, value) if field.ask.to else value


def value_of(one: ReferenceRead, ask: Ask) -> str:
    return f"{one.kind}:{one.id}" if ask.pairs else one.id


async def choices_of(api: Api, noun: Noun, programme: str) -> Choices:
    """In one question to the API; none for a noun that refers to nothing."""
    return await named(api, noun.kinds, programme) if noun.kinds else Choices()


async def named(api: Api, kinds: Sequence[str], programme: str, part: str = "") -> Choices:
    """What can be named of these kinds, with `part` in its name."""
    asked: dict[str, str | int | Sequence[str]] = {"kind": kinds, "programme": programme, "name": part}
    page = await api.get(Page[ReferenceRead], "/references", asked | {"pageSize": 1000})
    return Choices(page.items, is_cut=page.next is not None)


def _label(one: ReferenceRead) -> str:
    return f"{one.name} ({one.detail})" if one.detail else one.name
