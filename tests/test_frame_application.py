"""The parts under one edge: API and site together or apart, health, security.txt, and the way from site to API."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from app.main import Application, Part, connect, create_app
from app.settings import Settings
from tests.frame import SENDER, small_application


def served(tmp_path: Path, only: Part, **settings: str) -> Application:
    chosen = Settings(database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}", data_dir=tmp_path, **settings)  # type: ignore[arg-type]
    return create_app(chosen, only)


async def ask(app: ASGIApp, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(path)


async def test_a_process_lives_whatever_its_database_does(tmp_path: Path) -> None:
    answer = await ask(served(tmp_path, "api"), "/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


async def test_an_application_is_not_ready_before_its_migrations(tmp_path: Path) -> None:
    answer = await ask(served(tmp_path, "api"), "/health/ready")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not-ready", "checks": {"database": "ok", "migrations": "failing"}}


async def test_an_application_is_ready_after_its_migrations(app: ASGIApp) -> None:
    answer = await ask(app, "/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"database": "ok", "migrations": "ok"}}


async def test_a_database_that_is_not_there_is_named_without_its_address(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'no-such-folder' / 'x.sqlite'}")
    answer = await ask(create_app(settings, "api"), "/health/ready")

    assert answer.json() == {"status": "not-ready", "checks": {"database": "failing", "migrations": "failing"}}


async def test_a_site_on_its_own_has_no_database_to_wait_for(tmp_path: Path) -> None:
    answer = await ask(served(tmp_path, "site", api_url="http://elsewhere.example/api/v1"), "/health/ready")

    assert answer.json() == {"status": "ready", "checks": {}}
    assert not (tmp_path / "empty.sqlite").exists()


async def test_a_site_on_its_own_has_no_api(tmp_path: Path) -> None:
    app = served(tmp_path, "site", api_url="http://elsewhere.example/api/v1")
    answer = await ask(app, "/api/v1/places")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_an_api_on_its_own_has_no_pages(tmp_path: Path) -> None:
    answer = await ask(served(tmp_path, "api"), "/gebieden/utrecht-overvecht")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_an_api_on_its_own_explains_its_problems_in_plain_words(tmp_path: Path) -> None:
    app = served(tmp_path, "api")
    answer, other = await ask(app, "/problems/changed"), await ask(app, "/problems/none-of-ours")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.count("Iemand anders heeft dit eerder gewijzigd") == 2
    assert other.status_code == 404


@pytest.mark.parametrize("path", ["/api", "/api/v1", "/api/v1/nothing", "/api/v2/places"])
async def test_under_the_api_the_site_never_answers(tmp_path: Path, path: str) -> None:
    answer = await ask(served(tmp_path, "all"), path)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_whom_to_tell_of_a_leak(tmp_path: Path) -> None:
    app = served(tmp_path, "api", public_url="https://wijkkoers.town.example", contact_email="veilig@town.example")
    answer = await ask(app, "/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines() if not line.startswith("Contact: http"))

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:veilig@town.example"
    assert lines["Canonical"] == "https://wijkkoers.town.example/.well-known/security.txt"
    assert timedelta(0) < datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC) <= timedelta(days=365)


async def test_the_site_asks_the_api_in_the_same_process_as_anyone_would(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    async with connect(app.state.api, app.state.settings) as client:
        page = (await client.get("/garden-things", params={"pageSize": 2})).json()
        missing = await client.get("/garden-things/none", headers={"Accept-Language": "en"})
        made = await client.post("/garden-things", json={"shortName": "x"}, headers=SENDER)

    assert page["next"].startswith("/api/v1/garden-things?pageSize=2&cursor=")
    assert missing.json()["detail"] == "There is no thing with id none."
    assert made.status_code == 201


async def test_a_fault_of_the_api_reaches_the_site_as_a_problem(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    async with connect(app.state.api, app.state.settings) as client:
        answer = await client.get("/garden-things/broken")

    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/fault")


def test_the_site_asks_elsewhere_where_the_settings_say_so(tmp_path: Path) -> None:
    app = small_application(tmp_path, api_url="https://api.town.example/api/v1/")
    client = connect(app.state.api, app.state.settings)

    assert str(client.base_url) == "https://api.town.example/api/v1/"


async def test_a_page_that_the_edge_itself_refuses_is_plain_words_in_the_readers_language(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        cookie = {"Cookie": "other=1; language=en", "Sec-Fetch-Site": "cross-site", "Accept-Language": "nl"}
        answer = await client.post("/inloggen", headers=cookie)

    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert answer.text == (
        "<!doctype html><html lang=en><meta charset=utf-8><title>You may not do this</title>"
        "<h1>You may not do this</h1>"
        "<p>This form was sent from another site. Open the page here and send it again.</p>"
    )


async def test_starting_and_stopping_lets_go_of_what_was_opened(tmp_path: Path) -> None:
    app = served(tmp_path, "all")
    async with app.router.lifespan_context(app):
        assert app.state.client.is_closed is False

    assert app.state.client.is_closed is True
