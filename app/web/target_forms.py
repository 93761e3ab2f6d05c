"""A target as its form shows it, and what was typed as the body for the API: only what was really changed."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from app.language import gettext as _
from app.language import number
from app.models.target_decision import Party, TargetDetail
from app.models.terms import Rule
from app.problems import Problem
from app.web.forms import FORM, Typed, number_typed

YEARS = ("startYear", "endYear", "patienceUntil")
TEXTS = ("bound", "baselinePeriod", "condition", "note")
PLAIN = (*TEXTS, *YEARS)
WITH_POINTS = (Rule.ABSOLUTE, Rule.RELATIVE, Rule.COVERAGE)
LABELS = {
    "bound": "Bound",
    "baselinePeriod": "Baseline",
    "startYear": "First year",
    "endYear": "Last year",
    "patienceUntil": "No effect expected until",
    "condition": "Condition",
    "note": "Note",
    "year": "Year of step",
    "value": "Value of step",
    "step": "Step",
    "due": "Day of step",
}
MOST_ROWS = 60
DECIDED = ("reason", "body", "date", "decision", "grounds")
OF_A_FACT = ("step", "conditionMet")
KNOWN = (*PLAIN, *DECIDED, "checkpoints", "steps", "consent", "done", "evidence", "status", "place")
ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, "open": None}


def as_typed(target: TargetDetail) -> Typed:
    """The target as its form shows it: nothing rounded, a decimal comma in Dutch."""
    given = target.model_dump(mode="json", by_alias=True)
    filled = {name: str(given[name] or "") for name in ("bound", "note", *YEARS)}
    filled["baselinePeriod"] = target.baseline.period if target.baseline else ""
    filled["condition"] = target.condition.text if target.condition else ""
    for row, point in enumerate(target.checkpoints):
        filled[f"year-{row}"] = str(point.year)
        filled[f"value-{row}"] = _figure(point.change if target.rule is Rule.RELATIVE else point.value)
    for row, step in enumerate(target.steps):
        filled[f"step-{row}"], filled[f"due-{row}"] = step.name, step.due.isoformat() if step.due else ""
    return filled


def label(name: str) -> str:
    """What an input is called."""
    head, _dash, row = name.partition("-")
    return _(LABELS.get(head, head)) + (f" {int(row) + 1}" if row.isdecimal() else "")


def rows_of(filled: Typed, name: str, spare: int) -> int:
    """How many rows a form has: those that are filled, and some to add."""
    return max(_filled_rows(filled, name), default=-1) + 1 + spare


def changes(target: TargetDetail, was: Typed, filled: Typed) -> dict[str, Any]:
    """The fields of a change: what differs from what the form showed at first, in the API's own terms."""
    changed = {name for name, text in filled.items() if text != was.get(name, "")}
    body: dict[str, Any] = {name: filled[name] or None for name in TEXTS if name in changed}
    body |= {name: number_typed(filled[name]) if filled[name] else None for name in YEARS if name in changed}
    if any(name.startswith(("year-", "value-")) for name in changed):
        body["checkpoints"] = [_point(target, filled, row) for row in _filled_rows(filled, "year", "value")]
    if any(name.startswith(("step-", "due-")) for name in changed):
        body["steps"] = [_step(target, filled, row) for row in _filled_rows(filled, "step", "due")]
    return body


def decision(filled: Typed, parties: Sequence[Party]) -> dict[str, Any]:
    """Why, by whom, on what grounds, and which parties agreed; who was not asked is not named."""
    body: dict[str, Any] = {name: filled[name] for name in DECIDED if filled.get(name)}
    named = [party.id for party in parties if filled.get(f"consent-{party.id}") in ANSWERS]
    if named:
        body["consent"] = [{"partner": one, "agreed": ANSWERS[filled[f"consent-{one}"]]} for one in named]
    return {"reason": ""} | body


def wrong(problem: Problem, filled: Typed, parties: Sequence[Party] = ()) -> dict[str, str]:
    """The message for each input of the form; what belongs to none of them stands above the form."""
    return wrong_at([(error.field, error.message) for error in problem.errors], filled, parties) or {
        FORM: problem.detail or problem.title
    }


def wrong_at(errors: Iterable[tuple[str, str]], filled: Typed, parties: Sequence[Party] = ()) -> dict[str, str]:
    """Messages by input, from messages by field of the API."""
    messages: dict[str, str] = {}
    for field, message in errors:
        name = _input(field, filled, parties)
        messages[name] = f"{messages[name]} {message}" if name in messages else message
    return messages


def merged(was: Typed, filled: Typed, now: Typed) -> Typed:
    """What both did: what this person left alone follows the other, what was typed stays typed."""
    names = {*was, *filled, *now}
    return {name: _kept(name, was, filled, now) for name in names}


def disputed(was: Typed, filled: Typed, now: Typed) -> list[tuple[str, str, str]]:
    """(input, what stands there now, what was typed) wherever the other changed something."""
    names = [name for name in now | was if now.get(name, "") != was.get(name, "")]
    return [(name, now.get(name, ""), filled.get(name, was.get(name, ""))) for name in names]


def _kept(name: str, was: Typed, filled: Typed, now: Typed) -> str:
    mine, before = filled.get(name, was.get(name, "")), was.get(name, "")
    return now.get(name, before) if mine == before else mine


def _filled_rows(filled: Typed, *names: str) -> list[int]:
    return [row for row in range(MOST_ROWS) if any(filled.get(f"{name}-{row}") for name in names)]


def _point(target: TargetDetail, filled: Typed, row: int) -> dict[str, Any]:
    kind = "change" if target.rule is Rule.RELATIVE else "value"
    typed = {"year": filled.get(f"year-{row}", ""), kind: filled.get(f"value-{row}", "")}
    return {name: number_typed(text) if text else None for name, text in typed.items()}


def _step(target: TargetDetail, filled: Typed, row: int) -> dict[str, Any]:
    """What was done stays done, with its evidence."""
    stored = target.steps[row] if row < len(target.steps) else None
    done = {"done": stored.done.isoformat(), "evidence": stored.evidence} if stored and stored.done else {}
    return {"name": filled.get(f"step-{row}", ""), "due": filled.get(f"due-{row}") or None, **done}


def _input(field: str, filled: Typed, parties: Sequence[Party]) -> str:
    """`checkpoints.1.value` is the second row that was filled in, `consent.0.agreed` the first party that was named."""
    head, *rest = field.split(".")
    row = int(rest[0]) if rest and rest[0].isdigit() else None
    if head == "consent" and row is not None:
        named = [party.id for party in parties if filled.get(f"consent-{party.id}") in ANSWERS]
        return f"consent-{named[row]}" if row < len(named) else "consent"
    if head in ("checkpoints", "steps") and row is not None:
        first, second = ("year", "value") if head == "checkpoints" else ("step", "due")
        taken = _filled_rows(filled, first, second)
        name = first if rest[-1] in ("year", "name") else second
        return f"{name}-{taken[row]}" if row < len(taken) else head
    if head in OF_A_FACT:
        return "fact"
    return head if head in KNOWN else FORM


def _figure(value: Decimal | None) -> str:
    return number(value) if value is not None else ""
