"""The goals and lines of action of a national programme, with the local goals and areas that serve each."""

from app.models.base import Origin, Wire


class Serving(Wire):
    """An alignment: a local goal, or the work in an area, and the programme that says so."""

    id: str
    name: str
    programme: str
    programme_name: str
    goal: str | None
    goal_name: str | None
    place: str | None
    place_name: str | None
    text: str | None
    origin: Origin | None


class ServedNode(Wire):
    """A goal or line of action of a national programme, and what serves it; nothing does where the list is empty."""

    id: str
    name: str
    level_name: str
    programme: str
    programme_name: str
    served_by: list[Serving]


class NationalGoalsRead(Wire):
    """What the goals and areas of a programme serve; of a national programme itself: what serves it, from anywhere."""

    programme: str
    nodes: list[ServedNode]
