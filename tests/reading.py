"""Reading a page as people do: its words, the rows of its tables, the mistakes that it points at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import httpx


def words(html: str) -> str:
    """What stands there, without markup."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).strip()


def rows(html: str) -> list[list[str]]:
    """Every row of every table body, cell by cell; what is hidden from readers of the screen stays out."""
    found = []
    for body in re.findall(r"<tbody.*?</tbody>", html, re.DOTALL):
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL):
            cells = re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.DOTALL)
            found.append([words(cell) for attributes, cell in cells if "aria-hidden" not in attributes])
    return found


def column(html: str, number: int) -> list[str]:
    """One column of the tables, the first is 0."""
    return [row[number] for row in rows(html)]


def facts(html: str) -> dict[str, str]:
    """The list of facts at the top of a page."""
    return {words(name): words(text) for name, text in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html, re.DOTALL)}


def mistakes(html: str) -> dict[str, str]:
    """Field -> what is wrong with it."""
    return {field: words(text) for field, text in re.findall(r'id="(\w+)-error">(.*?)</div>', html, re.DOTALL)}


def typed(html: str, field: str) -> str:
    """What stands in a text field."""
    found = re.search(rf'<input[^>]*id="{field}"[^>]*value="([^"]*)"', html)
    assert found, field
    return unescape(found[1])


def chosen(html: str, field: str) -> str:
    """The option that is chosen in a list; empty for none."""
    choice = re.search(rf'<select[^>]*id="{field}".*?</select>', html, re.DOTALL)
    assert choice, field
    found = re.search(r'<option value="([^"]*)" selected', choice[0])
    return found[1] if found else ""


@contextmanager
def calls(app: Any) -> Iterator[list[str]]:
    """Every path that the site asks of the API meanwhile."""
    asked: list[str] = []

    async def count(request: httpx.Request) -> None:
        asked.append(request.url.path)

    hooks = app.state.client.event_hooks["request"]
    hooks.append(count)
    try:
        yield asked
    finally:
        hooks.remove(count)
