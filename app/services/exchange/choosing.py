"""What belongs in the file of a programme: its own things, and of what is shared all that those lean on."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.models.indicator import Indicator
from app.models.measurement import Measurement, MeasurementRevision
from app.models.place import MembershipVersion, Place, PlaceKind
from app.models.programme import Programme
from app.models.source import Source
from app.services.exchange.items import Key, chunks, figures_of, load
from app.services.exchange.references import Reference, references
from app.services.exchange.sections import INDICATORS, MEMBERSHIPS, OWNED, PLACES, Section
from app.services.rows import get_or_refuse

WIDE = (PlaceKind.COUNTRY, PlaceKind.GROUP)


@dataclass
class Chosen:
    """The ids of everything in the file, by section; `named` by the kind of what is named."""

    programme: str
    owned: dict[str, list[Key]] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)
    memberships: list[Key] = field(default_factory=list)

    def of(self, kind: str) -> list[str]:
        return sorted(self.named.get(kind, ()))

    def keys(self, section: Section) -> list[Key]:
        """The keys of a section, in order."""
        if section in OWNED:
            return self.owned[section.name]
        return self.memberships if section is MEMBERSHIPS else [(key,) for key in self.of(section.kind)]

    def add(self, found: Iterable[Reference]) -> None:
        for one in found:
            self.named.setdefault(one.kind, set()).add(one.id)


def choose(session: Session, programme_id: str) -> Chosen:
    """All that belongs in the file of this programme; raises NotFound."""
    get_or_refuse(session, OWNED[0].model, programme_id, "programme")
    chosen = Chosen(programme_id)
    _add_its_own(session, chosen)
    _add_places(session, chosen)
    _add_indicators(session, chosen)
    _add_wide_places(session, chosen)
    _add_what_figures_name(session, chosen)
    _leave_out_what_is_not_there(session, chosen)
    return chosen


def _add_its_own(session: Session, chosen: Chosen) -> None:
    for section in OWNED:
        model: Any = section.model
        owner = getattr(model, section.owner or "")
        found = session.execute(select(model.id).where(owner == chosen.programme)).scalars()
        keys = chosen.owned[section.name] = sorted((key,) for key in found)
        for item in load(session, section, keys):
            chosen.add(references(section, item))


def _add_places(session: Session, chosen: Chosen) -> None:
    """What the places that are named lie in, came after, and are made of."""
    done: set[str] = set()
    while new := sorted(chosen.named.get("place", set()) - done):
        done.update(new)
        for item in load(session, PLACES, [(key,) for key in new]):
            chosen.add(references(PLACES, item))
        parts = sorted(_members(session, new))
        chosen.memberships = sorted({*chosen.memberships, *parts})
        chosen.add(Reference("place", place) for _, place in parts)


def _add_indicators(session: Session, chosen: Chosen) -> None:
    """What is named, measured in the programme's areas or listed in its document; and what those are weighed by."""
    areas = {area for item in load(session, OWNED[0], [(chosen.programme,)]) for area in _areas(item.parts)}
    within = areas | {place for area, place in chosen.memberships if area in areas}
    indicator = col(Measurement.indicator_id)
    for some in chunks(within):
        measured = select(indicator).where(col(Measurement.place_id).in_(some)).distinct()
        chosen.add(Reference("indicator", key) for key in session.execute(measured).scalars())
    documents = select(col(Programme.document)).where(col(Programme.id) == chosen.programme)
    listed = select(col(Indicator.id)).where(col(Indicator.document).in_(documents))
    chosen.add(Reference("indicator", key) for key in session.execute(listed).scalars())
    done: set[str] = set()
    while new := sorted(chosen.named.get("indicator", set()) - done):
        done.update(new)
        for item in load(session, INDICATORS, [(key,) for key in new]):
            chosen.add(references(INDICATORS, item))


def _add_wide_places(session: Session, chosen: Chosen) -> None:
    """The country and the groups that any of the indicators has a figure of: cities are compared with them."""
    place = col(Measurement.place_id)
    for some in chunks(chosen.of("indicator")):
        statement = (
            select(place)
            .join(Place, col(Place.id) == place)
            .where(col(Measurement.indicator_id).in_(some), col(Place.kind).in_(WIDE))
            .distinct()
        )
        chosen.add(Reference("place", key) for key in session.execute(statement).scalars())
    _add_places(session, chosen)


def _add_what_figures_name(session: Session, chosen: Chosen) -> None:
    """Populations, partners, and the sources and documents of all revisions."""
    revision = MeasurementRevision
    told: Any = (Measurement.population_id, revision.partner_id, revision.source, revision.document)
    for where in figures_of(chosen.of("indicator"), chosen.of("place")):
        joined = select(*told).join(Measurement, col(Measurement.id) == col(revision.measurement_id))
        for population, partner, *sources in session.execute(joined.where(*where).distinct()):
            chosen.add([Reference("population", population)])
            chosen.add(Reference("partner", key) for key in [partner] if key)
            chosen.add(Reference("source", key) for key in sources if key)


def _leave_out_what_is_not_there(session: Session, chosen: Chosen) -> None:
    """Names that are no reference: a document that is no source here, a weight that is no indicator."""
    for kind, key in (("source", col(Source.id)), ("indicator", col(Indicator.id))):
        there: set[str] = set()
        for some in chunks(chosen.of(kind)):
            there.update(session.execute(select(key).where(key.in_(some))).scalars())
        chosen.named[kind] = there


def _members(session: Session, areas: Collection[str]) -> Iterator[Key]:
    """What these areas and groups are made of, or ever were."""
    area, place = col(MembershipVersion.area_id), col(MembershipVersion.place_id)
    for some in chunks(areas):
        for row in session.execute(select(area, place).where(area.in_(some)).distinct()):
            yield row.area_id, row.place_id


def _areas(parts: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    return (link["area_id"] for link in parts.get("areas", ()))
