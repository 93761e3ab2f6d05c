"""The service as a tool meets it: what there is, in which form, and what an error looks like."""

from typing import Any
from xml.etree import ElementTree as Xml

import httpx

from app.main import Application
from tests.odata.asking import ROOT, answer, refusal

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
SETS = [
    "measurements",
    "places",
    "areas",
    "neighbourhoods",
    "indicators",
    "targets",
    "assessments",
    "interventions",
    "partners",
]


async def test_the_service_document_names_nine_sets_with_and_without_a_slash(site: httpx.AsyncClient) -> None:
    with_slash, without = await site.get(f"{ROOT}/"), await site.get(ROOT)

    assert with_slash.json() == without.json()
    assert without.json() == {
        "@odata.context": "http://test/odata/v4/$metadata",
        "value": [{"name": name, "kind": "EntitySet", "url": name} for name in SETS],
    }


async def test_every_answer_says_its_versions_and_carries_the_headers_of_all_answers(site: httpx.AsyncClient) -> None:
    answers = [await site.get(f"{ROOT}{path}") for path in ("", "/$metadata", "/places", "/nowhere", "/places/$count")]

    assert [got.status_code for got in answers] == [200, 200, 200, 404, 200]
    assert {got.headers["odata-version"] for got in answers} == {"4.0"}
    assert {got.headers["api-version"] for got in answers} == {"1.0.0"}
    assert {got.headers["x-content-type-options"] for got in answers} == {"nosniff"}


async def test_the_metadata_describes_exactly_what_the_sets_give(site: httpx.AsyncClient, town: None) -> None:
    document = Xml.fromstring((await site.get(f"{ROOT}/$metadata")).content)
    schema = document[0][0]
    types = {f"Wijkkoers.{one.get('Name')}": one for one in schema.iter(f"{EDM}EntityType")}
    described = {
        one.get("Name"): [each.get("Name") for each in types[str(one.get("EntityType"))].iter(f"{EDM}Property")]
        for one in schema.iter(f"{EDM}EntitySet")
    }
    given = {name: (await answer(site, name, top=1))["value"] for name in SETS}

    assert document.get("Version") == "4.0"
    assert list(described) == SETS
    assert {name: list(rows[0]) for name, rows in given.items() if rows} == {
        name: described[name] for name, rows in given.items() if rows
    }


async def test_a_relation_is_bound_by_a_column_that_is_there_to_the_key_of_a_set(site: httpx.AsyncClient) -> None:
    document = Xml.fromstring((await site.get(f"{ROOT}/$metadata")).content)
    relations = []
    for one in document.iter(f"{EDM}EntityType"):
        columns = {each.get("Name"): each.get("Type") for each in one.iter(f"{EDM}Property")}
        for bound in one.iter(f"{EDM}ReferentialConstraint"):
            relations.append((columns[bound.get("Property")], bound.get("ReferencedProperty")))

    assert len(relations) == 11
    assert set(relations) == {("Edm.String", "id")}


FORMS = [
    ("application/json", "minimal"),
    ("*/*", "minimal"),
    ("application/json;odata.metadata=none", "none"),
    ("application/json;odata.metadata=minimal;q=1.0,application/atomsvc+xml;q=0.8", "minimal"),
    ("application/atomsvc+xml, application/json;odata.metadata=full;q=0.7", "full"),
    ("application/json;odata.metadata=none;q=0.2, application/json;odata.metadata=full", "full"),
    ("*/*, application/json;odata.metadata=none;q=0.1", "none"),
    (
        "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,"
        "application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7",
        "minimal",
    ),
]


async def test_json_comes_with_as_much_about_it_as_is_asked(site: httpx.AsyncClient, town: None) -> None:
    for accept, metadata in FORMS:
        got = await site.get(f"{ROOT}/measurements?$top=1", headers={"Accept": accept})
        row = got.json()["value"][0]
        address = f"http://test/odata/v4/measurements('{row['id']}')"

        assert f"odata.metadata={metadata}" in got.headers["content-type"]
        assert ("@odata.context" in got.json()) == (metadata != "none")
        assert row.get("@odata.id") == (address if metadata == "full" else None)
        assert row.get("value@odata.type") == ("#Decimal" if metadata == "full" else None)
        assert row.get("atPlace@odata.navigationLink") == (f"{address}/atPlace" if metadata == "full" else None)


async def test_figures_are_numbers_and_text_for_who_asks_every_digit(site: httpx.AsyncClient, town: None) -> None:
    plain = await answer(site, "measurements", filter="period eq '2012/2013'")
    exact = await answer(
        site, "measurements", {"Accept": "application/json;IEEE754Compatible=true"}, filter="period eq '2012/2013'"
    )

    assert [plain["value"][0]["value"], exact["value"][0]["value"]] == [44.25, "44.25"]


