"""Entry in a browser: checked while one types, rows that come and go, and two people at once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in

Visit = Callable[..., Page]

pytestmark = pytest.mark.browser
NEW = "/invoer/gremia/nieuw?programme=voorbeeldstad"


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, str]:
    return {"locale": "nl-NL"}


@pytest.fixture
def staff(visit: Visit, served: tuple[str, str]) -> Page:
    """Somebody of the staff, signed in."""
    page = visit("/aanmelden")
    sign_in(page, served[1])
    expect(page.get_by_role("link", name="Invoer", exact=True)).to_be_visible()
    return page


def body_of(page: Page) -> str:
    """A body that this test alone knows; its form is open. Its name."""
    name = f"Tafel {uuid4().hex[:8]}"
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + NEW)
    page.get_by_label("Naam", exact=True).fill(name)
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].startswith("voorbeeldstad-tafel"))
    return name


def test_a_field_is_checked_when_it_is_left(staff: Page, visit: Visit) -> None:
    visit(NEW)
    staff.get_by_label("Hoe vaak het bijeenkomt").fill("vaak")
    staff.get_by_label("Naam", exact=True).fill("Tafel van de wijk")
    staff.keyboard.press("Tab")

    expect(staff.locator("#fine-f-name")).to_have_text("✓ klopt")
    expect(staff.locator("#err-f-meetsTimes")).to_have_text("Geef een geheel getal.")
    expect(staff.get_by_label("Hoe vaak het bijeenkomt")).to_have_attribute("aria-invalid", "true")
    expect(staff.get_by_label("Hoe vaak het bijeenkomt")).to_have_accessible_description("Geef een geheel getal.")


def test_a_mistake_is_said_while_one_types_and_goes_when_it_is_mended(staff: Page, visit: Visit) -> None:
    visit(NEW)
    field = staff.get_by_label("Hoe vaak het bijeenkomt")
    field.press_sequentially("999")
    expect(staff.locator("#err-f-meetsTimes")).to_have_text("Deze waarde moet 366 of lager zijn.")
    field.fill("4")
    staff.get_by_label("Binnen welke tijd").select_option("year")

    expect(staff.locator("#err-f-meetsTimes")).to_have_text("")
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_row_is_added_with_the_cursor_in_it_and_taken_out_again(staff: Page, visit: Visit) -> None:
    visit(NEW)
    staff.get_by_label("Naam", exact=True).fill("Tafel")
    staff.get_by_role("button", name="Regel toevoegen Wie erin zit").press("Enter")
    first = staff.locator("[name='members.0.partner']")
    expect(first).to_be_focused()
    staff.locator("[name='members.0.name']").fill("Bewoners")
    staff.get_by_role("button", name="Regel toevoegen Wie erin zit").click()
    expect(staff.locator("[name='members.1.partner']")).to_be_focused()
    staff.get_by_role("button", name="Weghalen Wie erin zit 2").click()

    expect(staff.locator("[name='members.1.partner']")).to_have_count(0)
    expect(staff.locator("[name='members.0.name']")).to_have_value("Bewoners")
    expect(staff.get_by_label("Naam", exact=True)).to_have_value("Tafel")


def test_the_list_of_mistakes_leads_to_each_of_them(staff: Page, visit: Visit) -> None:
    visit(NEW)
    staff.get_by_role("button", name="Opslaan").click()
    summary = staff.locator("#summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Naam").click()

    expect(staff.get_by_label("Naam", exact=True)).to_be_focused()


def test_enter_saves_and_does_not_press_another_button(staff: Page, visit: Visit) -> None:
    visit(NEW)
    staff.get_by_role("button", name="Regel toevoegen Wie erin zit").click()
    expect(staff.locator("[name='members.0.partner']")).to_be_focused()
    staff.get_by_label("Naam", exact=True).press("Enter")

    expect(staff.locator("#err-f-name")).to_have_text("Deze waarde is verplicht.")


def test_two_people_at_once_see_both_versions(
    staff: Page, visit: Visit, served: tuple[str, str], browser: Browser
) -> None:
    visit("/invoer")
    name = body_of(staff)
    form = f"{served[0]}/invoer/gremia/{staff.url.rstrip('/').split('/')[-1].partition('?')[0]}"
    staff.goto(form)
    other = browser.new_context(locale="nl-NL").new_page()
    other.goto(f"{served[0]}/aanmelden")
    sign_in(other, served[1])
    expect(other.get_by_role("link", name="Invoer", exact=True)).to_be_visible()
    other.goto(form)
    other.get_by_label("Wie het voorzit").fill("Directeur")
    other.get_by_role("button", name="Opslaan").click()
    other.wait_for_url(lambda url: url != form)
    other.context.close()
    staff.get_by_label("Wie het voorzit").fill("Wethouder")
    staff.get_by_label("Naam", exact=True).fill(f"{name} samen")
    staff.get_by_role("button", name="Opslaan").click()
    chair = staff.get_by_role("group", name="Wie het voorzit")
    expect(chair).to_contain_text("Wethouder")
    expect(chair).to_contain_text("Directeur")
    chair.get_by_label("Wat er nu staat").check()
    staff.get_by_role("button", name="Deze keuze opslaan").click()
    staff.wait_for_url(lambda url: url != form)
    staff.goto(form)

    expect(staff.get_by_label("Wie het voorzit")).to_have_value("Directeur")
    expect(staff.get_by_label("Naam", exact=True)).to_have_value(f"{name} samen")


def test_a_whole_form_works_without_script(without_script: Page, served: tuple[str, str]) -> None:
    page = without_script
    page.goto(NEW)
    sign_in(page, served[1])
    page.get_by_label("Naam", exact=True).fill(f"Zonder script {uuid4().hex[:6]}")
    page.get_by_role("button", name="Regel toevoegen Wie erin zit").click()
    page.locator("[name='members.0.name']").fill("Bewoners")
    page.locator("#send").click()
    page.wait_for_url(lambda url: "voorbeeldstad-zonder-script" in url)

    expect(page.get_by_text("Bewoners").first).to_be_attached()
