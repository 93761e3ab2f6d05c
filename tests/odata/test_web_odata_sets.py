"""Every set is, row for row and column for column, what the JSON API gives of the whole seed; and it hangs together."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from tests.odata.asking import ROOT, answer, ids, items, refusal
from tests.queries import counted

ROOMS = {
    "measurements": "measurements",
    "places": "places",
    "areas": "areas",
    "neighbourhoods": "neighbourhoods",
    "indicators": "indicators",
    "targets": "targets",
    "assessments": "assessments",
    "interventions": "interventions",
    "partners": "partners",
}


def flattened(item: dict[str, Any], path: str = "") -> dict[str, Any]:
    """All plain values of an item under the names of their path."""
    flat: dict[str, Any] = {}
    for name, value in item.items():
        here = f"{path}{name[0].upper()}{name[1:]}" if path else name
        flat |= flattened(value, here) if isinstance(value, dict) else {here: value}
    return flat


async def every(api: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    following = f"/{path}?pageSize=1000"
    while following:
        page = (await api.get(following.removeprefix("/api/v1"))).json()
        found, following = [*found, *page["items"]], page["next"]
    return found


@pytest.mark.seeded
async def test_the_sets_give_what_the_api_gives(api: httpx.AsyncClient, site: httpx.AsyncClient) -> None:
    compared = 0
    for name, path in ROOMS.items():
        rows, there = await items(site, name), [flattened(item) for item in await every(api, path)]

        assert len(rows) == len(there), name
        for row, item in zip(rows, there, strict=True):
            alike = {column: value for column, value in row.items() if column in item and column not in REMADE}
            assert alike == {column: item[column] for column in alike}, name
            compared += len(alike)
            made = {column for column in row.keys() - item.keys() if row[column] not in (None, [])}
            assert made <= MADE, name
    assert compared > 20_000


REMADE = {"areas", "partners"}
MADE = {
    *("periodKind", "periodStart", "periodEnd", "code", "layoutYear", "goalName", "everyNeighbourhoodOf"),
    *("lastCheckpointYear", "lastCheckpointValue", "lastCheckpointChange"),
}


@pytest.mark.seeded
async def test_relations_lead_from_the_facts_to_what_they_are_about(site: httpx.AsyncClient, engine: Engine) -> None:
    with counted(engine) as few:
        await answer(site, "measurements", top=5, expand="*")
    with counted(engine) as many:
        page = await answer(site, "measurements", top=500, expand="*")
    row = page["value"][0]
    address = f"measurements('{row['id']}')"
    judged = (await answer(site, "assessments", top=1, expand="ofTarget,atPlace"))["value"][0]
    key = f"assessments(target='{judged['target']}',place='{judged['place']}')"

    assert len(many) <= len(few) + 2
    assert {one["ofIndicator"]["id"] == one["indicator"] for one in page["value"]} == {True}
    assert {one["atPlace"]["id"] == one["place"] for one in page["value"]} == {True}
    assert {one["fromPartner"] is None for one in page["value"]} <= {True, False}
    assert (await answer(site, f"{address}/atPlace"))["id"] == row["place"]
    assert (await answer(site, f"{address}/value"))["value"] == row["value"]
    assert (await site.get(f"{ROOT}/{address}/fromPartner")).status_code == (204 if row["partner"] is None else 200)
    assert (await answer(site, key, select="status"))["status"] == judged["status"]
    assert judged["ofTarget"]["id"] == judged["target"]
    assert (await site.get(f"{ROOT}/{address}/nowhere")).status_code == 404


@pytest.mark.seeded
async def test_lists_lead_on_too_and_chosen_columns_come_alone(site: httpx.AsyncClient) -> None:
    within = await items(site, "neighbourhoods", expand="inAreas", select="id,areas", filter="contains(id,'utrecht')")
    chosen = await answer(site, "places('utrecht')", select="name,kind")
    many = await answer(site, "interventions('abtswoude-bloeit')/withPartners")

    assert {tuple(row) for row in within} == {("id", "areas", "inAreas")}
    assert {tuple(one["id"] for one in row["inAreas"]) == tuple(row["areas"]) for row in within} == {True}
    assert {name: value for name, value in chosen.items() if "@" not in name} == {
        "kind": "municipality",
        "name": "Utrecht",
    }
    assert chosen["@odata.context"].endswith("/odata/v4/$metadata#places(kind,name)/$entity")
    assert [one["id"] for one in many["value"]] == ["shs-delft", "stichting-delfts-peil"]


@pytest.mark.seeded
async def test_a_spreadsheet_that_expands_a_column_chooses_columns_there(site: httpx.AsyncClient) -> None:
    """As Power Query asks: the relation stands among the columns too, and the columns there in its brackets."""
    expand = "atPlace($select=id,name),ofIndicator( select = unit )"
    page = await answer(site, "measurements", select="id,place,atPlace", expand=expand, top=3)
    one = await answer(site, f"measurements('{page['value'][0]['id']}')", select="atPlace", expand="atPlace($select=*)")
    lists = await items(site, "neighbourhoods", expand="inAreas($select=id)", select="areas", top=20)
    there = await answer(site, f"places('{one['atPlace']['id']}')")

    context = "/odata/v4/$metadata#measurements(id,place,atPlace,atPlace(id,name),ofIndicator(unit))"
    assert page["@odata.context"].endswith(context)
    assert {(*row, *row["atPlace"], *row["ofIndicator"]) for row in page["value"]} == {
        ("id", "place", "ofIndicator", "atPlace", "id", "name", "unit")
    }
    assert [row["atPlace"]["id"] for row in page["value"]] == [row["place"] for row in page["value"]]
    assert [name for name in one if "@" not in name] == ["id", "atPlace"]
    assert one["atPlace"] == {name: value for name, value in there.items() if "@" not in name}
    assert {tuple(area) for row in lists for area in row["inAreas"]} == {("id",)}
    assert await refusal(site, "measurements", expand="atPlace($select=secret)") == (400, "$select", "unknown-name")
    assert await refusal(site, "measurements", expand="nowhere($select=id)") == (400, "$expand", "unknown-name")


@pytest.mark.seeded
async def test_assessments_are_made_in_sets_and_continue_within_a_target(
    site: httpx.AsyncClient, engine: Engine
) -> None:
    whole = [(row["target"], row["place"]) for row in await items(site, "assessments", select="target,place")]
    paged = await items(site, "assessments", {"Prefer": "odata.maxpagesize=37"}, select="target,place")
    behind = await items(site, "assessments", filter="status eq 'behind' and programme eq 'voorbeeldstad'")
    with counted(engine) as statements:
        await answer(site, "assessments", top=150)

    assert [(row["target"], row["place"]) for row in paged] == whole
    assert len(set(whole)) == len(whole) > 150
    assert {(row["status"], row["programme"]) for row in behind} <= {("behind", "voorbeeldstad")}
    assert len(statements) < 30
    assert await ids(site, "targets", orderby="status desc,id", top=3) == await ids(
        site, "targets", {"Prefer": "odata.maxpagesize=1"}, orderby="status desc", top=3
    )
    assert Decimal(len(whole)) == Decimal((await site.get(f"{ROOT}/assessments/$count")).text)
