"""Bodies and meetings: organisations with a mandate, never persons; how often they meet, and who comes."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from app.errors import Unfit
from app.models.access import Role
from app.models.offices import without_a_person
from tests.governance_given import days, given_governed, made, read, refused
from tests.keys import Header, Keys
from tests.queries import counted

QUARTERLY = {"meetsTimes": 4, "meetsPer": "year"}


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    return keys.person(Role.PROGRAMME_STAFF)


@pytest.mark.parametrize(
    "text",
    [
        "j.jansen@voorbeeldstad.example",
        "Wethouder (06-12345678)",
        "Directeur, +31 30 286 00 00",
        "Mevrouw de Vries",
        "de heer Jansen",
        "dhr. P. van den Berg",
        "J. Jansen, bestuurder",
        "P.C. van der Hooft",
    ],
)
def test_whoever_is_named_by_name_number_or_address_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match="Name the role or the organisation"):
        without_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Burgemeester van Zwijndrecht",
        "Wethouder wonen, 1 van de 4 voltijdbanen",
        "Stadsherstel N.V. Utrecht",
        "Bewoners van de P.C. Hooftstraat",
        "Directeur-generaal volkshuisvesting, 2023-2026",
        "Welzijn en (gezondheids)zorg",
    ],
)
def test_roles_sectors_and_streets_are_no_persons(text: str) -> None:
    assert without_a_person(text) == text


@given(st.text(alphabet="abc .,'-", max_size=200))
def test_words_without_capitals_digits_or_at_signs_name_nobody(text: str) -> None:
    assert without_a_person(text) == text


async def test_a_body_holds_no_persons_anywhere(api: httpx.AsyncClient, staff: Header) -> None:
    member = {"name": "mevr. Jansen", "role": "J. de Vries", "mandate": "bel 030-1234567"}
    wrong = await refused(api, "/bodies", staff, name="Bestuur", chair="dhr. Bakker", members=[member])

    assert wrong == [
        ("chair", "names-a-person"),
        ("members.0.name", "names-a-person"),
        ("members.0.role", "names-a-person"),
        ("members.0.mandate", "names-a-person"),
    ]


async def test_a_body_names_for_each_member_for_whom_it_decides(api: httpx.AsyncClient, staff: Header) -> None:
    seat = {"partner": "gemeente", "role": "Wethouder", "mandate": "Beslist over het geld", "decides": True}
    body = await made(api, "/bodies", staff, name="Bestuur", kind="board", members=[seat, {"name": "Bewoners"}])

    assert body["members"] == [
        seat | {"name": None, "since": None, "until": None},
        {**dict.fromkeys(seat), "name": "Bewoners", "since": None, "until": None},
    ]


async def test_bodies_stand_in_a_tree_without_rings(api: httpx.AsyncClient, staff: Header) -> None:
    top = await made(api, "/bodies", staff, name="Alliantie")
    table = await made(api, "/bodies", staff, name="Partnertafel", parent=top["id"])
    tag = (await api.get(f"/bodies/{top['id']}")).headers["ETag"]
    ring = await api.patch(f"/bodies/{top['id']}", json={"parent": table["id"]}, headers=staff | {"If-Match": tag})

    assert [(error["field"], error["code"]) for error in ring.json()["errors"]] == [("parent", "own-parent")]
    assert [one["id"] for one in (await read(api, "/bodies", parent=top["id"]))["items"]] == [table["id"]]


async def test_a_seat_does_not_end_before_it_began(api: httpx.AsyncClient, staff: Header) -> None:
    seat = {"partner": "politie", "since": "2024-05-01", "until": "2024-04-30"}

    assert await refused(api, "/bodies", staff, name="Bestuur", members=[seat]) == [
        ("members.0.until", "ends-before-start")
    ]


async def test_a_body_shows_its_last_and_next_meeting_and_who_came(api: httpx.AsyncClient, staff: Header) -> None:
    body = (await made(api, "/bodies", staff, name="Bestuur", **QUARTERLY))["id"]
    for ago, present in ((-200, ["politie"]), (-100, ["politie", "gemeente"]), (-10, ["gemeente"])):
        absent = sorted({"politie", "gemeente"} - {*present})
        held = {"heldOn": days(ago), "state": "held", "present": present, "absent": absent}
        await made(api, "/meetings", staff, name=f"Overleg {-ago}", body=body, **held)
    await made(api, "/meetings", staff, name="Ging niet door", body=body, heldOn=days(-5), state="cancelled")
    await made(api, "/meetings", staff, name="Volgende", body=body, heldOn=days(80))

    shown = await read(api, f"/bodies/{body}")

    assert (shown["lastMeeting"], shown["nextMeeting"], shown["behind"]) == (days(-10), days(80), False)
    assert shown["attendance"] == [
        {"partner": "gemeente", "present": 2, "absent": 1},
        {"partner": "politie", "present": 2, "absent": 1},
    ]


@pytest.mark.parametrize(("ago", "behind"), [(-136, False), (-137, True)])
async def test_a_body_is_behind_when_half_a_turn_has_gone_by(
    api: httpx.AsyncClient, staff: Header, ago: int, behind: bool
) -> None:
    """Four times a year is once in 91.3 days: half a turn later is day 137."""
    body = (await made(api, "/bodies", staff, name="Bestuur", **QUARTERLY))["id"]
    await made(api, "/meetings", staff, name="Overleg", body=body, heldOn=days(ago), state="held")

    assert (await read(api, f"/bodies/{body}"))["behind"] is behind


async def test_of_a_body_that_ended_never_met_or_has_no_rhythm_nobody_says_that_it_is_behind(
    api: httpx.AsyncClient, staff: Header
) -> None:
    never = await made(api, "/bodies", staff, name="Nooit bijeen", **QUARTERLY)
    ended = await made(api, "/bodies", staff, name="Opgeheven", **QUARTERLY, starts="2009-01-01", ends=days(-300))
    free = await made(api, "/bodies", staff, name="Zonder ritme")
    for body in (ended, free):
        await made(api, "/meetings", staff, name=f"Van {body['id']}", body=body["id"], heldOn=days(-900), state="held")

    assert [(await read(api, f"/bodies/{one['id']}"))["behind"] for one in (never, ended, free)] == [None, None, None]


async def test_a_meeting_is_not_held_before_its_day_nor_is_a_partner_there_and_not_there(
    api: httpx.AsyncClient, staff: Header
) -> None:
    body = (await made(api, "/bodies", staff, name="Bestuur"))["id"]
    both = {"present": ["politie"], "absent": ["gemeente", "politie"]}

    assert await refused(api, "/meetings", staff, name="x", body=body, heldOn=days(1), state="held", **both) == [
        ("heldOn", "not-held-yet"),
        ("absent.1", "present-and-absent"),
    ]


async def test_steps_in_setting_up_a_body_are_overdue_when_their_day_has_gone_by(
    api: httpx.AsyncClient, staff: Header
) -> None:
    steps = [
        {"name": "Instellen", "due": days(-30), "done": days(-31)},
        {"name": "Bezetting regelen", "due": days(-1)},
        {"name": "Evalueren na twee jaar", "due": days(0)},
        {"name": "Opheffen"},
    ]
    body = await made(api, "/bodies", staff, name="Bureau", kind="bureau", steps=steps)

    assert [(step["name"], step["overdue"]) for step in body["steps"]] == [
        ("Instellen", False),
        ("Bezetting regelen", True),
        ("Evalueren na twee jaar", False),
        ("Opheffen", False),
    ]


async def test_an_old_version_shows_its_own_steps_and_what_was_known_then(
    api: httpx.AsyncClient, staff: Header
) -> None:
    body = await made(api, "/bodies", staff, name="Bureau", steps=[{"name": "Instellen", "due": days(-1)}])
    tag = (await api.get(f"/bodies/{body['id']}")).headers["ETag"]
    await api.patch(f"/bodies/{body['id']}", json={"steps": []}, headers=staff | {"If-Match": tag})

    versions = await read(api, f"/bodies/{body['id']}/versions")

    assert [[step["name"] for step in one["item"]["steps"]] for one in versions["items"]] == [[], ["Instellen"]]


async def test_many_bodies_take_no_more_questions_than_one(
    api: httpx.AsyncClient, staff: Header, engine: Engine, app: object
) -> None:
    async def asked() -> int:
        with counted(app.state.engine) as statements:  # type: ignore[attr-defined]
            await api.get("/bodies")
        return len(statements)

    first = (await made(api, "/bodies", staff, name="Bestuur"))["id"]
    await made(api, "/meetings", staff, name="Een", body=first, heldOn=days(-3), state="held")
    one = await asked()
    for number in range(3):
        body = (await made(api, "/bodies", staff, name=f"Tafel {number}"))["id"]
        await made(api, "/meetings", staff, name=f"Overleg {number}", body=body, heldOn=days(-3), state="held")

    assert await asked() == one
