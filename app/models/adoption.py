"""Adoption: a plan, text or set of indicators is a draft until a body adopts it; then only a decision changes it."""

from typing import Generic, TypeVar

from pydantic import Field as WireField

from app.models.base import Day, Id, Incoming
from app.models.decision import ConsentCreate

Patch = TypeVar("Patch", bound=Incoming)


class Adopting(Incoming):
    """By which decision, and on which day. Without a `decision` of the log, the `body` that took it now: then the log
    gets one, by the name given or else that of what is adopted.
    """

    decision: Id | None = None
    body: Id | None = None
    name: str | None = WireField(default=None, min_length=1, max_length=400)
    date: Day
    reason: str | None = WireField(default=None, max_length=4000)
    consent: list[ConsentCreate] = WireField(default_factory=list, max_length=100)


class Amending(Adopting, Generic[Patch]):
    """A change of what was adopted, with the decision that it comes from; `change` is a merge patch of the item."""

    change: Patch
    reason: str = WireField(min_length=1, max_length=4000)
