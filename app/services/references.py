"""References: whether what is named is there, all errors at once, and ids that nobody has yet."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from slugify import slugify
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.errors import Conflict, FieldError, Invalid, Message, say
from app.models.base import Table
from app.models.decision import Decision
from app.models.governance import Body, Meeting
from app.models.indicator import Indicator, Population
from app.models.intervention import Intervention
from app.models.partner import Partner
from app.models.place import Place
from app.models.planning import Plan
from app.models.programme import Node, Programme
from app.models.programme_text import IndicatorSet, ProgrammeText
from app.models.register import Kept
from app.models.target import Target
from app.services.access.writing import Writing

LONGEST_ID = 100

# kind -> its table, and the sentence for an id that is not there
KINDS: dict[str, tuple[Any, str]] = {
    "place": (Place, "There is no place “{id}”. The list is at /api/v1/places."),
    "programme": (Programme, "There is no programme “{id}”. The list is at /api/v1/programmes."),
    "goal": (Node, "There is no goal “{id}”. The list is at /api/v1/goals."),
    "partner": (Partner, "There is no partner “{id}”. The list is at /api/v1/partners."),
    "indicator": (Indicator, "There is no indicator “{id}”. The list is at /api/v1/indicators."),
    "population": (Population, "There is no population “{id}”. The list is at /api/v1/populations."),
    "target": (Target, "There is no target “{id}”. The list is at /api/v1/targets."),
    "intervention": (Intervention, "There is no intervention “{id}”. The list is at /api/v1/interventions."),
    "body": (Body, "There is no body “{id}”. The list is at /api/v1/bodies."),
    "meeting": (Meeting, "There is no meeting “{id}”. The list is at /api/v1/meetings."),
    "decision": (Decision, "There is no decision “{id}”. The list is at /api/v1/decisions."),
    "plan": (Plan, "There is no plan “{id}”. The list is at /api/v1/plans."),
    "text": (ProgrammeText, "There is no text “{id}”. The list is at /api/v1/texts."),
    "indicator-set": (IndicatorSet, "There is no indicator set “{id}”. The list is at /api/v1/indicator-sets."),
}


def unknown(writing: Writing, kind: str, field: str, named: str | Sequence[str] | None) -> list[FieldError]:
    """An error for each id that is named and is not there; one query. In a list the field has its position."""
    keys = [named] if isinstance(named, str) else list(named or ())
    if not keys:
        return []
    model, sentence = KINDS[kind]
    there = set(writing.session.execute(select(col(model.id)).where(col(model.id).in_(keys))).scalars())
    fields = [field] if isinstance(named, str) else [f"{field}.{position}" for position in range(len(keys))]
    return [
        FieldError(where, f"unknown-{kind}", say(sentence, id=key[:60]), key)
        for where, key in zip(fields, keys, strict=True)
        if key not in there
    ]


def unusable(
    writing: Writing, kind: str, programme: str, named: Sequence[tuple[str, str]], already: Collection[str] = ()
) -> Iterator[FieldError]:
    """An error for each (field, id) of something that a programme keeps, and that cannot be named here; one query.

    It belongs to another programme, or it was withdrawn; what was named `already` may stay when it is withdrawn.
    """
    model = KINDS[kind][0]
    if not issubclass(model, Kept):
        return
    statement = select(model).where(col(model.id).in_([key for _, key in named]))
    there = {row.id: row for row in writing.session.execute(statement).scalars()}
    for field, key in named:
        if key in there and there[key].programme != programme:
            yield FieldError(field, "other-programme", say("“{id}” belongs to another programme.", id=key), key)
        elif key in there and there[key].withdrawn and key not in already:
            remedy = say("“{id}” was withdrawn. Restore it first, or name another.", id=key)
            yield FieldError(field, "was-withdrawn", remedy, key)


def id_of(given: str | None, name: str, *before: str | None) -> str:
    """The id that was given, else a readable one of the name, with other words before it.

    Raises Invalid for a name that has no letter or digit to make it of.
    """
    if given is not None:
        return given
    if not slugify(name):
        remedy = say("No id can be made of this name. Give one in “id”, of letters a to z, digits and hyphens.")
        raise Invalid([FieldError("name", "no-id", remedy, name)])
    return slug(*before, name)


def slug(*parts: str | None) -> str:
    """A readable id of these words."""
    return slugify("-".join(part for part in parts if part))[:LONGEST_ID].strip("-")


@contextmanager
def settled_by_the_key(writing: Writing, kind: str, model: type[Table], key: str) -> Iterator[None]:
    """Whatever is stored inside has this key for the first time. Raises Conflict, also for who loses a race."""
    taken = Conflict(_taken(kind, key))
    if writing.session.get(model, key) is not None:
        raise taken
    try:
        with writing.session.begin_nested():
            yield
            writing.session.flush()
    except IntegrityError as clash:
        raise taken from clash


def _taken(kind: str, key: str) -> Message:
    return say("The id {id} is taken by another {kind}. Choose another one.", id=key[:120], kind=say(kind))


def ends_before_start(starts: date | None, ends: date | None) -> list[FieldError]:
    """An error where both days are known and the second comes first."""
    if starts is None or ends is None or starts <= ends:
        return []
    return [FieldError("ends", "ends-before-start", say("The end lies before the start."), ends.isoformat())]


def unknown_municipality(named: str) -> FieldError:
    remedy = say("There is no municipality “{id}”. The list is at /api/v1/places?kind=municipality.", id=named[:60])
    return FieldError("municipality", "unknown-municipality", remedy, named)
