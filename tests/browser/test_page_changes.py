"""Whoever works with the keyboard or a screen reader lands on the page that opens, and never nowhere."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.demo_model import MEDIA
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import PASSWORD

pytestmark = only_embedded
IN_MODEL = ("Data", "Analysis", "Threats", "Mitigations", "Questions", "Coverage", "Imports", "History")
IN_TEAM = ("Models", "Rules", "Controls", "Members", "Settings")


def heading(page: Page) -> Locator:
    return page.locator("main h1")


def follow(page: Page, navigation: str, name: str) -> None:
    """Follow a link of the sidebar with the keyboard."""
    page.get_by_role("navigation", name=navigation).get_by_role("link", name=name).press("Enter")


def test_signing_in_leads_to_the_heading_of_the_first_page(page: Page) -> None:
    email = steps.sign_up(page)
    expect(heading(page)).to_be_focused()
    steps.sign_out(page)
    expect(page.get_by_label("Email")).to_be_focused()

    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(heading(page)).to_have_text("Models")
    expect(heading(page)).to_be_focused()


def test_every_page_takes_the_focus_and_names_itself(page: Page, live: Server) -> None:
    _open_model(page, live)
    titles = []

    for navigation, names in (("Model", IN_MODEL), ("Team", IN_TEAM)):
        for name in names:
            before = page.title()
            follow(page, navigation, name)
            expect(heading(page)).to_be_focused()
            expect(page).not_to_have_title(before)
            titles.append(page.title())

    assert len(set(titles)) == len(IN_MODEL + IN_TEAM)


def test_the_way_back_and_forth_takes_the_focus_along(page: Page, live: Server) -> None:
    _open_model(page, live)
    follow(page, "Model", "Threats")
    expect(heading(page)).to_have_text("Threats")
    follow(page, "Model", "Coverage")
    expect(heading(page)).to_have_text("Coverage")

    page.go_back()
    expect(heading(page)).to_have_text("Threats")
    expect(heading(page)).to_be_focused()
    page.go_forward()
    expect(heading(page)).to_have_text("Coverage")
    expect(heading(page)).to_be_focused()


def test_the_canvas_takes_the_focus_so_that_keys_work(page: Page, live: Server) -> None:
    _open_model(page, live)

    follow(page, "Model", "Architecture")

    expect(page.get_by_role("application", name="Drawing of the architecture")).to_be_focused()


def test_a_link_leads_past_the_navigation(page: Page, live: Server) -> None:
    steps.enter(page, live)
    page.goto("/")
    expect(heading(page)).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.locator("main :focus")).to_have_count(1)


def test_the_filter_of_a_list_keeps_the_focus(page: Page, live: Server) -> None:
    _open_model(page, live)
    follow(page, "Model", "Threats")
    expect(heading(page)).to_be_focused()
    filters = page.get_by_role("button", name="Severity").first

    filters.press("Enter")
    expect(page.locator("[role=dialog] :focus")).to_have_count(1)
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("severity="))
    page.keyboard.press("Escape")

    expect(filters).to_be_focused()


def test_deleting_a_model_leads_to_the_one_at_its_place(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    for name in ("Alpha", "Beta"):
        visitor.model(name)
    page.goto("/")
    menu = page.get_by_role("button", name="Actions for Beta")

    menu.press("Enter")
    page.get_by_role("menuitem", name="Delete").press("Enter")
    dialog = page.get_by_role("dialog", name="Delete")
    dialog.get_by_role("button", name="Delete model").press("Enter")

    expect(menu).to_have_count(0)
    expect(page.locator("main tbody :focus, main tbody:focus")).to_have_count(1)


def _open_model(page: Page, live: Server) -> None:
    """Look at the imports of a model that has threats."""
    visitor = steps.enter(page, live)
    model = visitor.model("Media library")
    visitor.import_files(model, {MEDIA.name: MEDIA.read_bytes()})
    page.goto(f"/m/{model}/imports")
    expect(heading(page)).to_be_visible()
