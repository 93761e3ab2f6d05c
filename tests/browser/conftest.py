"""A real browser on a real server that stands on the seed. Skips with a clear line where there is no Chromium."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from app.database import make_engine
from app.main import create_app
from app.models.access import Role
from app.settings import Settings
from tests.databases import SqliteDatabases
from tests.people import given_person

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
EMAIL = "staf@example.org"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: pages are not looked at in a browser")
    return {"executable_path": CHROMIUM, "args": list(QUIET)}


@pytest.fixture(scope="session")
def served(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of the running application, and the password of somebody of the staff."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: pages are not looked at in a browser")
    settings = Settings(
        database_url=SqliteDatabases(run_folder).copy_of("seeded"),
        data_dir=tmp_path_factory.mktemp("data"),
        requests_per_minute=0,
        port=_free_port(),
    )
    password = _given_staff(settings)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=settings.port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield f"http://127.0.0.1:{settings.port}", password
    server.should_exit = True
    thread.join()


@pytest.fixture
def visit(served: tuple[str, str], page: Page) -> Any:
    """Go to a path of the site; the page that the browser shows then."""

    def go(path: str, width: int = 1280) -> Page:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(served[0] + path)
        return page

    return go


@pytest.fixture
def without_script(served: tuple[str, str], browser: Browser) -> Iterator[Page]:
    """A browser in which no script runs."""
    context = browser.new_context(java_script_enabled=False, base_url=served[0])
    yield context.new_page()
    context.close()


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Aanmelden").click()


def _given_staff(settings: Settings) -> str:
    from sqlmodel import Session

    with Session(make_engine(settings.database), expire_on_commit=False) as session:
        return given_person(session, EMAIL, Role.ADMINISTRATOR)  # staff that may see every page


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
