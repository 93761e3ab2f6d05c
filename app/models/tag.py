"""Tags on goals and interventions: for whom along the life course, on which basis, at what scale, how soon."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic import Field as WireField

from app.models.base import Asked, Incoming, Wire


class LifeCourse(StrEnum):
    """From before birth to old age."""

    BEFORE_BIRTH = "before-birth"
    BABY_AND_TODDLER = "baby-and-toddler"
    CHILD = "child"
    TEENAGER = "teenager"
    YOUNG_ADULT = "young-adult"
    ADULT = "adult"
    OLDER = "older"


class SocialBasis(StrEnum):
    """What people lean on: themselves and those near them, each other, or organisations."""

    PERSONAL = "personal"
    COMMUNITY = "community"
    INSTITUTIONAL = "institutional"


class ScaleLevel(StrEnum):
    """How large the piece of the city is that something works on."""

    BLOCK = "block"
    STREET = "street"
    NEIGHBOURHOOD = "neighbourhood"
    DISTRICT = "district"
    FOCUS_AREA = "focus-area"
    CITY = "city"


class Horizon(StrEnum):
    """Quick: residents see it soon. Structural: it takes away causes, which takes years."""

    QUICK = "quick"
    STRUCTURAL = "structural"


def _each_once(given: list[Any]) -> list[Any]:
    return list(dict.fromkeys(given))


def _none_is_empty(given: Any) -> Any:
    return [] if given is None else given


Stages = Annotated[list[Annotated[LifeCourse, WireField(strict=False)]], AfterValidator(_each_once)]
Bases = Annotated[list[Annotated[SocialBasis, WireField(strict=False)]], AfterValidator(_each_once)]


class Tagged(Wire):
    """The tags as they go out; what was never tagged has empty lists and null."""

    life_course: Annotated[list[LifeCourse], BeforeValidator(_none_is_empty)]
    social_basis: Annotated[list[SocialBasis], BeforeValidator(_none_is_empty)]
    scale: ScaleLevel | None
    horizon: Horizon | None


class Tagging(Incoming):
    """The tags as they are sent, with a new row or in a merge patch."""

    life_course: Stages = WireField(default_factory=list, max_length=len(LifeCourse) * 2)
    social_basis: Bases = WireField(default_factory=list, max_length=len(SocialBasis) * 2)
    scale: ScaleLevel | None = WireField(default=None, strict=False)
    horizon: Horizon | None = WireField(default=None, strict=False)


class TagFilter(Asked):
    """What may be asked of tags; of a tag that has several values, one of those that are asked for is enough."""

    life_course: list[LifeCourse] = WireField(default_factory=list)
    social_basis: list[SocialBasis] = WireField(default_factory=list)
    scale: list[ScaleLevel] = WireField(default_factory=list)
    horizon: list[Horizon] = WireField(default_factory=list)
