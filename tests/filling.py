"""Filling in a form as a browser does: everything it holds goes back, hidden inputs included."""

import re
from html import unescape

import httpx

FORM = '<form class="wk-form"'


def inputs(page: str) -> dict[str, str]:
    """Name -> what stands in it, of the first large form of the page; what was not chosen is empty."""
    form = page[page.index(FORM) :].split("</form>", 1)[0]
    found = re.findall(r'<input(?![^>]*type="radio")[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    found += re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        taken = re.search(r'value="([^"]*)" selected', options)
        found.append((name, taken[1] if taken else ""))
    return {name: unescape(text) for name, text in found}


async def opened(site: httpx.AsyncClient, path: str) -> dict[str, str]:
    """What the form of this page holds when it is opened."""
    return inputs((await site.get(path)).text)


def pointed_at(page: str) -> list[str]:
    """The inputs that the page says something is wrong with."""
    return sorted(re.findall(r'id="([\w-]+)-error"', page))
