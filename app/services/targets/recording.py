"""Making and changing targets. A draft changes freely; an adopted target changes by a decision with its reason."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import Conflict, FieldError, Invalid, say
from app.models.base import Origin
from app.models.indicator import Indicator, Population
from app.models.period import Period, today
from app.models.place import Place, PlaceKind
from app.models.programme import Node
from app.models.progress import Judgement, JudgementCreate
from app.models.target import Decided, Evidence, Target, TargetBase, TargetChange, TargetCreate, TargetVersion
from app.models.target_decision import DecisionKind
from app.models.terms import Direction, Rule, TargetState
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.progress.answers import LIVE
from app.services.progress.engine import default_bound
from app.services.progress.loading import about, aim_of, load, scale_of
from app.services.references import settled_by_the_key
from app.services.rows import hold
from app.services.targets.checks import problems_of, words_in_both, words_of, words_of_evidence
from app.services.targets.deciding import hindrances, note_decision, words_of_decision

PLAIN = frozenset(TargetChange.model_fields)
ONLY_AT_FIRST = frozenset({"rule", "direction"})
VERBS = {
    DecisionKind.ADOPTION: "adopt",
    DecisionKind.AMENDMENT: "amend",
    DecisionKind.REBASING: "rebase",
    DecisionKind.WITHDRAWAL: "withdraw",
}
OF_THE_PATH = frozenset({"indicator", "baselinePeriod", "checkpoints", "reference"})


def create(writing: Writing, new: TargetCreate, origin: Origin | None = None) -> Target:
    """A new draft; `origin` is where a loader read it.

    Raises Invalid with all errors at once, Forbidden outside the scope, Conflict for a taken id.
    """
    row = _draft(writing, new, origin, sketch(writing, new))
    with settled_by_the_key(writing, "target", Target, row.id):
        keep(writing, row, TargetVersion)
    writing.note("create", "target", row.id, {})
    return row


def sketch(writing: Writing, new: TargetCreate) -> TargetBase:
    """A new draft that is not stored; raises Invalid with all errors at once, and Forbidden outside the scope."""
    named, errors = _look_up(writing.session, new)
    place = named["place"] or named["everyNeighbourhoodOf"]
    if place is not None:
        writing.require_place(place.id)
    errors.extend(words_of(new))
    if any(error.field.split(".")[0] in OF_THE_PATH for error in errors):
        raise Invalid(errors)
    drawn = _drawn(new, named["goal"])
    errors.extend(untraceable(writing, drawn))
    if errors:
        raise Invalid(errors)
    return drawn


def writable(writing: Writing, target_id: str) -> Target:
    """The target, for who may change it, held until that is done; raises NotFound, and Forbidden outside the scope."""
    row = hold(writing.session, Target, target_id, "target")
    writing.require_place(about(row))
    return row


def change(writing: Writing, target_id: str, patch: TargetChange) -> Target:
    """Change a draft; raises Conflict for what was agreed, and Invalid with all errors at once."""
    row = writable(writing, target_id)
    if row.state != TargetState.DRAFT:
        raise Conflict(say("This target was adopted. It changes by a decision only."))
    errors = list(words_in_both(patch, Rule(row.rule)))
    if not errors:
        apply(row, patch, patch.model_fields_set)
        errors = untraceable(writing, row)
    if errors:
        raise Invalid(errors)
    return _kept(writing, row, "change", None)


def apply(row: TargetBase, patch: TargetChange, names: set[str]) -> None:
    """Put these fields of a patch into the row; a bound that is taken away is the default again.

    A checkpoint that stays as it was keeps its mark: what was reached before a new baseline is none of the path.
    """
    marks = {point_of(point): point["mark"] for point in row.checkpoints if point.get("mark")}
    for name, value in columns_of(patch, names).items():
        setattr(row, name, value)
    marked = ((point, marks.get(point_of(point))) for point in row.checkpoints)
    row.checkpoints = [point | {"mark": mark} if mark else point for point, mark in marked]
    row.bound = row.bound or default_bound(Rule(row.rule), Direction(row.direction))


def adopt(writing: Writing, target_id: str, decided: Decided) -> Target:
    """Make a draft binding; raises Conflict for anything but a draft."""
    row = writable(writing, target_id)
    if row.state != TargetState.DRAFT:
        raise Conflict(say("Only a draft can be adopted."))
    may_be_decided(writing, row, DecisionKind.ADOPTION, decided)
    row.state = TargetState.ADOPTED
    return decide(writing, row, DecisionKind.ADOPTION, decided)


def withdraw(writing: Writing, target_id: str, decided: Decided) -> Target:
    """Withdraw a target, with the reason; it stays readable. What was agreed is not withdrawn against a party."""
    row = writable(writing, target_id)
    if row.state == TargetState.WITHDRAWN:
        raise Conflict(say("This target was withdrawn before."))
    may_be_decided(writing, row, DecisionKind.WITHDRAWAL, decided)
    row.state = TargetState.WITHDRAWN
    return decide(writing, row, DecisionKind.WITHDRAWAL, decided)


def may_be_decided(writing: Writing, row: TargetBase, kind: DecisionKind, decided: Decided) -> None:
    """Raises Invalid for a decision that names what is not there, or that a party has not agreed to."""
    errors = list(words_of_decision(writing, row, decided))
    if row.state == TargetState.ADOPTED:
        errors.extend(hindrances(writing.session, row, kind, decided))
    if errors:
        raise Invalid(errors)


def decide(writing: Writing, row: Target, kind: DecisionKind, decided: Decided) -> Target:
    """Keep the changed row as its next version, with the decision that it came from."""
    _kept(writing, row, VERBS[kind], decided)
    note_decision(writing, row, kind, decided)
    return row


def evidence(writing: Writing, target_id: str, fact: Evidence) -> Target:
    """Note what became a fact, with its evidence: nothing that was agreed changes by it. Raises Conflict, Invalid."""
    row = writable(writing, target_id)
    if row.state not in LIVE:
        raise Conflict(say("This target was withdrawn before."))
    if errors := list(words_of_evidence(fact, row, today(writing.now))):
        raise Invalid(errors)
    if fact.condition_met is not None:
        row.condition_met = fact.condition_met
    if fact.step is not None and fact.done is not None:
        told = {"done": fact.done.isoformat(), "evidence": fact.evidence}
        row.steps = [step | told if number == fact.step else step for number, step in enumerate(row.steps, 1)]
    next_version(writing, row)
    keep(writing, row, TargetVersion, fact.evidence)
    writing.note("evidence", "target", row.id, fact.model_dump(mode="json", exclude_none=True))
    return row


def judge(writing: Writing, target_id: str, new: JudgementCreate) -> Target:
    """Set a judgement beside the computed status.

    Raises Invalid when the place is not one of the target's, and Conflict when the target does not count any more.
    """
    row = writable(writing, target_id)
    if row.state not in LIVE:
        raise Conflict(say("This target was withdrawn before."))
    place = new.place or row.place_id
    if place is None or place not in {case.place for case in load(writing.sight, [row])}:
        remedy = say("Say in “place” which neighbourhood you judge.")
        raise Invalid([FieldError("place", "unknown-place", remedy, new.place)])
    role = str(writing.actor.role)
    judgement = Judgement(
        target_id=row.id,
        place_id=place,
        status=new.status,
        reason=new.reason,
        evidence=new.evidence,
        role=role,
        recorded_at=writing.now,
    )
    writing.session.add(judgement)
    writing.note("judge", "target", row.id, {"place": place, "status": new.status})
    writing.session.flush()
    return row


def _draft(writing: Writing, new: TargetCreate, origin: Origin | None, drawn: TargetBase) -> Target:
    place = new.place or new.every_neighbourhood_of
    said = drawn.model_dump(exclude={"id", "recorded_at", "recorded_by"})
    return Target(
        id=new.id or _free_id(writing, f"{place}-{new.indicator or new.goal}"),
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
        **said | {"document": origin.document if origin else None, "line": origin.line if origin else None},
    )


def _drawn(new: TargetCreate, goal: Node | None) -> TargetBase:
    """What was sent, as columns; it may name what is not there."""
    bound = new.bound or default_bound(new.rule, new.direction)
    return TargetBase.model_construct(
        id=new.id or "",
        programme_id=goal.programme_id if goal else "",
        goal_id=new.goal,
        indicator_id=new.indicator,
        population_id=new.population,
        place_id=new.place,
        every_neighbourhood_of=new.every_neighbourhood_of,
        reference_id=new.reference,
        state=TargetState.DRAFT,
        **columns_of(new, PLAIN | ONLY_AT_FIRST) | {"bound": bound},
    )


def _kept(writing: Writing, row: Target, action: str, decided: Decided | None) -> Target:
    next_version(writing, row)
    keep(writing, row, TargetVersion, decided.reason if decided else None)
    writing.note(action, "target", row.id, decided.model_dump(mode="json", exclude_unset=True) if decided else {})
    return row


def columns_of(sent: TargetCreate | TargetChange, names: frozenset[str] | set[str]) -> dict[str, Any]:
    """The columns of these names, with exact numbers and days as text, and the period in its one spelling."""
    plain = {name: getattr(sent, name) for name in names}
    if "checkpoints" in plain:
        plain["checkpoints"] = [_stored(point.model_dump(exclude_none=True)) for point in sent.checkpoints]
    if "steps" in plain:
        plain["steps"] = [step.model_dump(mode="json", exclude_none=True) for step in sent.steps]
    if plain.get("baseline_period") is not None:
        plain["baseline_period"] = Period.parse(plain["baseline_period"]).text
    return plain


def point_of(point: dict[str, Any]) -> tuple[Any, ...]:
    exact = (point.get("value"), point.get("change"))
    return point["year"], *(None if text is None else Decimal(text) for text in exact)


def _stored(point: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name == "year" else format(value, "f") for name, value in point.items()}


def _free_id(writing: Writing, wanted: str) -> str:
    """Readable and permanent: the place and what is counted there; numbered where it is taken."""
    base = wanted[:90].rstrip("-")
    like_it = select(col(Target.id)).where(col(Target.id).startswith(base, autoescape=True))
    taken = set(writing.session.execute(like_it).scalars())
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)


def _look_up(session: Session, new: TargetCreate) -> tuple[dict[str, Any], list[FieldError]]:
    """The rows that a new target names, by field; and an error for each that is not there."""
    named: tuple[tuple[str, str, type[Any], str | None], ...] = (
        ("goal", "unknown-goal", Node, new.goal),
        ("indicator", "unknown-indicator", Indicator, new.indicator),
        ("population", "unknown-population", Population, new.population),
        ("place", "unknown-place", Place, new.place),
        ("everyNeighbourhoodOf", "unknown-place", Place, new.every_neighbourhood_of),
        ("reference", "unknown-place", Place, new.reference),
    )
    found = {field: None if key is None else session.get(model, key) for field, _, model, key in named}
    errors = [
        FieldError(field, code, say("There is no “{id}” here.", id=key), key)
        for field, code, _, key in named
        if key is not None and found[field] is None
    ]
    area = found["everyNeighbourhoodOf"]
    if area is not None and area.kind != PlaceKind.AREA:
        errors.append(FieldError("everyNeighbourhoodOf", "not-an-area", say("This is no area."), area.id))
    return found, errors


def untraceable(writing: Writing, row: TargetBase) -> list[FieldError]:
    """What is wrong with its path: it turns back, or is a change in percent of a figure without a zero.

    At one place the baseline counts too, where it was measured.
    """
    if row.rule == Rule.MILESTONE or row.indicator_id is None:
        return []
    cases = load(writing.sight, [row]) if row.place_id else []
    readings = [one for case in cases for one in case.figures.readings]
    indicator = writing.session.get(Indicator, row.indicator_id)
    return problems_of(aim_of(row, about(row)), scale_of(indicator), readings)
