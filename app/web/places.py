"""Places on the pages: the address of each, and the lists to choose one from."""

from collections.abc import Sequence
from urllib.parse import quote

from app.language import gettext as _
from app.models.place import PlaceKind, PlaceRead
from app.web.sorting import by_name, in_order

ROOM = {PlaceKind.AREA: "/gebieden/", PlaceKind.NEIGHBOURHOOD: "/buurten/"}
HEADINGS = {
    PlaceKind.AREA: "Areas",
    PlaceKind.MUNICIPALITY: "Municipalities",
    PlaceKind.COUNTRY: "Country and groups",
    PlaceKind.GROUP: "Country and groups",
}
Options = list[tuple[str, str]]


def page_of(place: PlaceRead) -> str:
    """The page of a place; those without one of their own have the list of their figures."""
    identity = quote(place.id, safe="")
    return ROOM[place.kind] + identity if place.kind in ROOM else f"/metingen?place={identity}"


def pages_of(places: Sequence[PlaceRead]) -> dict[str, str]:
    """The address of each place by its id."""
    return {place.id: page_of(place) for place in places}


def grouped(places: Sequence[PlaceRead]) -> list[tuple[str, Options]]:
    """Options under headings: the areas, the neighbourhoods of each municipality, and what they are compared with."""
    groups: dict[str, Options] = {}
    for place in by_name(places):
        groups.setdefault(_heading(place), []).append((place.id, place.name))
    first, last = _(HEADINGS[PlaceKind.AREA]), [_(HEADINGS[kind]) for kind in (*HEADINGS,)[1:]]
    return sorted(groups.items(), key=lambda group: (group[0] != first, group[0] in last, in_order(group[0])))


def _heading(place: PlaceRead) -> str:
    if place.kind in HEADINGS:
        return _(HEADINGS[place.kind])
    return place.municipality.name if place.municipality else _("Other neighbourhoods")
