"""Ids in the seed, to the letter of the contract: they are permanent, and outside systems rely on them."""

import httpx
import pytest

pytestmark = pytest.mark.seeded

IDS = {
    "programmes": (
        "nplv utrecht-krachtwijken-2008 nieuwegein-centrale-as dordt-west zwijndrecht-veerkrachtige-buurten"
        " voorbeeldstad"
    ),
    "areas": (
        "amsterdam-nieuw-west amsterdam-zuidoost arnhem-oost breda-noord delft-west den-haag-zuidwest dordrecht-west"
        " eindhoven-woensel-zuid groningen-noord heerlen-noord leeuwarden-oost lelystad-oost nieuwegein-centrale-as"
        " roosendaal-ring rotterdam-zuid schiedam-nieuwland-en-oost tilburg-noord-west utrecht-overvecht"
        " vlaardingen-westwijk zaandam-oost zwijndrecht-focusbuurten utrecht-krachtwijken voorbeeldstad-zuid"
    ),
    "neighbourhoods": (
        "utrecht-kanaleneiland utrecht-ondiep utrecht-wijk-overvecht utrecht-zuilen-oost nieuwegein-merwestein"
        " zwijndrecht-planetenbuurt"
    ),
    "places": "nederland g4",
    "partners": (
        "gemeente-utrecht gemeente-zwijndrecht gemeente-dordrecht gemeente-nieuwegein rijk mitros portaal bo-ex politie"
    ),
}
MUNICIPALITIES = {
    "amsterdam": ("Amsterdam", "GM0363"),
    "arnhem": ("Arnhem", "GM0202"),
    "breda": ("Breda", "GM0758"),
    "delft": ("Delft", "GM0503"),
    "den-haag": ("Den Haag", "GM0518"),
    "dordrecht": ("Dordrecht", "GM0505"),
    "eindhoven": ("Eindhoven", "GM0772"),
    "groningen": ("Groningen", "GM0014"),
    "heerlen": ("Heerlen", "GM0917"),
    "leeuwarden": ("Leeuwarden", "GM0080"),
    "lelystad": ("Lelystad", "GM0995"),
    "nieuwegein": ("Nieuwegein", "GM0356"),
    "roosendaal": ("Roosendaal", "GM1674"),
    "rotterdam": ("Rotterdam", "GM0599"),
    "schiedam": ("Schiedam", "GM0606"),
    "tilburg": ("Tilburg", "GM0855"),
    "utrecht": ("Utrecht", "GM0344"),
    "vlaardingen": ("Vlaardingen", "GM0622"),
    "zaanstad": ("Zaanstad", "GM0479"),
    "zwijndrecht": ("Zwijndrecht", "GM0642"),
}
DOCUMENTS = {
    "nieuwegein-ambitiedocument-2023": "2023-09-13",
    "dordt-west-voorstel-2023": "2023-01-01",
    "utrecht-charter-2008": "2008-06-09",
    "focusgebieden-bundel-2023": "2023-04-01",
    "zwijndrecht-programma-2024": "2024-01-24",
}


@pytest.mark.parametrize("room", IDS)
async def test_everything_has_the_id_that_the_contract_names(api: httpx.AsyncClient, room: str) -> None:
    there = {item["id"] for item in (await api.get(f"/{room}?pageSize=1000")).json()["items"]}

    assert set(IDS[room].split()) - there == set()


async def test_municipalities_have_the_name_their_people_use_and_their_own_code(api: httpx.AsyncClient) -> None:
    found = (await api.get("/places", params={"kind": "municipality", "pageSize": 1000})).json()["items"]
    told = {place["id"]: (place["name"], *{code["code"] for code in place["codes"]}) for place in found}

    assert {key: told[key] for key in MUNICIPALITIES} == MUNICIPALITIES


async def test_the_country_has_its_code(api: httpx.AsyncClient) -> None:
    country = (await api.get("/places/nederland")).json()

    assert (country["kind"], {code["code"] for code in country["codes"]}) == ("country", {"NL00"})


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_what_a_document_holds_is_known_since_its_date(api: httpx.AsyncClient, document: str) -> None:
    figures = (await api.get("/measurements", params={"source": document, "pageSize": 1000})).json()["items"]

    assert (await api.get(f"/sources/{document}")).json()["publishedOn"] == DOCUMENTS[document]
    assert {figure["recordedAt"] for figure in figures} <= {f"{DOCUMENTS[document]}T00:00:00Z"}
    assert {figure["origin"]["document"] for figure in figures} <= {document}
    assert all(figure["origin"]["line"] >= 1 for figure in figures)
