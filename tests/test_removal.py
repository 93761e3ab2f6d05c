"""Taking the made-up town away: without a trace of it, and without touching anything real."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.database import transaction
from app.models.access import SYSTEM, Client
from app.models.base import Table
from app.models.edition import Edition
from app.models.partner import Partner, PartnerChange
from app.models.place import PlaceKind
from app.models.place_sent import PlaceCreate
from app.models.register import RegisterLink
from app.models.result import Event
from app.services import partners
from app.services.access import clients
from app.services.access.clients import Limits
from app.services.access.writing import Writing
from app.services.measurements.catalogue import current
from app.services.places import recording as places
from app.services.registers import recording
from app.services.registers.catalogue import ALL
from app.services.removal import GOES_WITH, LEANS_ON, Removed
from seed import load, voorbeeldstad
from tests.given import given_indicator, given_partner, given_place, given_population, measured
from tests.test_seed import STAFF, counts
from tests.test_seed_demo import AREA, load_demo

seeded = pytest.mark.seeded
NEW_PLACE = {"id": "nieuwe-droom", "kind": PlaceKind.NEIGHBOURHOOD, "name": "Nieuw", "municipality": "voorbeeldstad"}


def remove_demo(engine: Engine) -> Removed:
    with transaction(engine) as session:
        return voorbeeldstad.remove(Writing(session, SYSTEM, datetime.now(UTC)))


def writing(session: Session) -> Writing:
    return Writing(session, SYSTEM, datetime.now(UTC))


def test_taken_away_it_leaves_one_line_in_the_trail(engine: Engine) -> None:
    with transaction(engine) as session:
        load(session, "documents")
    before = counts(engine)
    load_demo(engine)
    remove_demo(engine)
    assert uncounted(counts(engine)) == uncounted(before | {"audit_event": before["audit_event"] + 1})


def test_on_an_empty_platform_nothing_of_it_stays(engine: Engine) -> None:
    load_demo(engine)
    remove_demo(engine)
    assert +Counter(uncounted(counts(engine))) == {"audit_event": 1}


def test_where_it_never_was_nothing_is_removed(engine: Engine) -> None:
    assert remove_demo(engine) == Removed()


@seeded
def test_what_people_entered_about_it_goes_too_and_is_counted(engine: Engine, session: Session) -> None:
    places.create(writing(session), PlaceCreate.model_validate(NEW_PLACE))
    now = datetime.now(UTC)
    measured(session, "2024", 9.1, indicator="voorbeeld-woninginbraken", place=AREA, actor=STAFF, now=now)
    measured(session, "2024", 8.2, indicator="voorbeeld-woninginbraken", place="nieuwe-droom", actor=STAFF, now=now)
    assert remove_demo(engine).figures_of_people == 2
    assert [name for name, there in made_up(engine).items() if there] == []


@seeded
def test_a_figure_of_a_real_place_keeps_the_indicator_that_it_is_about(engine: Engine, session: Session) -> None:
    measured(session, "2024", 9.1, indicator="voorbeeld-werk", place="utrecht", actor=STAFF, now=datetime.now(UTC))
    removed = remove_demo(engine)
    key = ("voorbeeld-werk", "utrecht", "2024", "all")
    with Session(engine) as later:
        assert (removed.kept, list(current(later, [key]))) == (["indicator voorbeeld-werk"], [key])


@seeded
def test_a_machine_that_was_limited_to_it_is_refused_rather_than_freed(engine: Engine, session: Session) -> None:
    real = clients.create(writing(session), "gemeente-utrecht", Limits((), [AREA]))
    made_up = clients.create(writing(session), "voorbeeld-politie", Limits((), ()))
    session.commit()
    remove_demo(engine)
    with Session(engine) as later:
        assert later.get_one(Client, real.id).revoked_at is not None
        assert later.get(Client, made_up.id) is None


def test_what_is_fictitious_but_not_of_the_town_stays(engine: Engine, session: Session) -> None:
    given_population(session)
    given_place(session, "veld")
    given_indicator(session)
    given_partner(session)
    measured(session, "2020", 40)
    before = counts(engine)
    load_demo(engine)
    remove_demo(engine)
    after = counts(engine)
    assert uncounted(after) == uncounted(before | {"audit_event": before["audit_event"] + 1})


def test_every_reference_to_a_thing_is_thought_of_when_it_is_taken_away() -> None:
    """A new table has to say whether its rows go with what they name, or keep it."""
    thought_of = {(name, column) for ties in (GOES_WITH, LEANS_ON) for name, tie in ties.items() for column in tie}
    assert references() - thought_of == {("user_role", "user_id")}


def references() -> set[tuple[str, str]]:
    return {
        (table.name, column.name)
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if column.foreign_keys
    }


def uncounted(rows: dict[str, int]) -> dict[str, int]:
    """Without the number of the last change, which only goes up, and when each was."""
    return {name: number for name, number in rows.items() if name not in ("data_revision", "change_moment")}


def made_up(engine: Engine) -> dict[str, list[str]]:
    """By table, what still has the town's name in any text."""
    found: dict[str, list[str]] = {}
    with Session(engine) as session:
        for table in Table.metadata.sorted_tables:
            rows = session.connection().execute(table.select()).all()
            told = [
                text
                for text in map(str, rows)
                if re.search(r"voorbeeld(-|stad)|\(voorbeeld\)|nieuwe-droom", text, re.I)
            ]
            found[table.name] = [row for row in told if "remove" not in row]
    return found


def kept_row(session: Session, noun: str, **said: object) -> None:
    """A row that a real programme keeps."""
    register = next(one for one in ALL if one.kind == noun)
    new = register.create.model_validate({"programme": "utrecht-krachtwijken-2008", "name": noun, **said})
    recording.create(Writing(session, SYSTEM, datetime.now(UTC)), register, new)
    session.commit()


@seeded
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("duty", {"id": "echt", "kind": "report", "owner": "voorbeeld-politie"}),
        ("body", {"id": "echt", "members": [{"partner": "voorbeeld-politie"}]}),
    ],
)
def test_what_a_real_programme_names_stays_with_it(
    engine: Engine, session: Session, kind: str, said: dict[str, object]
) -> None:
    kept_row(session, kind, **said)
    removed = remove_demo(engine)

    assert removed.kept == ["partner voorbeeld-politie"]
    with Session(engine) as later:
        assert later.get(Partner, "voorbeeld-politie") is not None


@seeded
def test_what_is_about_made_up_places_alone_goes_with_them(engine: Engine, session: Session) -> None:
    about = {"kind": "other", "period": "2024"}
    kept_row(session, "event", id="bedacht", places=[AREA], **about)
    kept_row(session, "event", id="half", places=[AREA, "utrecht"], **about)
    removed = remove_demo(engine)

    assert removed.kept == ["place voorbeeldstad", f"place {AREA}"]
    with Session(engine) as later:
        assert (later.get(Event, "bedacht"), later.get(Event, "half") is not None) == (None, True)
        links = select(RegisterLink.item).where(col(RegisterLink.item).in_(["bedacht", "half"]))
        assert set(later.exec(links).all()) == {"half"}


@seeded
def test_what_was_changed_by_hand_is_forgotten_too(engine: Engine, session: Session) -> None:
    staff = Writing(session, STAFF, datetime.now(UTC))
    partners.change(staff, "voorbeeld-politie", PartnerChange.model_validate({"description": "Anders"}))
    session.commit()
    remove_demo(engine)

    with Session(engine) as later:
        assert later.exec(select(Edition)).all() == []
