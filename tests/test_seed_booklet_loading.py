"""Loading registers: once, exact, and never over what people did. And what counts as printed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import transaction
from app.models.access import Actor, Role
from app.models.intervention import Intervention
from app.models.register import Withdrawing, merge_patch
from app.models.result import Result, ResultCreate
from app.services.access.writing import Writing
from app.services.registers import recording
from app.services.results import RESULTS
from seed import facts, load
from seed.shapes import Facts, registered
from tests.printed import numbers_of_row, stands

STAFF = Actor("staff", Role.PROGRAMME_STAFF, None, None, None, "programme-staff")
HALVED = "overvecht-youth-nuisance"
ENTRY = {"line": 7, "kind": "result", "name": "Minder overlast", "words": "Gehalveerd"}

seeded = pytest.mark.seeded(only="documents")


def by_staff(session: Session) -> Writing:
    return Writing(session, STAFF, datetime.now(UTC))


@seeded
def test_a_second_loading_adds_no_row(engine: Engine) -> None:
    with transaction(engine) as session:
        report = load(session, "documents")
    kinds = ("result", "alignment", "event", "watched-place", "body", "duty", "intervention")
    assert [report.created[kind] for kind in kinds] == [0] * len(kinds)
    assert all(report.kept[kind] for kind in kinds)


@seeded
def test_loading_leaves_the_figure_that_came_in_place_of_words(engine: Engine) -> None:
    with transaction(engine) as session:
        halved = merge_patch(ResultCreate).model_validate({"value": 120, "words": None})
        recording.change(by_staff(session), RESULTS, HALVED, halved)
    with transaction(engine) as session:
        load(session, "documents")
    with Session(engine) as session:
        row = session.get_one(Result, HALVED)
        assert (row.value, row.words, row.version) == (Decimal(120), None, 2)


@seeded
def test_loading_does_not_put_back_what_was_withdrawn(engine: Engine) -> None:
    with transaction(engine) as session:
        recording.withdraw(by_staff(session), RESULTS, HALVED, Withdrawing(reason="Bleek anders"))
    with transaction(engine) as session:
        load(session, "documents")
    with Session(engine) as session:
        assert session.get_one(Result, HALVED).withdrawn is True


@seeded
def test_loading_leaves_the_name_that_people_gave(engine: Engine) -> None:
    with transaction(engine) as session:
        session.get_one(Intervention, "prospect4cash").name = "Prospect"
    with transaction(engine) as session:
        load(session, "documents")
    with Session(engine) as session:
        assert session.get_one(Intervention, "prospect4cash").name == "Prospect"


@seeded
def test_a_row_is_known_since_the_date_of_its_document(engine: Engine) -> None:
    with Session(engine) as session:
        row = session.get_one(Result, HALVED)
        assert (row.recorded_at, row.document, row.line) == (
            datetime(2023, 4, 1, tzinfo=UTC),
            "focusgebieden-bundel-2023",
            1965,
        )


def test_an_entry_belongs_to_the_programme_of_its_document() -> None:
    fact = registered("results", "samen", ENTRY)
    assert (fact.line, fact.new.programme, fact.new.name) == (7, "samen", "Minder overlast")


def test_an_entry_may_belong_to_another_programme() -> None:
    assert registered("results", "samen", ENTRY | {"programme": "apart"}).new.programme == "apart"


def test_an_entry_has_the_fields_of_the_api_and_no_other() -> None:
    with pytest.raises(ValidationError, match="colour"):
        registered("results", "samen", ENTRY | {"colour": "blauw"})


def test_a_part_of_an_entry_has_its_names_as_in_python() -> None:
    body = {"line": 1, "name": "Tafel", "meets_times": 4, "meets_per": "year", "members": [{"name": "Zorg"}]}
    told = registered("bodies", "samen", body).new.model_dump()
    assert (told["meets_times"], told["meets_per"], told["members"][0]["name"]) == (4, "year", "Zorg")


def test_what_stands_beside_a_document_in_another_file_is_part_of_it() -> None:
    booklet = next(held for held in facts.documents() if held.document == "focusgebieden-bundel-2023")
    counts = {name: len(rows) for name, rows in booklet.registers.items()}
    assert counts == {
        "alignments": 63,
        "results": 180,
        "bodies": 17,
        "duties": 2,
        "events": 12,
        "watched_places": 1,
    }
    assert (len(booklet.areas), len(booklet.interventions)) == (20, 32)


def test_a_table_that_is_no_register_is_a_slip_of_the_pen() -> None:
    with pytest.raises(ValidationError):
        Facts.model_validate({"document": "d", "outcomes": []})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("55", "inmiddels zijn 55 jongeren geplaatst"),
        ("20", "waar twintig meiden huisvesting vonden"),
        ("100", "kreeg slechts een kleine honderd aanmeldingen"),
        ("1.200.000", "met in totaal ruim 1,2 miljoen inwoners"),
        ("161.000", "161.000"),
        ("2050", "klaar in 2050"),
        ("2.050", "klaar in 2050"),
        ("2,6", "gedaald van 4,2 naar 2,6."),
    ],
)
def test_a_number_is_printed_in_figures_or_in_words(text: str, line: str) -> None:
    assert stands(("d", (1,), text), [line])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("55", "155 jongeren"),
        ("20", "vijfentwintig meiden"),
        ("20", "202 meiden"),
        ("2,6", "12,6"),
        ("1.200.000", "ruim 1,3 miljoen"),
        ("7", "zes"),
    ],
)
def test_a_part_of_another_number_is_not_that_number(text: str, line: str) -> None:
    assert not stands(("d", (1,), text), [line])


def test_the_numbers_of_an_entry_are_its_figures_days_and_those_in_its_words() -> None:
    entry = ENTRY | {"value": 5, "aim": 9, "period": "2022-11", "words": "Van 3.000 naar 12 (40)", "also": [8]}
    found = [text for _, text in numbers_of_row(registered("results", "samen", entry))]
    assert found == ["november 2022", "5", "9", "3.000", "12"]


def test_a_number_of_ours_is_not_looked_for() -> None:
    entry = ENTRY | {"value": 5, "period": "2022", "unprinted": [2022]}
    assert [text for _, text in numbers_of_row(registered("results", "samen", entry))] == ["5"]


def test_the_first_and_last_day_of_a_year_stand_for_the_year() -> None:
    body = {"line": 1, "name": "Tafel", "starts": datetime(2023, 1, 1, tzinfo=UTC).date()}
    assert [text for _, text in numbers_of_row(registered("bodies", "samen", body))] == ["2023"]
