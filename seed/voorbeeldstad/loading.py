"""Loading the made-up town through the verbs that people use. Running it again changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from app.models.base import Table
from app.models.indicator import Indicator, Population
from app.models.intervention import Intervention
from app.models.partner import Partner
from app.models.place import MembershipVersion, Place
from app.models.programme import Node, Programme, ProgrammePartner, ProgrammeState, ProgrammeVersion
from app.models.source import Source
from app.services import indicators, interventions, partners, populations
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.places import areas, composition
from app.services.places import recording as places
from app.services.programmes import recording as programmes
from seed.seeding import Report, Seeding
from seed.voorbeeldstad.shapes import Town

EVERYBODY = "all"


@dataclass
class Founding:
    """The town on its way in: every verb is done on the day on which what it says was known."""

    town: Town
    writing: Writing
    report: Report

    def on(self, day: date | None, partner: str | None = None) -> Writing:
        """The writing of that day, or of the day on which the town itself was known; in the name of a partner."""
        moment = datetime.combine(day or self.town.known, time(), UTC)
        actor = replace(self.writing.actor, partner=partner)
        return replace(self.writing, now=moment, stored_at=self.writing.stored_at, actor=actor)

    @property
    def seeding(self) -> Seeding:
        """For rows that have no verb."""
        return Seeding(self.on(None), self.town.source.id, self.report)

    def once(self, kind: str, model: type[Table], key: Any, make: Callable[[], object]) -> bool:
        """Do it unless its key is taken; says whether it was done."""
        if self.writing.session.get(model, key) is not None:
            self.report.kept[kind] += 1
            return False
        make()
        self.report.created[kind] += 1
        return True


def load_places(founding: Founding) -> None:
    """The municipality, its area and neighbourhoods, and which of them make the area."""
    town, writing = founding.town, founding.on(None)
    founding.seeding.put("population", Population(id=EVERYBODY, name="Iedereen"))
    source = Source(id=town.source.id, name=town.source.name, kind="fictitious")
    founding.seeding.put("source", source)
    _create(founding, "population", Population, populations.create, town.populations)
    there = founding.writing.session.get(Place, town.profile.area) is not None
    _create(founding, "place", Place, places.create, town.places)
    if not there:
        areas.change(writing, town.profile.area, town.profile.sent)
    _load_parts(founding)


def load_programme(founding: Founding) -> None:
    """The partners, what is counted, the programme with its tree, and what is done."""
    town = founding.town
    _create(founding, "partner", Partner, partners.create, town.partners)
    _create(founding, "indicator", Indicator, indicators.create, town.indicators)
    founding.once("programme", Programme, town.programme.id, partial(_adopt, founding))
    programme = str(town.programme.id)
    for one in town.signatories:
        row = ProgrammePartner(programme_id=programme, partner_id=one.partner, role=one.role)
        founding.seeding.put("programme-partner", row)
    for position, node in enumerate(town.nodes):
        placed = node.model_copy(update={"position": position})
        founding.once("node", Node, node.id, partial(programmes.add_node, founding.on(None), programme, placed))
    _create(founding, "intervention", Intervention, interventions.create, town.interventions)


def _create(
    founding: Founding, kind: str, model: type[Table], verb: Callable[[Writing, Any], object], entries: Sequence[Any]
) -> None:
    for entry in entries:
        founding.once(kind, model, entry.id, partial(verb, founding.on(None), entry))


def _load_parts(founding: Founding) -> None:
    """A neighbourhood in the area, unless it was ever in it: what people took out stays out."""
    versions: dict[tuple[str, str], int] = {}
    for part in founding.town.parts:
        pair = (part.area, part.sent.neighbourhood)
        versions[pair] = versions.get(pair, 0) + 1
        key = {"area_id": pair[0], "place_id": pair[1], "version": versions[pair]}
        include = partial(composition.include, founding.on(part.known), part.area, part.sent)
        founding.once("membership", MembershipVersion, key, include)


def _adopt(founding: Founding) -> None:
    """Made as a draft, and adopted later."""
    row = programmes.create(founding.on(None), founding.town.programme)
    writing = founding.on(founding.town.adopted)
    row.state = ProgrammeState.ADOPTED
    next_version(writing, row)
    keep(writing, row, ProgrammeVersion, "Vastgesteld (verzonnen)")
    writing.note("adopt", "programme", row.id, {})
