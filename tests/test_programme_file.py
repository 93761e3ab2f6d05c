"""A whole programme as one open file: out, in on an empty platform, out again: the same."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.database import make_engine
from app.settings import Settings
from tests.databases import Databases
from tests.programme_files_given import PROGRAMMES, exported, rows, served, taken_in

AREAS = {
    "nplv": "heerlen-noord",
    "utrecht-krachtwijken-2008": "utrecht-krachtwijken",
    "nieuwegein-centrale-as": "nieuwegein-centrale-as",
    "dordt-west": "dordrecht-west",
    "zwijndrecht-veerkrachtige-buurten": "zwijndrecht-focusbuurten",
    "voorbeeldstad": "voorbeeldstad-zuid",
}
every_programme = pytest.mark.parametrize("programme", PROGRAMMES)


@pytest.fixture(scope="module")
def there(databases: Databases) -> Iterator[str]:
    """The address of an installation with the whole seed, which no test here changes."""
    url = databases.copy_of("seeded")
    yield url
    databases.drop(url)


@pytest.fixture(scope="module")
def source(there: str) -> Engine:
    return make_engine(there)


@pytest.fixture(scope="module")
def moved(databases: Databases, source: Engine) -> Iterator[dict[str, str]]:
    """For each programme the address of an installation that holds nothing else."""
    urls = {programme: databases.copy_of("empty") for programme in PROGRAMMES}
    for programme, url in urls.items():
        taken_in(make_engine(url), exported(source, programme))
    yield urls
    for url in urls.values():
        databases.drop(url)


@every_programme
def test_out_and_in_and_out_again_is_the_same_file(source: Engine, moved: dict[str, str], programme: str) -> None:
    assert exported(make_engine(moved[programme]), programme) == exported(source, programme)


@every_programme
def test_nothing_came_that_was_not_there(source: Engine, moved: dict[str, str], programme: str) -> None:
    before = rows(source)
    after = rows(make_engine(moved[programme]))

    assert {name: [row for row in told if row not in before[name]] for name, told in after.items()} == {
        name: [] for name in after
    }
    assert len(after["programme"]) == 1


@pytest.mark.parametrize("programme", AREAS)
async def test_it_stands_as_it_stood(there: str, moved: dict[str, str], settings: Settings, programme: str) -> None:
    asked = [
        f"/assessments?programme={programme}&pageSize=1000",
        f"/assessments?programme={programme}&pageSize=1000&asOf=2015&knownAt=2016-02-01T00:00:00Z",
        f"/programmes/{programme}/tree",
        f"/measurements?area={AREAS[programme]}&knownAt=2024-06-01T00:00:00Z&pageSize=1000",
        f"/indicators?programme={programme}&pageSize=1000",
        f"/interventions?programme={programme}&pageSize=1000",
    ]
    assert await answers(moved[programme], settings, asked) == await answers(there, settings, asked)


async def answers(url: str, settings: Settings, asked: list[str]) -> list[object]:
    """What is answered, without numbers of measurements, and without the other programmes that use an indicator."""
    with served(url, settings) as client:
        return [unnumbered((await client.get(f"/api/v1{path}")).raise_for_status().json()) for path in asked]


def unnumbered(told: object) -> object:
    if isinstance(told, list):
        return [unnumbered(each) for each in told]
    if isinstance(told, dict):
        gone = {"measurement", "nextChangedSince", "programmes"} | (
            {"id"} if "indicator" in told and "revision" in told else set()
        )
        return {name: unnumbered(value) for name, value in told.items() if name not in gone}
    return told
