"""Adopting plans, texts and sets of indicators, and amending them: always by a decision, with every version kept."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import inspect

from app.errors import Conflict, FieldError, Invalid, say
from app.models.adoption import Adopting, Amending
from app.models.decision import Agreement, Decision, DecisionCreate, SubjectCreate
from app.models.planning import Standing
from app.models.register import Kept
from app.services.access.writing import Writing
from app.services.governance.decisions import DECISIONS, agreement
from app.services.references import slug, unknown, unusable
from app.services.registers import recording
from app.services.registers.register import Register

Alter = Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]

NOT_BY_HAND = say("It becomes adopted by a decision. Name the decision too, or send it to “adoption”.")
SETTLED = say("It was adopted, so only a decision changes it. Name the new decision too, or send it to “amendment”.")
DECISION_NEEDED = say("Name the decision, or the body that took it.")


def settled_but_for(*free: str) -> Alter:
    """What a plain change may do: anything with a draft, and with what was adopted only these columns.

    A change that names the decision that it comes from is an adoption or an amendment, and no plain one.
    """

    def alter(row: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
        if row.state == Standing.DRAFT:
            return _of_draft(row, values)
        if not values.keys() - set(free):
            return values
        if not values.get("decision"):
            raise Conflict(SETTLED)
        return {**values, "state": Standing.AMENDED}

    return alter


def _of_draft(row: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    decision = values.get("decision", row.decision)
    if "state" in values and (values["state"] != Standing.ADOPTED or not decision):
        raise Conflict(NOT_BY_HAND)
    return values


def decided_wrongly(writing: Writing, row: Any) -> Iterator[FieldError]:
    """Why the decision that is named cannot be the one: a party refused."""
    decision = writing.session.get(Decision, row.decision) if row.decision else None
    if decision is not None and row.state != Standing.DRAFT:
        yield from _refused("decision", agreement(decision.consent))


def verbs(row: Any) -> Collection[str]:
    """What may be done with a row as it stands."""
    if row.withdrawn:
        return ()
    return ("adopt",) if row.state == Standing.DRAFT else ("amend",)


def adopt(writing: Writing, register: Register, key: str, how: Adopting) -> Any:
    """A draft becomes adopted. Raises NotFound, Conflict where it was adopted already, Invalid and Forbidden."""
    row = recording.held(writing, register, key)
    _refuse_withdrawn(row)
    if row.state != Standing.DRAFT:
        raise Conflict(say("It was adopted already. Send a change with its decision to “amendment”."))
    values = _by(writing, register, row, how)
    return recording.become(writing, register, row, {**values, "state": Standing.ADOPTED}, "adopt", how.reason)


def amend(writing: Writing, register: Register, key: str, how: Amending[Any]) -> Any:
    """What was adopted becomes amended, with its new content. Raises as `adopt`, and Conflict for a draft."""
    row = recording.held(writing, register, key)
    _refuse_withdrawn(row)
    if row.state == Standing.DRAFT:
        raise Conflict(say("It is a draft still. Change it, and then have it adopted."))
    content = register.values(how.change, how.change.model_fields_set)
    if all(getattr(row, name) == value for name, value in content.items()):
        raise Invalid([FieldError("change", "nothing-changes", say("Say what changes: this is what it says now."))])
    values = {**content, **_by(writing, register, row, how), "state": Standing.AMENDED}
    return recording.become(writing, register, row, values, "amend", how.reason)


def _refuse_withdrawn(row: Kept) -> None:
    if row.withdrawn:
        raise Conflict(say("It was withdrawn. Restore it first."))


def _by(writing: Writing, register: Register, row: Any, how: Adopting) -> dict[str, Any]:
    """The columns that say by which decision, body and day; the decision is noted where the log has none."""
    if errors := [*_wrong(writing, row, how)]:
        raise Invalid(errors)
    decision = how.decision or _noted(writing, register, row, how).id
    said = {"decision": decision, "adopted_on": how.date, "body": how.body or _body_of(writing, decision)}
    columns = inspect(register.current).columns
    return {name: value for name, value in said.items() if name in columns}


def _wrong(writing: Writing, row: Any, how: Adopting) -> Iterator[FieldError]:
    if how.decision is None and how.body is None:
        yield FieldError("decision", "decision-required", DECISION_NEEDED)
    yield from unknown(writing, "body", "body", how.body)
    if how.decision is None:
        yield from _refused("consent", agreement([one.model_dump() for one in how.consent]))
        return
    decision = writing.session.get(Decision, how.decision)
    yield from unknown(writing, "decision", "decision", how.decision)
    yield from unusable(writing, "decision", row.programme, [("decision", how.decision)])
    if decision is not None:
        yield from _refused("decision", agreement(decision.consent))


def _refused(field: str, said: Agreement | None) -> Iterator[FieldError]:
    if said is Agreement.REFUSED:
        yield FieldError(field, "not-agreed", say("A party refused. What is refused is not adopted."))


def _noted(writing: Writing, register: Register, row: Any, how: Adopting) -> Any:
    new = DecisionCreate.model_construct(
        id=slug(row.programme, how.name or row.name, how.date.isoformat()),
        programme=row.programme,
        name=how.name or row.name,
        body=how.body,
        decided_on=how.date,
        grounds=how.reason,
        consent=how.consent,
        subjects=[SubjectCreate.model_construct(kind=register.noun.replace(" ", "-"), id=row.id)],
    )
    return recording.create(writing, DECISIONS, new)


def _body_of(writing: Writing, decision: str) -> str | None:
    row = writing.session.get(Decision, decision)
    return row.body if row else None
