"""Who gets what in the file of a programme: everybody the programme, and true small counts only who may see them."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.base import Table
from app.services.exchange.sections import SECTIONS
from tests.given import given_place, measured
from tests.keys import Keys
from tests.programme_files_given import given_small_programme

EXPORT = "/programmes/samen/export"
Who = Callable[[Keys], dict[str, str]]

NOT_IN_THE_FILE = {
    "audit_event",
    "bi_key",
    "change_moment",
    "client",
    "client_area",
    "client_indicator",
    "data_revision",
    "delivery_digest",
    "partner_mailbox",
    "register_link",
    "revoked_token",
    "told_status",
    "user_account",
    "user_role",
    "webhook",
    "webhook_delivery",
    "webhook_event",
}
"""Who may do what and is told what, and what the platform makes anew; all else is in the file."""

NOT_OF_A_PROGRAMME = {
    "figure_question",
    "figure_question_version",
    "kept_answer",
    "measurement_batch",
    "measurement_batch_file",
    "measurement_sheet",
    "measurement_sheet_leaf",
    "opening_request",
    "opening_request_version",
}
"""How figures came in, and what was written about that; the figures themselves are in the file."""

READERS: dict[str, tuple[Who, bool]] = {
    "nobody": (lambda keys: {}, False),
    "a reader": (lambda keys: keys.person(Role.READER), False),
    "a partner": (lambda keys: keys.partner("politie"), False),
    "staff of another area": (lambda keys: keys.person(Role.PROGRAMME_STAFF, areas=["elders"]), False),
    "staff of its area": (lambda keys: keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]), True),
    "staff": (lambda keys: keys.person(Role.PROGRAMME_STAFF), True),
    "an administrator": (lambda keys: keys.person(Role.ADMINISTRATOR), True),
}


@pytest.mark.parametrize("reader", READERS)
async def test_it_is_complete_for_who_may_see_all_its_figures(
    api: httpx.AsyncClient, keys: Keys, session: Session, reader: str
) -> None:
    who, complete = READERS[reader]
    given_small_programme(session)
    given_place(session, "elders")
    answer = await api.get(EXPORT, headers=who(keys))

    assert answer.json()["complete"] is complete
    assert ("measurements" in answer.json(), "figures" in answer.json()) == (complete, not complete)


async def test_a_small_count_is_hidden_as_everywhere(api: httpx.AsyncClient, session: Session) -> None:
    given_small_programme(session)
    measured(session, "2009", 13, indicator="youngsters", note="dertien", reason="geteld")
    answer = await api.get(EXPORT)
    figures = [one for one in answer.json()["figures"] if one["indicator"] == "youngsters"]

    assert [(one["period"], one.get("value"), one.get("missing")) for one in figures] == [
        ("2008", None, "suppressed"),
        ("2009", "15", None),
    ]
    assert [word for word in ("dertien", "geteld", '"3"', '"13"') if word in answer.text] == []


async def test_the_figures_are_those_of_the_api(api: httpx.AsyncClient, session: Session) -> None:
    given_small_programme(session)
    told = (await api.get(EXPORT)).json()["figures"]
    listed = (await api.get("/measurements")).json()["items"]

    assert [as_listed(one) for one in told] == [
        (one["indicator"], one["place"], one["period"], one["value"], one["missing"], one["revision"]) for one in listed
    ]


def as_listed(one: dict[str, Any]) -> tuple[object, ...]:
    value = float(one["value"]) if "value" in one else None
    return one["indicator"], one["place"], one["period"], value, one.get("missing"), one["revision"]


async def test_what_counts_nobody_is_complete_for_everybody(api: httpx.AsyncClient, session: Session) -> None:
    given_small_programme(session)
    answer = await api.get("/programmes/samen/export")
    assert answer.json()["complete"] is False

    session.connection().exec_driver_sql("delete from measurement_revision where value = '3'")
    session.connection().exec_driver_sql("delete from measurement where value = '3'")
    session.commit()
    assert (await api.get(EXPORT, headers={"If-None-Match": "none"})).json()["complete"] is True


async def test_a_file_of_what_a_reader_saw_cannot_be_brought_in(
    api: httpx.AsyncClient, keys: Keys, session: Session
) -> None:
    given_small_programme(session)
    file = (await api.get(EXPORT)).json()
    file["complete"] = True
    answer = await api.post("/programme-imports", json=file, headers=keys.person(Role.ADMINISTRATOR))

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "incomplete")


async def test_it_is_a_file_to_keep(api: httpx.AsyncClient, session: Session) -> None:
    given_small_programme(session)
    answer = await api.get(EXPORT)

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="samen.wijkkoers.json"'
    assert (await api.get(EXPORT, headers={"If-None-Match": answer.headers["ETag"]})).status_code == 304
    assert (await api.head(EXPORT)).status_code == 200


async def test_one_that_is_not_there_is_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get("/programmes/nergens/export")).status_code == 404


async def test_it_is_one_item_a_line_in_a_fixed_order(api: httpx.AsyncClient, session: Session) -> None:
    given_small_programme(session)
    lines = (await api.get(EXPORT)).text.splitlines()
    places = [json.loads(line.rstrip(","))["id"] for line in lines[lines.index('"places": [') + 1 :][:3]]

    assert places == ["stad", "veld", "zuid"]


def test_every_table_is_in_the_file_or_thought_of() -> None:
    inside = {section.table for section in SECTIONS}
    inside |= {str(section.versions.__tablename__) for section in SECTIONS if section.versions}
    inside |= {str(part.model.__tablename__) for section in SECTIONS for part in section.parts}

    assert set(Table.metadata.tables) - inside - NOT_IN_THE_FILE - NOT_OF_A_PROGRAMME == set()
