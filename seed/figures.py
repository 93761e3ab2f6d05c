"""Loading figures: measurements as they are printed, and targets as they were agreed."""

from typing import Any

from app.models.base import Origin
from app.models.measurement import MeasurementCreate
from app.models.target import Decided, Target, TargetCreate
from app.models.terms import State, TargetState
from app.services.measurements import recording as measurements
from app.services.measurements.catalogue import Catalogue, current, look_up
from app.services.targets import recording as targets
from seed import facts
from seed.seeding import Seeding
from seed.shapes import AbsenceFact, Facts, MeasurementFact, TargetFact


def load_measurements(seeding: Seeding, held: Facts) -> None:
    """What is printed, also that a figure is not there, unless something is known at that key already."""
    found: list[MeasurementFact | AbsenceFact] = [*facts.measurements_of(held), *held.absences]
    keys = [(fact.indicator, fact.place, fact.period, fact.population) for fact in found]
    sent = [_measured(seeding, one) if isinstance(one, MeasurementFact) else _absent(seeding, one) for one in found]
    there = current(seeding.writing.session, keys)
    named = look_up(seeding.writing.session, sent)
    for key, fact, new in zip(keys, found, sent, strict=True):
        if key in there:
            seeding.report.kept["measurement"] += 1
        else:
            _record(seeding, fact, new, named)


def load_targets(seeding: Seeding, held: Facts) -> None:
    """What was agreed: drafted, and adopted by the decision that the document is."""
    for fact in facts.targets_of(held):
        if seeding.is_there(Target, fact.id):
            seeding.report.kept["target"] += 1
        else:
            _agree(seeding, held, fact)


def _measured(seeding: Seeding, fact: MeasurementFact) -> MeasurementCreate:
    """The figure as the API would be sent it."""
    sent = {
        "indicator": fact.indicator,
        "place": fact.place,
        "period": fact.period,
        "population": fact.population,
        "value": fact.value,
        "state": fact.state.value,
        "source": seeding.document,
        "note": fact.note,
        "reason": fact.note if fact.state is State.DOUBTFUL else None,
    }
    return MeasurementCreate.model_validate(sent)


def _absent(seeding: Seeding, fact: AbsenceFact) -> MeasurementCreate:
    """Its absence as the API would be sent it."""
    sent = {**fact.model_dump(mode="json", exclude={"line"}), "state": "final", "source": seeding.document}
    return MeasurementCreate.model_validate(sent)


def _record(seeding: Seeding, fact: MeasurementFact | AbsenceFact, new: MeasurementCreate, named: Catalogue) -> None:
    origin = Origin(document=seeding.document, line=fact.line)
    measurements.record(seeding.writing, new, measurements.Provenance(origin=origin, published=True), named)
    seeding.report.created["measurement"] += 1


def _agree(seeding: Seeding, held: Facts, fact: TargetFact) -> None:
    origin = Origin(document=seeding.document, line=fact.line)
    targets.create(seeding.writing, TargetCreate.model_validate(_sent(fact)), origin)
    if fact.state is TargetState.ADOPTED:
        name = held.programme.name if held.programme else held.document
        decided = Decided.model_validate({"reason": f"Vastgesteld: {name}", "date": seeding.writing.now.date()})
        targets.adopt(seeding.writing, fact.id, decided)
    seeding.report.created["target"] += 1


def _sent(fact: TargetFact) -> dict[str, Any]:
    """The target as the API would be sent it."""
    points: list[dict[str, Any]] = [{"year": year, "value": value} for year, value in fact.values.items()]
    points += [{"year": year, "change": change} for year, change in fact.changes.items()]
    return {
        "id": fact.id,
        "goal": fact.goal,
        "indicator": fact.indicator,
        "population": fact.population,
        "place": fact.place,
        "everyNeighbourhoodOf": fact.every_neighbourhood_of,
        "rule": fact.rule,
        "bound": fact.bound,
        "direction": fact.direction,
        "baselinePeriod": fact.baseline_period,
        "checkpoints": sorted(points, key=lambda point: int(point["year"])),
        "reference": fact.reference,
        "endYear": fact.end_year,
        "patienceUntil": fact.patience_until,
        "condition": fact.condition,
        "steps": [{"name": step.name, "due": step.due} for step in fact.steps],
        "note": fact.note,
    }
