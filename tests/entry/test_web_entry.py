"""Entry by people: a whole programme in the pages, with no developer at hand."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import Level, Place, PlaceKind
from tests.entry.entering import fields, mistakes, names, saved, send, stands
from tests.given import given_area, given_goal, given_partner, given_place, given_programme
from tests.people import sign_in
from tests.reading import calls, words

HTMX = {"HX-Request": "true"}


@pytest.fixture
async def staff(site: httpx.AsyncClient, session: Session) -> httpx.AsyncClient:
    """Somebody of the programme's staff, signed in, on an empty platform."""
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    return site


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_partner(session)
    given_programme(session, areas=["zuid"])
    given_goal(session)


async def test_the_twenty_first_area_takes_no_developer(staff: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    """Municipality, neighbourhoods, area, programme with its own words, tree, indicator, target and figure."""
    await saved(staff, "/invoer/gemeenten/nieuw", {"name": "Almere", "code": "GM0034", "layoutYear": "2024"})
    for name in ("Muziekwijk", "Staatsliedenwijk"):
        await saved(staff, "/invoer/buurten/nieuw", {"name": name, "municipality": "almere", "level": "district"})
    new = "/invoer/gebieden/nieuw"
    more = (await send(staff, new, {"erbij": "neighbourhoods"})).text
    assert "neighbourhoods.0.neighbourhood" in names(more)
    parts = {"neighbourhoods.0.neighbourhood": "almere-muziekwijk", "neighbourhoods.0.share": "1"}
    parts |= {"neighbourhoods.1.neighbourhood": "Staatsliedenwijk (Almere)", "neighbourhoods.1.share": "0,25"}
    said = {"name": "Almere Centrum", "municipality": "almere", "aliases": "Almere-Centrum\nHet centrum"}
    area = await saved(staff, new, said | parts | {"boundaryReason": "Zo besloten", "websites": "centrum.example"})
    levels = {"levels.0.name": "Droom", "levels.0.kind": "pillar", "levels.1.name": "Daad", "levels.1.kind": "goal"}
    programme = await saved(
        staff, "/invoer/programmas/nieuw", {"name": "Centrum vooruit", "areas": ["almere-centrum"], **levels}
    )
    tree = "/invoer/doelen/nieuw?programme=centrum-vooruit"
    await saved(staff, tree, {"name": "Iedereen veilig", "level": "droom"})
    goal = "centrum-vooruit-minder-inbraken"
    await saved(staff, tree, {"name": "Minder inbraken", "level": "daad", "parent": "centrum-vooruit-iedereen-veilig"})
    about = {"name": "Inbraken", "unit": "count", "goodDirection": "fall", "lowest": "0"}
    await saved(staff, "/invoer/indicatoren/nieuw", about)
    await saved(staff, "/invoer/groepen/nieuw", {"name": "Iedereen", "id": "all"})
    wanted = {"rule": "absolute", "indicator": "inbraken", "place": "almere-muziekwijk", "direction": "fall"}
    steps = {"checkpoints.0.year": "2030", "checkpoints.0.value": "40", "baselinePeriod": "2022"}
    await saved(
        staff,
        f"/invoer/streefwaarden/nieuw?programme=centrum-vooruit&goal={goal}",
        wanted | steps | {"population": "all"},
    )
    figure = {"indicator": "inbraken", "place": "almere-muziekwijk", "period": "2022", "value": "80", "state": "final"}
    assert (await staff.post("/meten", data=figure)).status_code == 303

    page = words((await staff.get(area)).text)
    assert (area, programme) == ("/gebieden/almere-centrum", "/programmas/centrum-vooruit")
    assert "Almere-Centrum" in page
    assert "1 concept, niet meegeteld" in page
    made = (await api.get("/areas/almere-centrum/neighbourhoods")).json()["items"]
    assert [(one["id"], one["areas"][0]["share"]) for one in made] == [
        ("almere-muziekwijk", 1),
        ("almere-staatsliedenwijk", 0.25),
    ]
    assert (await api.get(f"/nodes/{goal}")).json()["levelName"] == "Daad"
    assert (await api.get("/targets")).json()["items"][0]["baseline"]["value"] == 80


async def test_every_kind_of_thing_has_a_form(staff: httpx.AsyncClient, around: None) -> None:
    index = (await staff.get("/invoer?programme=samen")).text
    forms = [part.split('"')[0] for part in index.split('href="')[1:] if "/nieuw" in part.split('"')[0]]
    opened = {path: await staff.get(path) for path in forms}

    assert len(opened) == 26
    assert {
        path: it.status_code for path, it in opened.items() if it.status_code != 200 or "<form" not in it.text
    } == {}


async def test_a_form_of_a_programme_asks_first_of_which(staff: httpx.AsyncClient, around: None) -> None:
    asked = (await staff.get("/invoer/gremia/nieuw")).text

    assert "Van welk programma?" in words(asked)
    assert "/invoer/gremia/nieuw?programme=samen" in asked


async def test_a_body_with_its_members_is_entered(
    staff: httpx.AsyncClient, api: httpx.AsyncClient, around: None
) -> None:
    form = {"name": "Tafel", "kind": "partner-table", "starts": "2024-01-01", "meetsTimes": "4", "meetsPer": "year"}
    members = {"members.0.partner": "politie", "members.0.decides": "ja", "members.1.name": "Bewoners"}
    await saved(staff, "/invoer/gremia/nieuw?programme=samen", form | members | {"places": ["veld"]})
    made = (await api.get("/bodies/samen-tafel")).json()

    assert (made["meetsTimes"], made["starts"], made["places"]) == (4, "2024-01-01", ["veld"])
    assert [(one["partner"], one["name"], one["decides"]) for one in made["members"]] == [
        ("politie", None, True),
        (None, "Bewoners", None),
    ]


async def test_mistakes_stand_at_their_fields_and_above_the_form(staff: httpx.AsyncClient, around: None) -> None:
    wrong = {"name": "", "meetsTimes": "veel", "members.0.partner": "niemand", "ends": "1999-01-01"}
    answer = await send(staff, "/invoer/gremia/nieuw?programme=samen", wrong | {"starts": "2024-01-01"})

    assert answer.status_code == 400
    assert mistakes(answer.text) == {
        "name": "Deze waarde is verplicht.",
        "meetsTimes": "Geef een geheel getal.",
        "members-0-partner": "Er is geen partner “niemand”. De lijst staat op /api/v1/partners.",
        "ends": "Het einde ligt voor het begin.",
    }
    assert (
        '<a class="utrecht-link utrecht-link--html-a" href="#f-members-0-partner">Wie erin zit 1, Organisatie</a>'
        in (answer.text)
    )
    assert (stands(answer.text, "meetsTimes"), stands(answer.text, "members.0.partner")) == (["veel"], ["niemand"])


async def test_what_was_refused_is_not_stored(staff: httpx.AsyncClient, api: httpx.AsyncClient, around: None) -> None:
    await send(staff, "/invoer/gremia/nieuw?programme=samen", {"name": "Tafel", "meetsTimes": "veel"})

    assert (await api.get("/bodies")).json()["items"] == []


async def test_rows_are_added_and_taken_out_without_script(staff: httpx.AsyncClient, around: None) -> None:
    path = "/invoer/gremia/nieuw?programme=samen"
    one = await send(staff, path, {"name": "Tafel", "members.0.name": "Een", "erbij": "members"})
    two = await staff.post(path, data=dict(fields(one.text)) | {"members.1.name": "Twee", "erbij": "members"})
    fewer = await staff.post(path, data=dict(fields(two.text)) | {"eraf": "members.0"})

    assert [page.status_code for page in (one, two, fewer)] == [200, 200, 200]
    assert 'id="f-members-1-partner"' in one.text
    assert [stands(fewer.text, f"members.{row}.name") for row in range(2)] == [["Twee"], []]
    assert stands(fewer.text, "name") == ["Tafel"]


async def test_a_form_shows_what_is_there_and_sends_only_what_was_changed(
    staff: httpx.AsyncClient, api: httpx.AsyncClient, around: None
) -> None:
    wide = {"name": "Kansen", "unit": "percent", "decimals": "1", "lowest": "0", "highest": "12,5"}
    await saved(staff, "/invoer/indicatoren/nieuw", wide | {"protected": "ja"})
    form = (await staff.get("/invoer/indicatoren/kansen")).text
    assert (stands(form, "highest"), stands(form, "protected"), stands(form, "unit")) == (["12,5"], ["ja"], [])
    assert "procent" in words(form)
    await saved(staff, "/invoer/indicatoren/kansen", {"name": "Kansen van kinderen"})
    versions = (await api.get("/indicators/kansen/versions")).json()["items"]

    assert [one["changed"] for one in versions] == [["name"], []]


async def test_saving_without_a_change_makes_no_version(
    staff: httpx.AsyncClient, api: httpx.AsyncClient, around: None
) -> None:
    for path in ("gebieden/zuid", "buurten/veld", "programmas/samen", "doelen/rust", "partners/politie"):
        await saved(staff, f"/invoer/{path}", {})
    rooms = ("areas/zuid", "places/veld", "programmes/samen", "nodes/rust", "partners/politie")

    assert [len((await api.get(f"/{room}/versions")).json()["items"]) for room in rooms] == [1] * 5


async def test_a_field_that_is_needed_cannot_be_emptied(staff: httpx.AsyncClient, around: None) -> None:
    answer = await send(staff, "/invoer/partners/politie", {"name": "", "kind": "x" * 99})

    assert mistakes(answer.text) == {"name": "Deze waarde is verplicht.", "kind": "Geef hoogstens 60 tekens."}


async def test_who_is_no_staff_enters_nothing(site: httpx.AsyncClient, session: Session, around: None) -> None:
    nobody = [await site.get("/invoer"), await site.get("/invoer/partners/politie")]
    posted = await site.post("/invoer/partners/politie", data={"name": "Anders"})
    await sign_in(site, session, Role.PARTNER_EDITOR, partner="politie")
    partner: list[Any] = [
        await site.get(path) for path in ("/invoer", "/invoer/partners/politie", "/invoer/gremia/nieuw")
    ]
    sent = await site.post("/invoer/partners/politie", data={"name": "Anders", "stond": '{"name": "Politie"}'})

    assert [(it.status_code, it.headers["location"].split("?")[0]) for it in nobody] == [(303, "/aanmelden")] * 2
    assert posted.status_code == 401
    assert ([it.status_code for it in partner], sent.status_code) == ([403] * 3, 403)
    assert "Invoer" not in words((await site.get("/")).text)
    assert "Wijzigen" not in words((await site.get("/partners/politie")).text)


async def test_staff_finds_the_forms_from_the_pages(staff: httpx.AsyncClient, around: None) -> None:
    area, partners = (await staff.get("/gebieden/zuid")).text, (await staff.get("/partners")).text

    assert 'href="/invoer/gebieden/zuid"' in area
    assert 'href="/invoer/gebieden/zuid/versies"' in area
    assert 'href="/invoer/partners/nieuw"' in partners


async def test_no_page_of_entry_asks_more_than_four_things(app: Any, staff: httpx.AsyncClient, around: None) -> None:
    asked: dict[str, int] = {}
    for path in ("", "/gremia?programme=samen", "/gremia/nieuw?programme=samen", "/programmas/samen"):
        with calls(app) as made:
            await staff.get(f"/invoer{path}")
        asked[path] = len(made)
    for path in ("/doelen/rust/versies", "/partners/politie/versies"):
        with calls(app) as made:
            await staff.get(f"/invoer{path}")
        asked[path] = len(made)
    with calls(app) as made:
        await staff.post("/invoer/programmas/samen", data={"name": "", "starts": "x", "versie": '"oud"'})
    asked["refused"] = len(made)

    assert {path: count for path, count in asked.items() if count > 4} == {}


async def test_a_word_that_is_no_noun_is_not_found(staff: httpx.AsyncClient) -> None:
    pages = [await staff.get(path) for path in ("/invoer/mensen", "/invoer/mensen/nieuw", "/invoer/partners/niemand")]

    assert [page.status_code for page in pages] == [404, 404, 404]


async def test_a_list_that_is_too_long_is_searched_by_name(
    staff: httpx.AsyncClient, session: Session, api: httpx.AsyncClient
) -> None:
    session.add_all(
        Place(id=f"buurt-{number}", kind=PlaceKind.NEIGHBOURHOOD, name=f"Buurt {number}", level=Level.OTHER)
        for number in range(1001)
    )
    session.commit()
    form = (await send(staff, "/invoer/gebieden/nieuw", {"erbij": "neighbourhoods"})).text
    asked = (await staff.get("/invoer/keuzes/neighbourhood?programme=&q=1000", headers=HTMX)).text
    part = {"neighbourhoods.0.neighbourhood": "Buurt 1000 [buurt-1000]", "neighbourhoods.0.share": "1"}
    await saved(staff, "/invoer/gebieden/nieuw", {"name": "Ver weg", **part})

    assert 'data-more="/invoer/keuzes/neighbourhood?programme="' in form
    assert asked.strip() == '<option value="Buurt 1000 [buurt-1000]"></option>'
    assert [one["id"] for one in (await api.get("/areas/ver-weg/neighbourhoods")).json()["items"]] == ["buurt-1000"]
