"""What is sent about programmes and the nodes of their trees: new ones, and changes."""

from pydantic import Field as WireField

from app.models.base import Day, Id, Incoming
from app.models.tag import Tagging


class LevelCreate(Incoming):
    """A level in the programme's own word; `id` is made of it when it is not given, and stays when the word changes."""

    id: Id | None = None
    name: str = WireField(min_length=1, max_length=100)
    kind: str = WireField(min_length=1, max_length=40)


class PartyCreate(Incoming):
    """An organisation in a programme: a signatory, or taking part without having signed."""

    partner: Id
    role: str = WireField(default="signatory", min_length=1, max_length=60)


class AreaOutsideCreate(Incoming):
    """An area that a party added with its own means, outside the agreement."""

    area: Id
    text: str | None = WireField(default=None, max_length=4000)


class ProgrammeChange(Incoming):
    """A merge patch: what is not sent stays, and lists that are sent replace what was there.

    With `asksAcceptance` figures that partners give count only once staff has accepted them. It holds for what comes in
    from then on: what was accepted stays accepted, and what waits goes on waiting.
    """

    name: str = WireField(default="", min_length=1, max_length=200)
    starts: Day | None = None
    ends: Day | None = None
    levels: list[LevelCreate] = WireField(default_factory=list, min_length=1, max_length=12)
    areas: list[Id] = WireField(default_factory=list, max_length=200)
    areas_outside: list[AreaOutsideCreate] = WireField(default_factory=list, max_length=50)
    partners: list[PartyCreate] = WireField(default_factory=list, max_length=400)
    municipality: str | None = WireField(default=None, max_length=120)
    baseline_rule: str | None = WireField(default=None, max_length=2000)
    summary: str | None = WireField(default=None, max_length=4000)
    asks_acceptance: bool = False


class ProgrammeCreate(ProgrammeChange):
    """A new programme: a draft, with its own words for the levels of its tree."""

    id: Id | None = None
    name: str = WireField(min_length=1, max_length=200)
    levels: list[LevelCreate] = WireField(min_length=1, max_length=12)
    fictitious: bool = False


class NodeCreate(Tagging):
    id: Id | None = None
    parent: str | None = WireField(default=None, max_length=120)
    level: str = WireField(min_length=1, max_length=100)
    name: str = WireField(min_length=1, max_length=400)
    description: str | None = WireField(default=None, max_length=8000)
    position: int = WireField(default=0, ge=0, le=100000)


class NodeChange(Tagging):
    """A merge patch: what is not sent stays. With another parent or level it moves, and all that is under it too."""

    parent: str | None = WireField(default=None, max_length=120)
    level: str = WireField(default="", min_length=1, max_length=100)
    name: str = WireField(default="", min_length=1, max_length=400)
    description: str | None = WireField(default=None, max_length=8000)
    position: int = WireField(default=0, ge=0, le=100000)
