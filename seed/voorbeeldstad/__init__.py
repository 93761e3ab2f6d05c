"""Voorbeeldstad: a town that does not exist, with everything that the platform can show, and no fact in it."""

from datetime import datetime

from sqlmodel import Session

from app.models.access import SYSTEM
from app.services import removal
from app.services.access.writing import Writing
from app.services.removal import Removed
from seed.seeding import Report
from seed.voorbeeldstad import deliveries, facts, figures, loading, registers
from seed.voorbeeldstad.loading import Founding

__all__ = ["facts", "load", "remove"]


def load(session: Session, report: Report, stored_at: datetime) -> None:
    """Add what is missing of the town, in the caller's transaction."""
    founding = Founding(facts.town(), Writing(session, SYSTEM, stored_at), report)
    loading.load_places(founding)
    loading.load_programme(founding)
    figures.load_measurements(founding)
    figures.load_targets(founding)
    registers.load_national(founding)
    registers.load_registers(founding)
    registers.load_target_decisions(founding)
    deliveries.load_deliveries(founding)


def remove(writing: Writing) -> Removed:
    """Take it away, with all that people entered about it."""
    town = facts.town()
    groups = [str(population.id) for population in town.populations]
    if removal.was_seeded_with(writing.session, "population", loading.EVERYBODY, town.source.id):
        groups.append(loading.EVERYBODY)
    roots = {
        "place": [str(place.id) for place in town.places],
        "indicator": [str(indicator.id) for indicator in town.indicators],
        "partner": [str(partner.id) for partner in town.partners],
        "programme": [str(town.programme.id), str(town.national.sent.id)],
        "population": groups,
        "source": [town.source.id],
    }
    return removal.remove(writing, str(town.programme.id), roots)
