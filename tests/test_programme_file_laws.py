"""Whatever a programme holds: what is taken in comes out again, to the last digit and the last letter."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.database import make_engine, rehearse, transaction
from app.models.access import SYSTEM
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.exchange import exporting, importing
from tests.databases import Databases
from tests.programme_files_given import NOW, File, small_file

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)
decimals = st.decimals(0, 100, allow_nan=False, allow_infinity=False, places=7).map(lambda number: format(number, "f"))
moments = st.integers(10**12, 17 * 10**11).map(
    lambda thousandths: datetime.fromtimestamp(thousandths / 1000, UTC).isoformat().replace("+00:00", "Z")
)
periods = st.one_of(
    st.integers(1990, 2024).map(str),
    st.integers(1990, 2023).map(lambda year: f"{year}/{year + 1}"),
    st.tuples(st.integers(1990, 2024), st.integers(1, 4)).map(lambda it: f"{it[0]}-Q{it[1]}"),
    st.tuples(st.integers(1990, 2024), st.integers(1, 12)).map(lambda it: f"{it[0]}-{it[1]:02d}"),
)


@pytest.fixture(scope="module")
def made(databases: Databases) -> Iterator[File]:
    url = databases.copy_of("empty")
    yield small_file(url)
    databases.drop(url)


@pytest.fixture(scope="module")
def empty(databases: Databases) -> Iterator[Engine]:
    url = databases.copy_of("empty")
    yield make_engine(url)
    databases.drop(url)


@st.composite
def node_trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Goals under goals, each with its versions, in the order of their ids."""
    nodes = []
    for number in range(draw(st.integers(1, 6))):
        above = {"parent": f"doel-{draw(st.integers(0, number - 1))}"} if number and draw(st.booleans()) else {}
        said = {"programme": "samen", "level": "goal", "position": number, **above}
        versions = [
            {
                "version": one + 1,
                "gone": False,
                "recordedAt": moment,
                "recordedBy": "system",
                **said,
                "name": draw(texts),
            }
            for one, moment in enumerate(sorted(draw(st.lists(moments, min_size=1, max_size=3))))
        ]
        nodes.append({"id": f"doel-{number}", "versions": versions})
    return nodes


@st.composite
def figures(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Figures of one indicator at one place, each with its revisions, in the order of their keys."""
    said = {"state": "final", "acceptance": "accepted", "published": False, "flags": "", "recordedBy": "system"}
    return [
        {
            "indicator": "nuisance",
            "place": "veld",
            "period": period,
            "population": "all",
            "revisions": [
                {"revision": number + 1, "value": draw(decimals), **said, "recordedAt": draw(moments)}
                for number in range(draw(st.integers(1, 3)))
            ],
        }
        for period in sorted(draw(st.sets(periods, max_size=6)))
    ]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=texts,
    summary=texts,
    nodes=node_trees(),
    measurements=figures(),
    share=decimals.filter(lambda it: 0 < float(it) <= 1),
)
def test_what_goes_in_comes_out(
    empty: Engine, made: File, name: str, summary: str, nodes: list[Any], measurements: list[Any], share: str
) -> None:
    file = deepcopy(made)
    file["programmes"][0]["versions"][0] |= {"name": name, "summary": summary}
    file["memberships"][0]["versions"][0]["share"] = share
    file["nodes"], file["measurements"] = nodes, [*measurements, file["measurements"][1]]
    for target in (file["targets"][0], file["interventions"][0]):
        for row in [*target["versions"], *target.get("goals", [])]:
            row.update({"goal": "doel-0"} if "goal" in row else {})
    with transaction(empty) as session:
        rehearse(session)
        importing.take_in(Writing(session, SYSTEM, NOW), deepcopy(file))
        text = "".join(exporting.export(Sight(session, SYSTEM, NOW), "samen"))

    assert json.loads(text) == file
