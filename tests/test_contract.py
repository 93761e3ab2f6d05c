"""The public contract, walked from outside over the whole seed: names of fields, filters, ids, and shapes."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.seeded

Item = dict[str, Any]

TARGET = "krachtwijken-overvecht-youth-nuisance"
COUNTS = {
    *("achieved", "onTrack", "behind", "farBehind", "worsening"),
    *("uncertain", "noData", "suppressed", "notStarted"),
}
ASSESSMENT = {
    *("target", "place", "status", "likely", "chances", "pace", "baseline", "actual", "expected", "gapToTarget"),
    *("checkpoints", "deadlinePassed", "reachedAt", "overshoot", "outdated", "reference", "forecast", "judgement"),
    *("reason", "ages", "series", "method"),
}
FIELDS = {
    "places": {"id", "kind", "name", "codes"},
    "areas": {
        *("id", "name", "aliases", "municipality", "inhabitants", "districts", "websites", "characteristics"),
        *("programmes", "progress", "origin", "may"),
    },
    "neighbourhoods": {"id", "name", "level", "municipality", "codes", "areas", "origin", "may"},
    "programmes": {"id", "name", "may"},
    "programmes/utrecht-krachtwijken-2008/nodes": {"id", "level", "name", "counts"},
    "goals": {"id", "programme", "name", "counts"},
    "targets": {
        *("id", "programme", "goal", "path", "indicator", "population", "scope", "place", "rule", "bound", "direction"),
        *("baseline", "checkpoints", "reference", "startYear", "endYear", "patienceUntil", "condition", "state"),
        *("status", "origin", "may"),
    },
    "assessments": ASSESSMENT,
    "indicators": {
        *("id", "name", "unit", "decimals", "goodDirection", "lowest", "highest", "protected", "aggregation"),
        *("rhythm", "source", "may"),
    },
    "populations": {"id", "name"},
    "measurements": {
        *("id", "indicator", "place", "period", "population", "value", "missing", "unit", "numerator", "denominator"),
        *("state", "acceptance", "sampleSize", "low", "high", "partner", "source", "origin", "note", "flags"),
        *("revision", "recordedAt", "may"),
    },
    "measurements/1/revisions": {
        *("revision", "value", "missing", "state", "acceptance", "recordedAt", "recordedBy", "reason"),
    },
    "interventions": {"id", "name", "places", "goals", "partners", "may"},
    "partners": {"id", "name", "may"},
    "sources": {"id", "name"},
    "areas/utrecht-krachtwijken/neighbourhoods": {"id", "areas"},
}
INSIDE = {
    ("areas", "municipality"): {"code", "name"},
    ("areas", "inhabitants"): {"value", "year"},
    ("areas", "characteristics"): {"socioEconomic", "housing", "striking"},
    ("areas", "progress"): {"counts"},
    ("areas", "origin"): {"document", "line"},
    ("neighbourhoods", "municipality"): {"code", "name"},
    ("neighbourhoods", "areas"): {"area", "share"},
    ("places", "codes"): {"code", "layoutYear"},
    ("goals", "counts"): COUNTS,
    ("targets", "path"): {"level", "id", "name"},
    ("targets", "baseline"): {"period", "value", "origin"},
    ("targets", "condition"): {"text", "met"},
    ("targets", "origin"): {"document", "line"},
    ("indicators", "aggregation"): {"places", "periods"},
    ("measurements", "origin"): {"document", "line", "table", "key"},
    ("assessments", "method"): {"name", "version"},
    ("assessments", "series"): {"period", "value"},
    ("assessments", "checkpoints"): {"year", "met"},
    ("assessments", "baseline"): {"period", "value", "origin"},
    ("assessments", "actual"): {"period", "value", "low", "high", "state", "flags"},
    ("assessments", "reference"): {"place", "value", "gap", "gapAtBaseline", "ratio"},
}
FILTERS = {
    "places": {"area": "utrecht-krachtwijken", "kind": "area", "municipality": "GM0344", "place": "utrecht-overvecht"},
    "areas": {"programme": "nplv", "place": "utrecht-overvecht", "municipality": "GM0344"},
    "neighbourhoods": {"area": "utrecht-krachtwijken", "place": "utrecht-ondiep", "municipality": "GM0344"},
    "programmes": {"area": "utrecht-krachtwijken", "partner": "mitros", "municipality": "GM0344"},
    "goals": {"programme": "utrecht-krachtwijken-2008"},
    "targets": {
        "programme": "utrecht-krachtwijken-2008",
        "area": "utrecht-krachtwijken",
        "place": "utrecht-wijk-overvecht",
        "indicator": "youth-nuisance",
        "source": "utrecht-charter-2008",
        "municipality": "GM0344",
        "rule": "absolute",
        "status": "no-data",
        "state": "adopted",
    },
    "assessments": {"place": "utrecht-wijk-overvecht", "indicator": "youth-nuisance", "rule": "absolute"},
    "indicators": {"programme": "utrecht-krachtwijken-2008", "indicator": "youth-nuisance"},
    "partners": {"programme": "utrecht-krachtwijken-2008", "partner": "mitros"},
    "interventions": {"programme": "voorbeeldstad", "area": "voorbeeldstad-zuid"},
    "measurements": {
        "programme": "utrecht-krachtwijken-2008",
        "area": "utrecht-krachtwijken",
        "place": "utrecht-wijk-overvecht",
        "indicator": "youth-nuisance",
        "source": "utrecht-charter-2008",
        "municipality": "GM0344",
        "state": "final",
        "acceptance": "accepted",
        "periodFrom": "2006",
        "periodTo": "2006",
    },
}


async def everything(api: httpx.AsyncClient, room: str, **asked: str) -> list[Item]:
    """All items of a collection, along `next`."""
    page = (await api.get(f"/{room}", params={"pageSize": "1000", **asked})).raise_for_status().json()
    items = list(page["items"])
    while page["next"]:
        assert page["next"].startswith("/api/v1/")
        page = (await api.get(f"http://test{page['next']}")).raise_for_status().json()
        items += page["items"]
    return items


def parts(found: Any) -> list[Item]:
    return found if isinstance(found, list) else [] if found is None else [found]


@pytest.mark.parametrize("room", FIELDS)
async def test_an_item_has_every_field_of_the_contract(api: httpx.AsyncClient, room: str) -> None:
    items = await everything(api, room)
    told = {(room, None): items} | {
        key: [part for item in items for part in parts(item[key[1]])] for key in INSIDE if key[0] == room
    }

    assert {key: bool(found) for key, found in told.items()} == dict.fromkeys(told, True)
    for key, found in told.items():
        wanted = INSIDE.get((key[0], key[1] or ""), FIELDS[room])
        assert [part for part in found if wanted - part.keys()] == [], key


@pytest.mark.parametrize("room", FILTERS)
async def test_a_collection_is_filtered_by_what_its_items_have(api: httpx.AsyncClient, room: str) -> None:
    all_of_them = await everything(api, room)
    for key, value in FILTERS[room].items():
        found = await everything(api, room, **{key: value})

        assert 0 < len(found) <= len(all_of_them), key
        assert found == [one for one in all_of_them if one in found], key
        if key in all_of_them[0] and key != "municipality":
            assert {one[key] for one in found} == {value}


async def test_references_are_ids_of_what_is_there(api: httpx.AsyncClient) -> None:
    rooms = {"place": "places", "indicator": "indicators", "partner": "partners", "programme": "programmes"}
    rooms |= {"goal": "goals", "population": "populations", "source": "sources"}
    known = {field: {item["id"] for item in await everything(api, room)} for field, room in rooms.items()}
    told = [*await everything(api, "measurements"), *await everything(api, "targets")]
    named = {field: {item[field] for item in told if item.get(field) is not None} for field in rooms}

    assert {field: named[field] - known[field] for field in rooms} == {field: set() for field in rooms}


async def test_a_place_is_found_by_its_code_and_the_year_of_its_layout(api: httpx.AsyncClient) -> None:
    found = await everything(api, "places", code="GM0344", layoutYear="2020")

    assert [place["id"] for place in found] == ["utrecht"]


async def test_the_signatories_of_a_programme_are_its_partners(api: httpx.AsyncClient) -> None:
    signed = {partner["id"] for partner in await everything(api, "partners", programme="utrecht-krachtwijken-2008")}

    assert signed == {"gemeente-utrecht", "rijk"}


async def test_a_tree_counts_at_every_node(api: httpx.AsyncClient) -> None:
    nodes = (await api.get("/programmes/utrecht-krachtwijken-2008/tree")).json()["nodes"]
    levels = set()
    while nodes:
        levels |= {node["level"] for node in nodes}
        assert [node["id"] for node in nodes if node["counts"].keys() != COUNTS] == []
        nodes = [child for node in nodes for child in node["children"]]

    assert levels == {"theme", "part", "ambition", "goal"}


async def test_progress_of_an_area_is_counted_and_told_in_the_words_of_the_contract(api: httpx.AsyncClient) -> None:
    told = (await api.get("/areas/utrecht-krachtwijken/progress")).json()

    assert told["counts"].keys() == COUNTS
    assert sum(told["counts"].values()) == len(told["assessments"]) == 48
    assert [one for one in told["assessments"] if not one.keys() >= ASSESSMENT] == []


async def test_an_assessment_of_every_neighbourhood_holds_its_places_and_counts(api: httpx.AsyncClient) -> None:
    wide = [one for one in await everything(api, "targets") if one["scope"]["everyNeighbourhoodOf"] is not None]
    told = (await api.get(f"/targets/{wide[0]['id']}/assessment")).json()

    assert told["counts"].keys() == COUNTS
    assert {one["place"] for one in told["places"]} <= {one["id"] for one in await everything(api, "neighbourhoods")}


async def test_the_charter_is_found_by_document_and_line(api: httpx.AsyncClient) -> None:
    charter = await everything(api, "targets", source="utrecht-charter-2008")
    lines = {(one["origin"]["document"], one["origin"]["line"]): one["id"] for one in charter}

    assert len([one for one in charter if one["place"].startswith("utrecht-")]) >= 48
    assert lines["utrecht-charter-2008", 319] is not None
    assert (await api.get(f"/targets/{TARGET}")).json()["origin"] | {"table": None, "key": None} == {
        "document": "utrecht-charter-2008",
        "line": 319,
        "table": None,
        "key": None,
    }
