"""Loading what partners do, and what programmes keep besides goals and figures: once, and never in anybody's way."""

from typing import Any

from app.models.base import Table
from app.models.intervention import (
    Intervention,
    InterventionGoal,
    InterventionPartner,
    InterventionPlace,
    InterventionVersion,
)
from app.models.programme import ProgrammeArea
from app.services.references import id_of
from app.services.registers import recording
from app.services.registers.register import Register
from seed.seeding import Seeding
from seed.shapes import REGISTERS, Facts, InterventionFact, RegisterFact


def load_interventions(seeding: Seeding, held: Facts) -> None:
    """What partners do, with where, for which goals, and as what."""
    for fact in held.interventions:
        new = seeding.put("intervention", _intervention(seeding, held, fact), InterventionVersion)
        links = list(_links(fact))
        if new:
            seeding.put_parts("intervention-link", links, of_new=True)
        else:  # what people made of them since stays
            seeding.report.kept["intervention-link"] += len(links)


def load_registers(seeding: Seeding, held: Facts) -> None:
    """The rows of every register, unless their key is taken."""
    for name, register in REGISTERS.items():
        for fact in held.registers.get(name, ()):
            _load_row(seeding, register, fact)


def load_outside(seeding: Seeding, held: Facts) -> None:
    """The areas that a party added with its own means."""
    if held.programme is None:
        return
    for fact in held.programme.outside:
        row = ProgrammeArea(
            programme_id=held.programme.id,
            area_id=fact.area,
            outside_agreement=True,
            text=fact.text,
            **seeding.origin(fact.line),
        )
        seeding.put("programme-area", row)


def _load_row(seeding: Seeding, register: Register, fact: RegisterFact) -> None:
    if seeding.is_there(register.current, id_of(fact.new.id, fact.new.name, fact.new.programme)):
        seeding.report.kept[register.kind] += 1
        return
    recording.create(seeding.writing, register, fact.new, document=seeding.document, line=fact.line)
    seeding.report.created[register.kind] += 1


def _intervention(seeding: Seeding, held: Facts, fact: InterventionFact) -> Intervention:
    programme = held.programme.id if held.programme else None
    listed: dict[str, Any] = {
        "life_course": list(fact.life_course) or None,
        "social_basis": list(fact.social_basis) or None,
    }
    return Intervention(
        **fact.model_dump(include=Intervention.model_fields.keys() - {"line", *listed}),
        **listed,
        programme_id=fact.programme or programme,
        **seeding.known,
        **seeding.origin(fact.line),
    )


def _links(fact: InterventionFact) -> list[Table]:
    return [
        *(InterventionPlace(intervention_id=fact.id, place_id=place) for place in fact.places),
        *(InterventionGoal(intervention_id=fact.id, goal_id=goal) for goal in fact.goals),
        *(InterventionPartner(intervention_id=fact.id, partner_id=one.partner, role=one.role) for one in fact.partners),
    ]
