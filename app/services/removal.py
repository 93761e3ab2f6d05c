"""Taking something made up away without a trace: its rows, and all that is about them. What is real stays.

This is the only place where rows are deleted for good; it is for what was never a fact.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table as Rows
from sqlalchemy import delete, select, tuple_, update
from sqlmodel import Session, col

from app.models.access import SYSTEM, AuditEvent, Client, ClientArea, ClientIndicator
from app.models.base import Table
from app.models.intervention import InterventionPlace
from app.models.measurement import MeasurementRevision
from app.services.access.writing import Writing
from app.services.editions import forget as forget_editions
from app.services.registers.naming import about_nothing_else, forget_links, named_by_others

Key = tuple[Any, ...]  # a primary key; its first part is what other rows name
Doomed = dict[str, set[Key]]  # by table
Ties = Mapping[str, Mapping[str, str]]

# table -> column -> the table that it names: a row goes when what it names goes.
GOES_WITH: Ties = {
    "place": {"municipality_id": "place"},
    "place_code": {"place_id": "place"},
    "place_alias": {"place_id": "place"},
    "area": {"place_id": "place"},
    "membership": {"area_id": "place", "place_id": "place"},
    "membership_version": {"area_id": "place", "place_id": "place"},
    "indicator_version": {"id": "indicator"},
    "programme_version": {"id": "programme"},
    "programme_area": {"programme_id": "programme", "area_id": "place"},
    "programme_partner": {"programme_id": "programme", "partner_id": "partner"},
    "node": {"programme_id": "programme", "parent_id": "node"},
    "node_version": {"id": "node"},
    "partner_mailbox": {"partner_id": "partner"},
    "delivery_digest": {"partner_id": "partner"},
    "client": {"partner_id": "partner"},
    "client_area": {"client_id": "client", "area_id": "place"},
    "client_indicator": {"client_id": "client", "indicator_id": "indicator"},
    "user_role": {"area_id": "place"},
    "intervention": {"programme_id": "programme"},
    "intervention_version": {"id": "intervention"},
    "intervention_place": {"intervention_id": "intervention", "place_id": "place"},
    "intervention_goal": {"intervention_id": "intervention", "goal_id": "node"},
    "intervention_partner": {"intervention_id": "intervention", "partner_id": "partner"},
    "target": {
        "programme_id": "programme",
        "goal_id": "node",
        "place_id": "place",
        "every_neighbourhood_of": "place",
    },
    "target_version": {"id": "target"},
    "target_decision": {"target_id": "target", "decision_id": "decision"},
    "judgement": {"target_id": "target", "place_id": "place"},
    "measurement": {"place_id": "place"},
    "measurement_revision": {"measurement_id": "measurement"},
    "figure_question": {"measurement_id": "measurement"},
    "figure_question_version": {"id": "figure_question"},
    "measurement_batch": {"partner_id": "partner"},
    "measurement_batch_file": {"batch_id": "measurement_batch"},
    "measurement_sheet": {"batch_id": "measurement_batch"},
    "measurement_sheet_leaf": {"sheet_id": "measurement_sheet"},
    "body": {"programme": "programme", "parent": "body"},
    "body_version": {"id": "body"},
    "meeting": {"programme": "programme", "body": "body"},
    "meeting_version": {"id": "meeting"},
    "decision": {"programme": "programme", "body": "body", "meeting": "meeting"},
    "decision_version": {"id": "decision"},
    "duty": {"programme": "programme", "body": "body", "place": "place", "target": "target"},
    "duty_version": {"id": "duty"},
    "programme_text": {"programme": "programme", "decision": "decision"},
    "programme_text_version": {"id": "programme_text"},
    "plan": {"programme": "programme", "place": "place", "decision": "decision"},
    "plan_version": {"id": "plan"},
    "indicator_set": {"programme": "programme", "body": "body", "decision": "decision"},
    "indicator_set_version": {"id": "indicator_set"},
    "norm": {"programme": "programme", "goal": "node", "place": "place"},
    "norm_version": {"id": "norm"},
    "alignment": {"programme": "programme", "goal": "node", "place": "place"},
    "alignment_version": {"id": "alignment"},
    "result": {"programme": "programme", "intervention": "intervention"},
    "result_version": {"id": "result"},
    "event": {"programme": "programme"},
    "event_version": {"id": "event"},
    "watched_place": {"programme": "programme", "area": "place", "place": "place"},
    "watched_place_version": {"id": "watched_place"},
    "series_break": {"programme": "programme"},
    "series_break_version": {"id": "series_break"},
    "period_lock": {"programme": "programme"},
    "period_lock_version": {"id": "period_lock"},
    "opening_request": {"lock": "period_lock"},
    "opening_request_version": {"id": "opening_request"},
    "delivery_duty": {"programme": "programme", "every_neighbourhood_of": "place"},
    "delivery_duty_version": {"id": "delivery_duty"},
    "webhook": {"partner_id": "partner"},
    "webhook_delivery": {"webhook_id": "webhook"},
    "told_status": {"target_id": "target", "place_id": "place"},
}

# What a row that stays leans on stays with it.
LEANS_ON: Ties = {
    "place": {"municipality_id": "place", "successor_of": "place"},
    "programme": {"municipality_id": "place"},
    "measurement": {
        "indicator_id": "indicator",
        "population_id": "population",
        "partner_id": "partner",
        "source": "source",
    },
    "target": {"indicator_id": "indicator", "population_id": "population", "reference_id": "place"},
    "user_account": {"partner_id": "partner"},
    "decision": {"responsible": "partner"},
    "duty": {"owner": "partner"},
    "norm": {"indicator": "indicator"},
    "opening_request": {"partner": "partner"},
    "figure_question": {"partner_id": "partner"},
    "series_break": {"indicator": "indicator"},
    "delivery_duty": {"partner": "partner", "indicator": "indicator", "population": "population"},
    "result": {"partner": "partner", "indicator": "indicator", "population": "population"},
    "webhook_delivery": {"event_id": "webhook_event"},
}
CHUNK = 900  # SQLite takes a limited number of values in one statement


@dataclass
class Removed:
    """How many rows of each table went; how many figures that people entered among them; and what had to stay."""

    rows: Counter[str] = field(default_factory=Counter)
    figures_of_people: int = 0
    kept: list[str] = field(default_factory=list)


def remove(writing: Writing, name: str, roots: Mapping[str, Collection[str]]) -> Removed:
    """Take away the rows with these ids, by table, and all that is about them; one audit event of it stays."""
    session = writing.session
    session.flush()
    doomed = _about(session, {table: _there(session, table, ids) for table, ids in roots.items()})
    kept = sorted(_spared(session, doomed))
    _add_what_hangs_on(session, doomed)
    removed = Removed(figures_of_people=_figures_of_people(session, doomed), kept=kept)
    _revoke_what_would_gain(writing, doomed)
    for table in reversed(Table.metadata.sorted_tables):
        keys = doomed.get(table.name, set())
        _forget_the_trail(session, table.name, keys)
        _forget_what_no_key_ties(session, table.name, keys)
        _delete(session, table, keys)
        removed.rows.update({table.name: len(keys)} if keys else {})
    session.expire_all()
    if removed.rows:
        told = {"rows": removed.rows.total(), "figuresOfPeople": removed.figures_of_people, "kept": kept}
        writing.note("remove", "demo", name, told)
    return removed


def was_seeded_with(session: Session, kind: str, id: str, document: str) -> bool:
    """Whether the trail says that this was put in with that document."""
    event = select(AuditEvent).where(
        col(AuditEvent.action) == "seed", col(AuditEvent.kind) == kind, col(AuditEvent.subject) == id
    )
    return any(row.details.get("document") == document for row in session.execute(event).scalars())


def _there(session: Session, name: str, ids: Collection[str]) -> set[Key]:
    table = Table.metadata.tables[name]
    return _found(session, table, "id", ids)


def _about(session: Session, doomed: Doomed) -> Doomed:
    """These, and every row with an id of its own that is about one of them."""
    size = -1
    while size != (size := sum(map(len, doomed.values()))):
        for name in GOES_WITH:
            table = Table.metadata.tables[name]
            if table.primary_key.columns.keys() == ["id"]:
                doomed.setdefault(name, set()).update(_tied(session, table, doomed))
        doomed["intervention"] |= _nowhere_else(session, doomed)
        for name, key in about_nothing_else(session, doomed):
            doomed[name].add((key,))
    return doomed


def _nowhere_else(session: Session, doomed: Doomed) -> set[Key]:
    """Interventions in none but these places."""
    elsewhere: dict[str, bool] = {}
    for row in session.execute(select(InterventionPlace)).scalars():
        inside = (row.place_id,) in doomed.get("place", set())
        elsewhere[row.intervention_id] = elsewhere.get(row.intervention_id, False) or not inside
    return {(intervention,) for intervention, outside in elsewhere.items() if not outside}


def _spared(session: Session, doomed: Doomed) -> Iterator[str]:
    """Takes out of the doomed what something that stays leans on, and says what that is."""
    ties = [(Table.metadata.tables[name], *tie) for name, ties in LEANS_ON.items() for tie in ties.items()]
    size = -1
    while size != (size := sum(map(len, doomed.values()))):
        for table, column, named in ties:
            going = doomed.get(table.name, set())
            leaning = _leaning(session, table, column, doomed.get(named, set()))
            for key in {(leant_on,) for row, leant_on in leaning if (row,) not in going}:
                doomed[named].discard(key)
                yield f"{named} {key[0]}"
        for named, other in set(named_by_others(session, doomed)):
            doomed[named].discard((other,))
            yield f"{named} {other}"


def _add_what_hangs_on(session: Session, doomed: Doomed) -> None:
    """The links and versions of what goes."""
    for name in GOES_WITH:
        table = Table.metadata.tables[name]
        if table.primary_key.columns.keys() != ["id"]:
            doomed[name] = _tied(session, table, doomed)


def _figures_of_people(session: Session, doomed: Doomed) -> int:
    """How many of the measurements were ever recorded by somebody else than the platform itself."""
    measurement, by = col(MeasurementRevision.measurement_id), col(MeasurementRevision.recorded_by)
    entered: set[int] = set()
    for chunk in _chunks(key[0] for key in doomed["measurement"]):
        entered.update(session.execute(select(measurement).where(measurement.in_(chunk), by != SYSTEM.name)).scalars())
    return len(entered)


def _revoke_what_would_gain(writing: Writing, doomed: Doomed) -> None:
    """A client without limits may do everything: who would lose its last one is refused from now on."""
    for model in (ClientArea, ClientIndicator):
        rows = Table.metadata.tables[str(model.__tablename__)]
        limits = {tuple(row) for row in writing.session.execute(rows.select())}
        left = {client for client, _ in limits - doomed[rows.name]}
        for chunk in _chunks({client for client, _ in limits} - left):
            unrevoked = (col(Client.id).in_(chunk), col(Client.revoked_at).is_(None))
            writing.session.execute(update(Client).where(*unrevoked).values(revoked_at=writing.now))


def _forget_the_trail(session: Session, table: str, keys: Iterable[Key]) -> None:
    """The audit events about these rows; numbers of rows can be given out again, to something real."""
    kind, subject = col(AuditEvent.kind) == table.replace("_", "-"), col(AuditEvent.subject)
    for chunk in _chunks("/".join(map(str, key)) for key in keys):
        session.execute(delete(AuditEvent).where(kind, subject.in_(chunk)))


def _forget_what_no_key_ties(session: Session, table: str, keys: Iterable[Key]) -> None:
    """What these rows said before each change by hand, and what they named in lists."""
    for chunk in _chunks(str(key[0]) for key in keys if len(key) == 1):
        forget_editions(session, table.replace("_", "-"), chunk)
        forget_links(session, table, chunk)


def _delete(session: Session, table: Rows, keys: Iterable[Key]) -> None:
    for chunk in _chunks(keys):
        session.execute(delete(table).where(tuple_(*table.primary_key).in_(chunk)))


def _tied(session: Session, table: Rows, doomed: Doomed) -> set[Key]:
    """The keys of the rows that go with what they name."""
    found: set[Key] = set()
    for column, named in GOES_WITH[table.name].items():
        found |= _found(session, table, column, (key[0] for key in doomed.get(named, ())))
    return found


def _found(session: Session, table: Rows, column: str, values: Iterable[Any]) -> set[Key]:
    found: set[Key] = set()
    for chunk in _chunks(values):
        statement = table.select().with_only_columns(*table.primary_key).where(table.c[column].in_(chunk))
        found.update(tuple(row) for row in session.execute(statement))
    return found


def _leaning(session: Session, table: Rows, column: str, named: Iterable[Key]) -> set[Key]:
    """The rows that name one of these, each with what it names."""
    found: set[Key] = set()
    for chunk in _chunks(key[0] for key in named):
        statement = select(table.c.id, table.c[column]).where(table.c[column].in_(chunk))
        found.update(tuple(row) for row in session.execute(statement))
    return found


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
