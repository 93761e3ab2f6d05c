"""The versions of one thing, newest first, with what each changed; and making an earlier one hold again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from app.language import gettext as _
from app.language import moment
from app.models.base import Page
from app.web.api import Api
from app.web.entry.choices import Choices
from app.web.entry.fields import Field
from app.web.entry.filled import Filled, filled_of
from app.web.entry.finding import Current
from app.web.entry.noun import Noun
from app.web.entry.sending import Letter, save
from app.web.entry.telling import told

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """One field that a version changed: from what, to what."""

    label: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class Version:
    """One version, when it was recorded and by which role; the first that is known changed nothing."""

    number: int
    recorded: str
    by: str
    reason: str
    turns: list[Turn]


async def versions_of(api: Api, noun: Noun, key: str) -> Sequence[Item]:
    """As the API gives them, newest first."""
    return (await api.get(Page[dict[str, Any]], noun.one(key, "versions"))).items


def as_versions(noun: Noun, found: Sequence[Item], choices: Choices) -> list[Version]:
    """What people read of them."""
    filled = [filled_of(noun.change_fields, _item(noun, one)) for one in found]
    return [
        Version(
            number=one["version"],
            recorded=_moment(one.get("recordedAt")),
            by=str(one.get("recordedBy") or "nobody"),
            reason=one.get("reason") or "",
            turns=[] if before is None else [*_turns(noun, now, before, choices), *_gone(one, older)],
        )
        for one, now, before, older in zip_longest(found, filled, filled[1:], found[1:])
    ]


async def restore(api: Api, noun: Noun, key: str, number: int, reason: str, match: str) -> None:
    """Make a version hold again; of a draft target by a merge patch, because decisions keep its versions."""
    if noun.path != "targets":
        body = {"version": number, **({"reason": reason} if reason else {})}
        await api.send(noun.one(key, "restoration"), body, match=match)
        return
    found = {
        one["version"]: filled_of(noun.change_fields, _item(noun, one)) for one in await versions_of(api, noun, key)
    }
    if number in found:
        await save(api, Letter(noun, key, "", found[number], found[max(found)], match))


def name_of(current: Current) -> str:
    return current.name or str(current.item.get("id", ""))


def _item(noun: Noun, version: Item) -> Item:
    return noun.adapt(version.get("item", version))


def _turns(noun: Noun, now: Filled, before: Filled, choices: Choices) -> list[Turn]:
    return [
        Turn(_(one.ask.label.text), told(one, before, choices), told(one, now, choices))
        for one in noun.change_fields
        if _differs(one, now, before)
    ]


def _differs(one: Field, now: Filled, before: Filled) -> bool:
    return bool((now.get(one.name) or "") != (before.get(one.name) or ""))


def _gone(now: Item, before: Item) -> list[Turn]:
    """Whether it was withdrawn, or brought back."""
    is_gone, was_gone = (bool(one.get("item", {}).get("withdrawn")) for one in (now, before))
    if is_gone == was_gone:
        return []
    words = {True: [_("withdrawn")], False: [_("not withdrawn")]}
    return [Turn(_("Withdrawal"), words[was_gone], words[is_gone])]


def _moment(text: str | None) -> str:
    return moment(datetime.fromisoformat(text)) if text else _("before versions were kept")
