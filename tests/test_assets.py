"""What the pages need from others comes in through the build, fixed by hashes, and is served by ourselves."""

import json
import re
import subprocess
from pathlib import Path

import pytest

import hatch_build
from tests import house

STATIC = house.ROOT / "app/web/static"
VENDOR = house.ROOT / hatch_build.VENDOR


def test_the_build_brought_every_asset() -> None:
    assert hatch_build.is_complete(VENDOR, hatch_build.fingerprint(house.ROOT))


def test_a_missing_file_makes_the_build_fetch_again(tmp_path: Path) -> None:
    (tmp_path / hatch_build.STAMP).write_text("recipe")

    assert not hatch_build.is_complete(tmp_path, "recipe")


def test_another_recipe_makes_the_build_fetch_again(tmp_path: Path) -> None:
    for name in hatch_build.RECIPE:
        (tmp_path / name).write_text("before")
    before = hatch_build.fingerprint(tmp_path)
    (tmp_path / "package-lock.json").write_text("after")

    assert hatch_build.fingerprint(tmp_path) != before


def test_every_package_of_others_is_fixed_to_a_hash() -> None:
    packages = json.loads((house.ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if name and not package.get("integrity")] == []


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=house.name_of)
def test_a_style_sheet_points_at_nothing_that_is_not_here(sheet: Path) -> None:
    addresses = re.findall(r"url\(\s*[\"']?(?!data:)([^\"')]+)", sheet.read_text())

    assert [address for address in addresses if not (sheet.parent / address).exists()] == []


def test_a_page_names_no_static_file_that_is_not_here() -> None:
    templates = [path.read_text() for path in (house.ROOT / "app").rglob("templates/**/*.html")]
    named = {name for text in templates for name in re.findall(r"[\"']/static/([\w./-]+\.\w+)", text)}

    assert sorted(name for name in named if not (STATIC / name).exists()) == []


@pytest.mark.skipif(not (house.ROOT / ".git").exists(), reason="no git here to tell what is committed")
def test_nothing_of_others_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=house.ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^.*(?:node_modules/|/vendor/|\.min\.(?:js|css)$).*$", listed, re.MULTILINE) == []
