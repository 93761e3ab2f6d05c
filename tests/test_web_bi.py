"""The page for who makes reports: the clicks, the address, the file; in both languages, from every page."""

import re

import httpx

from tests.reading import words


async def test_the_page_says_how_to_open_the_figures_and_where(site: httpx.AsyncClient) -> None:
    dutch = (await site.get("/voor-bi")).text
    english = (await site.get("/voor-bi", headers={"Cookie": "language=en"})).text
    file = await site.get("/odata/wijkkoers.pbids")

    assert "<code>http://test/odata/v4/</code>" in dutch
    assert 'href="/odata/wijkkoers.pbids"' in dutch
    assert "Gegevens ophalen, dan OData-feed" in words(dutch)
    assert "Get data, then OData feed" in words(english)
    assert file.json()["connections"][0]["details"]["address"]["url"] == "http://test/odata/v4/"


async def test_the_columns_that_the_page_joins_by_are_there(site: httpx.AsyncClient) -> None:
    html = (await site.get("/voor-bi")).text
    named = re.findall(r"<code>(\w+)\.(\w+)</code>", html)
    metadata = (await site.get("/odata/v4/$metadata")).text

    assert len(named) == 13
    for name, column in named:
        kind = re.search(rf'<EntitySet Name="{name}" EntityType="Wijkkoers\.(\w+)"', metadata)
        assert kind
        described = metadata.partition(f'<EntityType Name="{kind[1]}">')[2].partition("</EntityType>")[0]
        assert f'<Property Name="{column}" ' in described


async def test_every_page_and_the_docs_of_the_api_lead_to_it(site: httpx.AsyncClient) -> None:
    assert 'href="/voor-bi"' in (await site.get("/toegankelijkheid")).text
    assert 'href="/odata/v4/"' in (await site.get("/api/v1/docs")).text