CANNOT_BE_GIVEN: list[tuple[str, dict[str, str], int]] = [
    ("/places?$format=atom", {}, 406),
    ("/places", {"Accept": "application/xml"}, 406),
    ("/places", {"Accept": "application/json;q=0, */*"}, 406),
    ("/$metadata?$format=json", {}, 406),
    ("/places?$format=json", {"Accept": "application/xml"}, 200),
    ("/places", {"OData-MaxVersion": "4.0"}, 200),
    ("/places", {"OData-MaxVersion": "4.01"}, 200),
    ("/places", {"OData-MaxVersion": "3.0"}, 400),
    ("/places", {"MaxDataServiceVersion": "3.0;NetFx", "OData-MaxVersion": "4.0"}, 200),
    ("/nowhere", {}, 404),
    ("/places('nowhere')", {}, 404),
    ("/nowhere('x')", {}, 404),
    ("/places('veld", {}, 404),
    ("/places(veld)", {}, 400),
    ("/places(name='veld')", {}, 400),
    ("/assessments('veld')", {}, 400),
    ("/places('nowhere')/name", {}, 404),
    ("/places/name", {}, 404),
]


async def test_what_cannot_be_given_is_refused(site: httpx.AsyncClient) -> None:
    told = [(await site.get(f"{ROOT}{path}", headers=headers)).status_code for path, headers, _ in CANNOT_BE_GIVEN]

    assert told == [status for *_, status in CANNOT_BE_GIVEN]


async def test_an_error_has_the_shape_of_odata_in_the_language_of_the_reader(site: httpx.AsyncClient) -> None:
    asked = {"$filter": "nope eq 1", "$top": "many", "nonsense": "1"}
    got = await site.get(f"{ROOT}/places", params=asked, headers={"Accept-Language": "en"})
    dutch = await site.get(f"{ROOT}/places", params=asked, headers={"Accept-Language": "nl"})
    error: dict[str, Any] = got.json()["error"]

    assert got.status_code == 400
    assert error.keys() == {"code", "message", "target", "details"}
    assert sorted((each["target"], each["code"]) for each in error["details"]) == [
        ("$filter", "unknown-name"),
        ("$top", "not-a-number"),
        ("nonsense", "unknown-name"),
    ]
    assert dutch.json()["error"]["message"] != error["message"]


async def test_nothing_can_be_written(site: httpx.AsyncClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        got = await site.request(method, f"{ROOT}/measurements", json={})

        assert (got.status_code, got.headers["allow"]) == (405, "GET, HEAD")
        assert got.json()["error"]["code"] == "method-not-allowed"


async def test_a_head_has_the_headers_alone(site: httpx.AsyncClient, town: None) -> None:
    got = await site.head(f"{ROOT}/measurements")

    assert (got.status_code, got.content, got.headers["odata-version"]) == (200, b"", "4.0")


async def test_the_file_for_power_bi_points_at_the_service(site: httpx.AsyncClient) -> None:
    got = await site.get("/odata/wijkkoers.pbids")

    assert got.headers["content-disposition"] == 'attachment; filename="wijkkoers.pbids"'
    assert got.json() == {
        "version": "0.1",
        "connections": [
            {
                "details": {"protocol": "odata", "address": {"url": "http://test/odata/v4/"}},
                "options": {},
                "mode": "Import",
            }
        ],
    }


def test_odata_is_not_in_the_document_of_the_api(app: Application) -> None:
    assert [path for path in app.state.api.openapi()["paths"] if "odata" in path] == []


NOT_OFFERED: list[tuple[str, dict[str, str]]] = [
    ("places", {"apply": "aggregate(x)"}),
    ("places", {"search": "veld"}),
    ("measurements", {"filter": "value add 1 eq 2"}),
    ("places", {"filter": "indexof(name,'a') eq 1"}),
    ("places", {"filter": "areas/any(a: a eq 'zuid')"}),
    ("measurements", {"expand": "atPlace($expand=inAreas)"}),
    ("measurements", {"expand": "atPlace($select=id;$top=1)"}),
    ("measurements", {"expand": "atPlace/areas"}),
    ("measurements", {"expand": "atPlace($select=id"}),
    ("measurements", {"expand": "*($select=id)"}),
    ("measurements", {"expand": "atPlace()"}),
    ("places", {"orderby": "tolower(name)"}),
]


async def test_what_odata_has_and_we_have_not_is_said_to_be_so(site: httpx.AsyncClient) -> None:
    told = [await refusal(site, path, **options) for path, options in NOT_OFFERED]

    assert told == [(501, "", "not-offered")] * len(NOT_OFFERED)
