"""Walking through the site as a person from one of the programmes: by page, by row, by the line behind a figure."""

import re
from typing import Any

import httpx

from tests.reading import rows, words

LINE = r"regel (\d+)"


class Visit:
    """A person with the site and the API at hand, who came for one document."""

    def __init__(self, site: httpx.AsyncClient, api: httpx.AsyncClient, document: str) -> None:
        self.site, self.api, self.document = site, api, document

    async def page(self, path: str) -> str:
        """What the page itself holds, without the header and the footer of the site."""
        answer = await self.site.get(path, headers={"Accept-Language": "nl"})
        assert answer.status_code == 200, (path, answer.status_code)
        main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
        assert main, path
        return main[0]

    async def words(self, path: str) -> str:
        return words(await self.page(path))

    async def rows(self, path: str) -> list[list[str]]:
        return rows(await self.page(path))

    async def lines(self, path: str) -> list[int]:
        """The lines of the own document that the page names, in the order of the page."""
        said = re.findall(rf"{re.escape(self.document)}, {LINE}", await self.words(path))
        return [int(line) for line in said]

    async def count(self, path: str, **asked: Any) -> int:
        """How many the API has."""
        return len(await self.every(path, **asked))

    async def every(self, path: str, **asked: Any) -> list[dict[str, Any]]:
        """All of a list of the API."""
        answer = await self.api.get(path, params={"pageSize": 1000, **asked})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def without_a_line(self, path: str, **asked: Any) -> list[str]:
        """What does not say on which line of which document it stands."""
        found = await self.every(path, **asked)
        return [
            row["id"] for row in found if not (row["origin"] and row["origin"]["document"] and row["origin"]["line"])
        ]


def headings(html: str, level: int) -> list[str]:
    """The headings of one level, in order."""
    return [words(text) for text in re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", html, re.DOTALL)]


def items(html: str) -> list[str]:
    """What stands in the lists, item by item."""
    return [words(text) for text in re.findall(r"<li[^>]*>(.*?)</li>", html, re.DOTALL)]


def levels_said(html: str) -> dict[str, int]:
    """The own word for each level of the programme's tree -> how often it stands there.

    The national goals and action lines stand below the tree on the same page, with words of their own.
    """
    said: dict[str, int] = {}
    tree = html.partition("Wat het programma wil</h2>")[2].partition("Landelijke doelen en actielijnen</h2>")[0]
    for word in re.findall(r'<span class="wk-tree__level">(.*?)</span>', tree):
        said[words(word)] = said.get(words(word), 0) + 1
    return said
