"""Asking OData in tests: a set as a list, all its pages, and what an error says."""

from typing import Any

import httpx

ROOT = "/odata/v4"
Item = dict[str, Any]


async def answer(site: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None, **options: Any) -> Any:
    """A good answer; options are written without their dollar sign, except those of our own (knownAt, asOf, area)."""
    got = await site.get(f"{ROOT}/{path}", params=asked(options), headers=headers)
    assert got.status_code == 200, got.text
    return got.json()


async def items(
    site: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None, **options: Any
) -> list[Item]:
    """All items of a set, over as many pages as it takes."""
    found: list[Item] = []
    got = await answer(site, path, headers, **options)
    while True:
        found += got["value"]
        if (following := got.get("@odata.nextLink")) is None:
            return found
        got = (await site.get(following, headers=headers)).json()


async def ids(site: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None, **options: Any) -> list[str]:
    return [item["id"] for item in await items(site, path, headers, **options)]


async def refusal(site: httpx.AsyncClient, path: str, **options: Any) -> tuple[int, str, str]:
    """Status, what it is about and the code of the first error."""
    got = await site.get(f"{ROOT}/{path}", params=asked(options))
    error = got.json()["error"]
    first = error.get("details", [{"target": "", "code": error["code"]}])[0]
    return got.status_code, first["target"], first["code"]


OURS = frozenset({"knownAt", "asOf", "area", "place", "indicator", "programme", "municipality"})


def asked(options: dict[str, Any]) -> dict[str, Any]:
    return {name if name in OURS or "$" in name else f"${name}": value for name, value in options.items()}
