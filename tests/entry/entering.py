"""Filling in a form as a browser without script does: every field as it stands, with what somebody changed."""

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx

Pairs = list[tuple[str, str]]


class _Fields(HTMLParser):
    """The fields of the form with id `form`, in order, as they would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self.names: set[str] = set()
        self.is_inside = False
        self._area: list[str] | None = None
        self._select: list[Any] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("id") == "form"
        if not self.is_inside:
            return
        name = given.get("name", "")
        self.names.add(name)
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.pairs.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area = [name, ""]
        elif tag == "select":
            self._select = [name, None, None]
        elif tag == "option" and self._select is not None:
            self._select[1] = given.get("value", "") if self._select[1] is None else self._select[1]
            self._select[2] = given.get("value", "") if "selected" in given else self._select[2]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea" and self._area is not None:
            self.pairs.append((self._area[0], self._area[1]))
            self._area = None
        elif tag == "select" and self._select is not None:
            name, first, chosen = self._select
            self.pairs.append((name, first or "" if chosen is None else chosen))
            self._select = None


def fields(page: str) -> Pairs:
    """What the form would send as it stands."""
    reader = _Fields()
    reader.feed(page)
    return [(name, value) for name, value in reader.pairs if name]


def names(page: str) -> set[str]:
    """The names of all that the form can send."""
    reader = _Fields()
    reader.feed(page)
    return reader.names


def stands(page: str, name: str) -> list[str]:
    """What stands in a field, every time that it occurs."""
    return [value for given, value in fields(page) if given == name]


def filled(page: str, changes: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """The form with these fields filled in; everything else as it stands."""
    sent: dict[str, Any] = {}
    for name, value in fields(page):
        if name not in changes:
            sent.setdefault(name, []).append(value)
    return {**sent, **changes}


async def send(site: httpx.AsyncClient, path: str, changes: dict[str, Any], **more: Any) -> httpx.Response:
    """Open the form, fill it in, send it."""
    page = await site.get(path)
    assert page.status_code == 200, page.text
    return await site.post(path.partition("?")[0], data=filled(page.text, changes), **more)


async def saved(site: httpx.AsyncClient, path: str, changes: dict[str, Any]) -> str:
    """The same, and where it leads to; fails with the mistakes that the page points at."""
    answer = await send(site, path, changes)
    assert answer.status_code == 303, mistakes(answer.text) or answer.text[:2000]
    return answer.headers["location"]


def mistakes(page: str) -> dict[str, str]:
    """Field -> what is said to be wrong with it."""
    found = re.findall(r'id="err-f-([\w-]+)">([^<]+)</span>', page)
    return {name: unescape(text) for name, text in found}
