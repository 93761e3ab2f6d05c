"""What every test stands on: a fresh real database, the application on it, and its two doors.

`database_url` gives each test a database of its own, once on SQLite and once on PostgreSQL; it is empty, or holds the
seed where the test is marked `seeded` (`only="documents"`: a part of it). `app`, `api`, `site`, `engine` and `session`
all stand on that one database.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.types import ASGIApp

from app.database import make_engine
from app.services.access import passwords
from app.settings import Settings
from tests import cluster
from tests.databases import CLUSTER, NO_POSTGRES, Databases, PostgresDatabases, SqliteDatabases, find_postgres
from tests.keys import Keys

ONE_IS_ENOUGH = ("test_pages", "test_web_", "test_seed_")
RUN_FOLDER, SERVER = "WIJKKOERS_TEST_RUN", "WIJKKOERS_TEST_SERVER"
OBJECTS = 50_000  # that may come to be between two collections of the youngest, as seldom as a server does it


def pytest_configure(config: pytest.Config) -> None:
    """Before the workers start: one folder for the whole run; no test ever sees the database of DATABASE_URL itself."""
    gc.set_threshold(OBJECTS, 20, 20)
    hypothesis.settings.register_profile("busy-machine", deadline=None)
    hypothesis.settings.load_profile("busy-machine")
    if RUN_FOLDER not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="wijkkoers-"))
        folder.chmod(0o755)  # the cluster runs as another user, somewhere in it
        os.environ[RUN_FOLDER] = str(folder)
        os.environ[SERVER] = os.environ.pop("DATABASE_URL", "")
        config.add_cleanup(lambda: remove_run(folder))


def pytest_collection_finish() -> None:
    """Ten thousand tests and all that they lean on stay: the collector need not look through them again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Pages ask the API, and facts are loaded by services, which are tested on both databases.

    Of the pages and the facts themselves one is enough; `test_seed.py` reads the seed on both.
    """
    again = [item for item in items if item.path.name.startswith(ONE_IS_ENOUGH) and "postgres" in item.name]
    if again:
        config.hook.pytest_deselected(items=again)
        items[:] = [item for item in items if item not in set(again)]


def remove_run(folder: Path) -> None:
    if os.environ[SERVER].startswith("postgres"):
        PostgresDatabases(os.environ[SERVER], folder).drop_templates()
    cluster.stop(folder / CLUSTER)
    shutil.rmtree(folder, ignore_errors=True)
    del os.environ[RUN_FOLDER]


@pytest.fixture(scope="session", autouse=True)
def light_hashes() -> Iterator[None]:
    """Passwords are hashed as ever, but a thousand times lighter: nearly every test makes people and guesses nothing.

    What an installation spends on a password is read from one of its own: `tests/access/test_passwords.py`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
        yield


@pytest.fixture(scope="session")
def run_folder() -> Path:
    return Path(os.environ[RUN_FOLDER])


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest, run_folder: Path) -> Iterator[Databases]:
    if request.param == "sqlite":
        yield SqliteDatabases(run_folder)
        return
    made = find_postgres(os.environ[SERVER], run_folder) or pytest.skip(NO_POSTGRES)
    yield made
    made.drop_spare()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    marked = request.node.get_closest_marker("seeded")
    url = databases.copy_of("empty" if marked is None else marked.kwargs.get("only", "seeded"))
    yield url
    databases.drop(url)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The defaults, on the test's own database and folder. A module that needs other settings overrides this."""
    return Settings(database_url=database_url, data_dir=tmp_path)


@pytest.fixture
def engine(database_url: str) -> Engine:
    return make_engine(database_url)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """For arranging. What the application must see has to be committed: it looks through connections of its own."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def app(settings: Settings) -> ASGIApp:
    from app.main import create_app

    return create_app(settings)


@pytest.fixture
async def api(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/api/v1") as client:
        yield client


@pytest.fixture
async def site(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture
def keys(session: Session, settings: Settings) -> Keys:
    """Partners and people, signed in."""
    return Keys(session, settings)
