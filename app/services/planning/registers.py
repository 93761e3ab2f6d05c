"""The registers of planning: what they refer to, and what is refused."""

from collections.abc import Iterator
from typing import Any

from app.errors import FieldError, say
from app.models.planning import (
    Alignment,
    AlignmentCreate,
    AlignmentFilter,
    AlignmentRead,
    AlignmentVersion,
    Norm,
    NormCreate,
    NormFilter,
    NormRead,
    NormVersion,
    Plan,
    PlanCreate,
    PlanFilter,
    PlanKind,
    PlanRead,
    PlanVersion,
    Standing,
)
from app.models.programme_text import (
    IndicatorSet,
    IndicatorSetCreate,
    IndicatorSetFilter,
    IndicatorSetRead,
    IndicatorSetVersion,
    ProgrammeText,
    ProgrammeTextCreate,
    ProgrammeTextFilter,
    ProgrammeTextRead,
    ProgrammeTextVersion,
)
from app.services.access.writing import Writing
from app.services.planning.adopting import decided_wrongly, settled_but_for, verbs
from app.services.planning.coverage import coverage_of
from app.services.planning.norms import kept_by
from app.services.planning.serving import served
from app.services.registers.register import Register


def _wrong_with_plan(writing: Writing, row: Any) -> Iterator[FieldError]:
    if row.kind == PlanKind.NEIGHBOURHOOD_PLAN and row.place is None:
        yield FieldError("place", "place-required", say("A plan for a neighbourhood names its place."))
    yield from _wrong_with_standing(writing, row)


def _wrong_with_standing(writing: Writing, row: Any) -> Iterator[FieldError]:
    yield from decided_wrongly(writing, row)
    if row.adopted_on is not None and row.state == Standing.DRAFT:
        remedy = say("A draft has no day of adoption. Set the state to adopted, or leave the day out.")
        yield FieldError("adoptedOn", "not-adopted", remedy, row.adopted_on.isoformat())


def _wrong_with_norm(writing: Writing, row: Any) -> Iterator[FieldError]:
    if row.value is None and row.text is None:
        yield FieldError("value", "value-or-text-required", say("Give the value of the norm, or say it in words."))


def _wrong_with_alignment(writing: Writing, row: Any) -> Iterator[FieldError]:
    if row.goal is None and row.place is None:
        yield FieldError("goal", "goal-or-place-required", say("Name the local goal or the area that serves this."))


PLANS = Register(
    noun="plan",
    path="plans",
    current=Plan,
    versions=PlanVersion,
    create=PlanCreate,
    read=PlanRead,
    asked=PlanFilter,
    refers={"place": "place", "decision": "decision", "goals": "goal", "interventions": "intervention"},
    complete=coverage_of,
    check=_wrong_with_plan,
    alter=settled_but_for("steps", "order"),
    verbs=verbs,
)
TEXTS = Register(
    noun="text",
    path="texts",
    current=ProgrammeText,
    versions=ProgrammeTextVersion,
    create=ProgrammeTextCreate,
    read=ProgrammeTextRead,
    asked=ProgrammeTextFilter,
    refers={"decision": "decision", "goals": "goal", "interventions": "intervention"},
    check=_wrong_with_standing,
    alter=settled_but_for(),
    verbs=verbs,
)
INDICATOR_SETS = Register(
    noun="indicator set",
    path="indicator-sets",
    current=IndicatorSet,
    versions=IndicatorSetVersion,
    create=IndicatorSetCreate,
    read=IndicatorSetRead,
    asked=IndicatorSetFilter,
    refers={"indicators": "indicator", "body": "body", "decision": "decision"},
    check=_wrong_with_standing,
    alter=settled_but_for(),
    verbs=verbs,
)
NORMS = Register(
    noun="norm",
    path="norms",
    current=Norm,
    versions=NormVersion,
    create=NormCreate,
    read=NormRead,
    asked=NormFilter,
    refers={"goal": "goal", "place": "place", "indicator": "indicator"},
    complete=kept_by,
    check=_wrong_with_norm,
)
ALIGNMENTS = Register(
    noun="alignment",
    path="alignments",
    current=Alignment,
    versions=AlignmentVersion,
    create=AlignmentCreate,
    read=AlignmentRead,
    asked=AlignmentFilter,
    refers={"goal": "goal", "place": "place", "serves": "goal"},
    complete=served,
    check=_wrong_with_alignment,
)
