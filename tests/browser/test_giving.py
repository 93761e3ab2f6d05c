"""Delivering figures in a browser: by keyboard alone, in a grid, and two people in one cell."""

from collections.abc import Callable
from random import randrange

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in

Visit = Callable[..., Page]

pytestmark = pytest.mark.browser
SLOW = 30_000  # milliseconds: checking and storing may wait on another writer
GRID = "/aanleveren/rooster?indicator=youth-nuisance&area=utrecht-krachtwijken&from={first}&to={last}"
ROWS = (
    "Indicator\tBuurt\tJaar\tWaarde\nyouth-nuisance\tOverveght\t1995\t41,5\nyouth-nuisance\tutrecht-ondiep\t1995\t30\n"
)


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, str]:
    return {"locale": "nl-NL"}


@pytest.fixture
def staff(visit: Visit, served: tuple[str, str]) -> Page:
    page = visit("/aanmelden")
    sign_in(page, served[1])
    expect(page.get_by_role("link", name="Cijfers aanleveren")).to_be_visible()
    return page


@pytest.fixture
def grid(visit: Visit) -> str:
    """A grid of years in which no other test types."""
    first = randrange(1900, 1980)
    return GRID.format(first=first, last=first + 2)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called so."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if (
            page.evaluate("(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText)")
            == name
        ):
            return
    raise AssertionError(f"the keyboard never comes to {name}")


def test_rows_are_pasted_mended_and_stored_by_keyboard_alone(staff: Page, visit: Visit) -> None:
    visit("/aanleveren")
    staff.get_by_label("Rijen").focus()
    staff.keyboard.insert_text(ROWS)
    tab_to(staff, "Bekijk wat er zou gebeuren")
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("heading", level=1)).to_have_text("Geplakte rijen", timeout=SLOW)
    wrong = staff.get_by_label("Plaats, rij 2")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(
        "Er is geen plaats “Overveght”. Bedoelt u utrecht-overvecht, utrecht-wijk-overvecht? "
        "De lijst staat op /api/v1/places."
    )

    tab_to(staff, "Plaats, rij 2")
    staff.keyboard.insert_text("utrecht-wijk-overvecht")
    staff.keyboard.press("Enter")
    expect(staff.locator("#announce")).to_have_text("Nagekeken. Alle rijen zijn goed.", timeout=SLOW)
    expect(wrong).not_to_have_attribute("aria-invalid", "true")
    assert [v["id"] for v in Axe().run(staff).response["violations"]] == []

    staff.locator("h1").evaluate("it => { it.tabIndex = -1; it.focus() }")
    tab_to(staff, "2 rijen opslaan")
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("status").first).to_contain_text("Het is opgeslagen. Nieuw: 2.", timeout=SLOW)


def test_a_grid_is_typed_in_as_a_spreadsheet(staff: Page, visit: Visit, grid: str) -> None:
    visit(grid)
    staff.locator("#v-1-0").focus()
    staff.keyboard.type("61,5")
    staff.keyboard.press("Enter")
    expect(staff.locator("#v-2-0")).to_be_focused()
    expect(staff.locator("#ok-v-1-0")).to_have_text("✓ opgeslagen")
    staff.keyboard.type("412")
    staff.keyboard.press("Tab")
    expect(staff.locator("#v-2-1")).to_be_focused()
    expect(staff.locator("#v-2-0")).to_have_attribute("aria-invalid", "true")
    expect(staff.locator("#err-v-2-0")).to_contain_text("ligt tussen 0 en 100")
    staff.keyboard.type("12")
    staff.keyboard.press("Escape")
    expect(staff.locator("#v-2-1")).to_have_value("")
    staff.keyboard.press("ArrowUp")
    expect(staff.locator("#v-1-1")).to_be_focused()

    staff.locator("#v-3-0").evaluate(
        """cell => { const data = new DataTransfer(); data.setData("text/plain", "40\\t39,5\\r\\n20\\tonbekend\\r\\n");
        cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    for at in ("3-0", "3-1", "4-0", "4-1"):
        expect(staff.locator(f"#ok-v-{at}")).to_have_text("✓ opgeslagen")
    assert [v["id"] for v in Axe().run(staff).response["violations"]] == []
    staff.locator("#v-2-0").fill("12")
    staff.locator("#v-2-0").press("Tab")
    expect(staff.locator("#ok-v-2-0")).to_have_text("✓ opgeslagen")
    staff.reload()
    shown = [staff.locator(f"#v-{at}").input_value() for at in ("1-0", "2-0", "3-1", "4-1")]
    assert shown == ["61,5", "12", "39,5", "onbekend"]


def test_two_people_in_one_cell_see_both_figures(staff: Page, visit: Visit, grid: str) -> None:
    visit(grid)
    other = staff.context.new_page()
    other.goto(staff.url)
    other.locator("#v-1-0").fill("60")
    other.locator("#v-1-0").press("Tab")
    expect(other.locator("#ok-v-1-0")).to_have_text("✓ opgeslagen")

    staff.locator("#v-1-0").fill("62")
    staff.locator("#v-1-0").press("Tab")
    expect(staff.locator("#err-v-1-0")).to_have_text("Iemand anders vulde hier intussen 60 in. U typte 62.")
    staff.get_by_role("button", name="Mijn 62 houden").click()
    expect(staff.locator("#ok-v-1-0")).to_have_text("✓ opgeslagen")

    other.locator("#v-1-0").fill("58")
    other.locator("#v-1-0").press("Tab")
    other.get_by_role("button", name="62 overnemen").click()
    expect(other.locator("#v-1-0")).to_have_value("62")
    expect(other.locator("#err-v-1-0")).to_have_text("")


def test_the_pages_fit_a_telephone_and_can_be_read_by_all(staff: Page, visit: Visit, grid: str) -> None:
    found = {}
    for path in ("/aanleveren", grid, "/aanleveren/sjabloon?indicator=youth-nuisance", "/aanleveren/zendingen"):
        page = visit(path, width=320)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found[path] = [wide, [v["id"] for v in Axe().run(page).response["violations"]]]
    assert {path: it for path, it in found.items() if it != [False, []]} == {}


def test_a_grid_is_filled_in_without_script(
    without_script: Page, served: tuple[str, str], grid: str, browser: Browser
) -> None:
    without_script.goto("/aanmelden")
    sign_in(without_script, served[1])
    without_script.goto(grid)
    without_script.locator("#v-1-0").fill("33,5")
    without_script.locator("#v-2-2").fill("34")
    without_script.get_by_role("button", name="Alles opslaan").click()
    expect(without_script.get_by_role("status").first).to_have_text("2 vakken zijn opgeslagen.")
    assert without_script.locator("#v-1-0").input_value() == "33,5"
