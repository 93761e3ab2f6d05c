"""The rules of the house, kept by a machine: layers, sizes, names. `docs/architecture.md` says why."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import house

HTTP = {"fastapi", "starlette", "jinja2", "uvicorn"}
STORAGE = {"sqlmodel", "sqlalchemy", "alembic", "psycopg", "sqlite3"}
CLOCKS = {"now", "utcnow", "today", "time"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "handlers", "crud", "misc"}
GENERATED = "versions"  # migrations are written by a machine from the models
FIVE_FOLDERS = ("app", "seed", "migrations", "bench", "tests")

each = pytest.mark.parametrize


def ids(path: Path) -> str:
    return house.name_of(path)


@each("module", house.modules("app/models") + house.modules("app/services"), ids=ids)
def test_the_domain_knows_nothing_of_http(module: Path) -> None:
    assert house.leads_to(house.imported(module), HTTP | {"app.api", "app.web", "app.problems", "app.main"}) == []


@each("module", house.modules("app/models"), ids=ids)
def test_models_do_not_lean_on_services(module: Path) -> None:
    assert house.leads_to(house.imported(module), {"app.services", "app.database", "app.settings"}) == []


@each("module", house.modules("app") + house.modules("seed"), ids=ids)
def test_only_services_ask_the_database(module: Path) -> None:
    asks = {"select", "exec", "execute", "exec_driver_sql"} & house.calls(module)
    allowed = house.name_of(module).startswith("app/services/") or house.name_of(module) == "app/database.py"

    assert allowed or asks == set()


ASKS_THE_DATABASE = {"loading.py", "answers.py"}
PURE_ELSEWHERE = {"suppression.py", "period.py", "aggregation.py", "absence.py", "plausibility.py"}
PURE = [
    *(path for path in house.modules("app/services/progress") if path.name not in ASKS_THE_DATABASE),
    *(path for path in house.modules("app") if path.name in PURE_ELSEWHERE),
]


@each("module", PURE, ids=ids)
def test_what_computes_takes_values_and_gives_values(module: Path) -> None:
    assert house.leads_to(house.imported(module), STORAGE | {"app.database", "app.settings"}) == []
    assert sorted(CLOCKS & house.calls(module)) == []


@each("module", house.modules("app/web"), ids=ids)
def test_the_site_is_a_client_of_the_api_like_any_other(module: Path) -> None:
    names = house.imported(module)
    own_tables = {
        f"{origin}.{table}" for origin in names for table in house.tables() if origin.startswith("app.models")
    }

    assert house.leads_to(names, STORAGE | {"app.services", "app.database", "app.api", "app.cli"}) == []
    assert sorted(own_tables & names) == []


@each("module", house.modules("app/api"), ids=ids)
def test_the_api_knows_nothing_of_the_site(module: Path) -> None:
    assert house.leads_to(house.imported(module), {"app.web", "app.cli", "jinja2"}) == []


@each("folder", FIVE_FOLDERS)
def test_a_module_has_at_most_300_lines(folder: str) -> None:
    written = [path for path in house.modules(folder) if path.parent.name != GENERATED]

    assert {house.name_of(path): n for path in written if (n := len(path.read_text().splitlines())) > 300} == {}


@each("folder", ("app", "seed", "migrations", "bench"))
def test_a_function_has_at_most_40_lines(folder: str) -> None:
    assert too_long(folder, 40, lambda function: True) == {}


@each("folder", ("app/api", "app/web"))
def test_a_route_only_translates_in_at_most_10_lines(folder: str) -> None:
    assert too_long(folder, 10, house.is_route) == {}


def test_a_template_has_at_most_150_lines() -> None:
    templates = (house.ROOT / "app").rglob("templates/**/*.*")

    assert {house.name_of(it): n for it in templates if it.is_file() and (n := it.read_text().count("\n")) > 150} == {}


def test_a_page_brings_no_style_or_script_of_its_own() -> None:
    """The content security policy would stop it; and nothing may come from another host."""
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|(?:src|hx-[a-z]+)=\"https?:")
    templates = list((house.ROOT / "app").rglob("templates/**/*.html"))

    assert {house.name_of(it): found for it in templates if (found := inline.findall(it.read_text()))} == {}


@each("folder", FIVE_FOLDERS)
def test_every_name_says_what_is_in_it(folder: str) -> None:
    everything = [path for path in (house.ROOT / folder).rglob("*") if "vendor" not in path.parts]

    assert [house.name_of(path) for path in everything if path.stem.lower() in FORBIDDEN_NAMES] == []


def test_no_function_is_more_complex_than_8() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "C901", "--output-format", "concise", *FIVE_FOLDERS],
        cwd=house.ROOT,
        capture_output=True,
        text=True,
    )

    assert said.stdout.splitlines() == ["All checks passed!"]


def test_tests_weigh_at_least_eight_tenths_of_the_code() -> None:
    assert house.lines_of_code(("tests",)) / house.lines_of_code(("app", "seed")) >= 0.8


def test_the_changelog_begins_with_what_is_coming() -> None:
    headings = [line for line in (house.ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]

    assert headings[0] == "## Unreleased"


def too_long(folder: str, most: int, counts: Callable[[house.Function], bool]) -> dict[str, int]:
    written = [path for path in house.modules(folder) if path.parent.name != GENERATED]
    return {
        f"{house.name_of(path)}:{function.lineno} {function.name}": length
        for path in written
        for function in house.functions(path)
        if counts(function) and (length := house.body_lines(function)) > most
    }
