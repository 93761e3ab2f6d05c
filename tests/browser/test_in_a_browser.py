"""Every page in a browser: accessible, fitting on a phone, usable by keyboard alone and without script."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.pages import PUBLIC, SIGNED_IN, TARGET

Visit = Callable[..., Page]

pytestmark = pytest.mark.browser
WIDE, PHONE = 1280, 320


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, str]:
    return {"locale": "nl-NL"}


def complaints(page: Page) -> list[tuple[str, str]]:
    """What axe has against the page: the rule and where."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("path", PUBLIC)
def test_axe_has_nothing_against_a_page(visit: Visit, path: str, width: int) -> None:
    assert complaints(visit(path, width)) == []


@pytest.mark.parametrize("path", SIGNED_IN)
def test_axe_has_nothing_against_a_page_for_staff(visit: Visit, served: tuple[str, str], path: str) -> None:
    sign_in(visit("/aanmelden"), served[1])

    assert complaints(visit(path, PHONE)) == []


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, path: str) -> None:
    page = visit(path, PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_is_stopped_by_its_own_security_policy(visit: Visit, page: Page, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    visit(path)

    assert said == []


def test_the_first_tab_leads_to_the_content(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", ["/", "/streefwaarden", TARGET])
def test_every_stop_of_the_keyboard_can_be_seen(visit: Visit, path: str) -> None:
    page = visit(path)
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [document.activeElement.outerHTML.slice(0, 80), s.outlineStyle, s.boxShadow, s.outlineWidth] })()"
        )
        if outline[1] == "none" and outline[2] == "none":
            unseen.append(outline[0])

    assert [html for html in unseen if not html.startswith("<body")] == []


def test_the_filter_works_at_once_and_stays_in_the_address(visit: Visit) -> None:
    page = visit("/streefwaarden")
    page.get_by_label("Gebied").select_option("utrecht-overvecht")
    expect(page.get_by_role("status")).to_contain_text("11 oordelen")

    assert "area=utrecht-overvecht" in page.url


def test_going_back_brings_the_whole_page_back(visit: Visit) -> None:
    page = visit("/streefwaarden")
    page.get_by_label("Gebied").select_option("utrecht-overvecht")
    expect(page.get_by_role("status")).to_contain_text("11 oordelen")
    page.go_back()

    expect(page.get_by_role("status")).to_contain_text("bladzijde 1")
    expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_visible()


def test_the_filter_works_without_script(without_script: Page) -> None:
    page = without_script
    page.goto("/streefwaarden")
    page.get_by_label("Gebied").select_option("utrecht-overvecht")
    page.get_by_role("button", name="Tonen").click()

    expect(page.get_by_role("status")).to_contain_text("11 oordelen")


def test_a_figure_is_recorded_without_script(without_script: Page, served: tuple[str, str]) -> None:
    page = without_script
    page.goto("/meten")
    sign_in(page, served[1])
    page.get_by_label("Indicator").select_option("youth-nuisance")
    page.get_by_label("Plaats").select_option("utrecht-wijk-overvecht")
    page.get_by_label("Periode").fill("2009")
    page.get_by_label("Waarde", exact=False).first.fill("39,5")
    page.get_by_role("button", name="Vastleggen").or_(page.get_by_role("button", name="Invoeren")).click()

    expect(page.get_by_text("39,5%").first).to_be_visible()


def test_the_chart_of_a_phone_is_another_than_that_of_a_desk(visit: Visit) -> None:
    wide = visit(TARGET, WIDE).locator("svg.wk-course:visible").get_attribute("viewBox")
    narrow = visit(TARGET, PHONE).locator("svg.wk-course:visible").get_attribute("viewBox")

    assert str(wide).startswith("0 0 720")
    assert str(narrow).startswith("0 0 340")


def test_the_same_figures_stand_in_a_table_one_key_press_away(visit: Visit) -> None:
    page = visit(TARGET)
    page.get_by_role("link", name="Dezelfde cijfers als tabel").press("Enter")

    expect(page.get_by_role("heading", name="De cijfers")).to_be_in_viewport()
