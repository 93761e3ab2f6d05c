"""References: what can be named where somebody fills in a form or a file, with the name that people know it by."""

from enum import StrEnum

from pydantic import Field as WireField

from app.models.base import Asked, Wire


class ReferenceKind(StrEnum):
    """What is referred to. A `place` is one of any kind; a `national-goal` is one of a programme of no municipality."""

    AREA = "area"
    BODY = "body"
    DECISION = "decision"
    GOAL = "goal"
    INDICATOR = "indicator"
    INTERVENTION = "intervention"
    LEVEL = "level"
    MEETING = "meeting"
    MUNICIPALITY = "municipality"
    NATIONAL_GOAL = "national-goal"
    NEIGHBOURHOOD = "neighbourhood"
    PARTNER = "partner"
    PLACE = "place"
    POPULATION = "population"
    PROGRAMME = "programme"
    SOURCE = "source"
    TARGET = "target"


class ReferenceRead(Wire):
    """Something that can be named; `detail` tells it apart from its namesakes: a municipality, a level, a day."""

    kind: ReferenceKind
    id: str
    name: str
    detail: str | None


class ReferenceFilter(Asked):
    """Of which kinds, for which programmes; `name` is a part of the name. Without `kind` nothing is given."""

    kind: list[ReferenceKind] = WireField(default_factory=list)
    programme: list[str] = WireField(default_factory=list)
    name: str | None = WireField(default=None, max_length=200)
