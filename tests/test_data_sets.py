"""The data sets, described for people, for programs and for harvesters; and every one of them can be had."""

from pathlib import Path

import httpx
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from sqlmodel import Session

from app.settings import Settings
from tests.exporting import FORMS, every_item, file_of, flat, read, same
from tests.given import given_area, given_course, given_intervention, given_partner, given_source, measured

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
PUBLISHER = "https://identifier.overheid.nl/tooi/id/gemeente/gm0000"
HERE = "https://cijfers.voorbeeldstad.example/api/v1/data-sets"
NUMBERS = {
    "targets": ("baselineValue", "startYear", "endYear"),
    "assessments": ("actualValue", "baselineValue", "expected", "gapToTarget", "pace", "agesActual", "agesBaseline"),
    "indicators": ("decimals", "lowest", "highest", "minimumCount", "roundTo"),
}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=tmp_path,
        public_url="https://cijfers.voorbeeldstad.example",
        publisher_name="Gemeente Voorbeeldstad",
        publisher_uri=PUBLISHER,
        data_licence=LICENCE,
    )


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    given_partner(session, website="https://politie.example", description="+31, =niet rekenen")
    given_area(session, "zuid", members=["veld"])
    given_intervention(session, places=["veld"], goals=["rust"], partners=["politie"], aim='Een "coach"; per straat')
    given_source(session, url="https://monitor.example/a b")
    measured(session, "2011", 38)


def plain(form: str, row: dict[str, object]) -> dict[str, object]:
    """Cells of CSV as what they stand for: yes and no, and texts that were made harmless."""
    if not form.startswith("csv"):
        return row
    words: dict[object, object] = {"true": True, "false": False}
    return {
        name: value[1:] if isinstance(value, str) and value[:2] == "'+" else words.get(value, value)
        for name, value in row.items()
    }


async def test_every_data_set_gives_the_items_of_its_pages_in_every_form(api: httpx.AsyncClient, course: None) -> None:
    described = (await api.get("/data-sets")).json()["items"]
    assert [one["id"] for one in described] == [
        "areas", "assessments", "indicators", "interventions", "measurements", "neighbourhoods", "partners", "places",
        "targets",
    ]  # fmt: skip
    for one in described:
        if one["id"] == "measurements":
            continue
        names, numbers = [column["name"] for column in one["columns"]], NUMBERS.get(one["id"], ())
        items = [flat(item) for item in await every_item(api, f"/{one['id']}")]
        known = [{name: item[name] for name in names if name in item} for item in items]
        for form in FORMS:
            rows = read(form, await file_of(api, f"/{one['id']}", form))
            found = [{name: row[name] for name in names if name in row} for row in rows]
            expected = [flat(item) for item in items] if form == "ndjson" else known
            found = rows if form == "ndjson" else [plain(form, row) for row in found]
            assert same(found, numbers) == same(expected, numbers), (one["id"], form)


async def test_a_data_set_says_who_gives_it_under_which_licence(api: httpx.AsyncClient, course: None) -> None:
    (one,) = [one for one in (await api.get("/data-sets")).json()["items"] if one["id"] == "places"]

    assert one["publisher"] == {"name": "Gemeente Voorbeeldstad", "uri": PUBLISHER, "email": "beheer@wijkkoers.example"}
    assert (one["licence"], one["name"], one["url"]) == (LICENCE, "Plaatsen", "/api/v1/places")
    assert [each["url"] for each in one["distributions"]] == [f"/api/v1/places?format={form}" for form in FORMS]
    assert one["modified"].endswith("Z")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of the library that reads
async def test_a_harvester_reads_the_same_catalogue_as_turtle_and_as_json(api: httpx.AsyncClient, course: None) -> None:
    turtle = await api.get("/data-sets", headers={"Accept": "text/turtle"})
    linked = await api.get("/data-sets", params={"format": "jsonld"})
    graph = Graph().parse(data=turtle.text, format="turtle")
    catalogue, measurements = URIRef(HERE), URIRef(f"{HERE}#measurements")

    assert (turtle.headers["content-type"], linked.headers["content-type"]) == (
        "text/turtle; charset=utf-8",
        "application/ld+json",
    )
    assert set(graph) == set(Graph().parse(data=linked.text, format="json-ld"))
    assert set(graph.objects(catalogue, DCAT.dataset)) == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) == 9 * len(FORMS)
    assert list(graph.objects(measurements, DCTERMS.publisher)) == [URIRef(PUBLISHER)]
    assert list(graph.objects(measurements, DCTERMS.source)) == [URIRef("https://monitor.example/a%20b")]
    assert {str(graph.value(each, DCTERMS.license)) for each in graph.objects(measurements, DCAT.distribution)} == {
        LICENCE
    }
    assert str(graph.value(URIRef(f"{HERE}#measurements-csv"), DCAT.downloadURL)) == (
        "https://cijfers.voorbeeldstad.example/api/v1/measurements?format=csv"
    )


async def test_every_data_set_has_what_the_dutch_profile_demands(api: httpx.AsyncClient, course: None) -> None:
    """Mandatory in DCAT-AP-NL 3.0, for the catalogue, the data sets and their distributions."""
    graph = Graph().parse(data=(await api.get("/data-sets", params={"format": "turtle"})).text, format="turtle")
    demanded = {
        DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
        DCAT.Dataset: (
            DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher, DCTERMS.accessRights,
            DCAT.contactPoint, DCAT.theme, DCAT.distribution,
        ),
        DCAT.Distribution: (DCAT.accessURL, DCTERMS.license, DCTERMS.format),
        DCAT.DataService: (DCTERMS.title, DCAT.endpointURL, DCAT.contactPoint, DCTERMS.publisher),
    }  # fmt: skip
    missing = [
        (str(subject), str(wanted))
        for kind, properties in demanded.items()
        for subject in graph.subjects(RDF.type, kind)
        for wanted in properties
        if graph.value(subject, wanted) is None
    ]

    assert missing == []
