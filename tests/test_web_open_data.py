"""Pages about open data: what can be had, under which licence, what changed; and files where a list is shown."""

import re
from html import unescape

import httpx
import pytest
from sqlmodel import Session

from tests.given import given_area, given_course


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    given_area(session, "zuid", members=["veld"])


async def test_the_list_of_figures_is_offered_as_files_of_the_api_with_the_same_question(
    site: httpx.AsyncClient, course: None
) -> None:
    page = (await site.get("/metingen", params={"area": "zuid", "periodFrom": "2000"})).text
    files = [unescape(address) for address in re.findall(r'href="(/api/v1/measurements\?[^"]+)"', page)]

    assert files == [
        f"/api/v1/measurements?area=zuid&periodFrom=2000&format={form}"
        for form in ("csv-nl", "xlsx", "csv", "ndjson", "parquet")
    ]
    answers = [await site.get(address) for address in files]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert [answer.headers["content-disposition"].split("-")[2] for answer in answers] == ["zuid"] * 5


async def test_every_page_leads_to_the_open_data_and_the_changes(site: httpx.AsyncClient, course: None) -> None:
    page = (await site.get("/toegankelijkheid")).text

    assert [f'href="{address}"' in page for address in ("/open-data", "/wijzigingen")] == [True, True]


async def test_the_page_about_open_data_has_every_file_and_says_that_no_licence_was_chosen(
    site: httpx.AsyncClient, course: None
) -> None:
    page = (await site.get("/open-data")).text
    files = [unescape(address) for address in re.findall(r'href="(/api/v1/[a-z-]+\?format=[a-z-]+)"', page)]

    assert len(files) == 9 * 5 + 1
    assert [(await site.get(address)).status_code for address in files] == [200] * len(files)
    assert "heeft nog geen licentie genoemd" in page


async def test_the_changelog_can_be_read_on_the_site(site: httpx.AsyncClient, course: None) -> None:
    page = (await site.get("/wijzigingen")).text

    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page)[0] == "Unreleased"
    assert page.count('<li class="utrecht-unordered-list__item">') > 10
    assert '<div lang="en">' in page
