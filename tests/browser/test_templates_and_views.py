"""A model is created from a template, and what its canvas shows is saved as a view."""

import re

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.browser.mouse import wait_for_rest
from tests.services.deployment import Server

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded


def test_from_a_template_by_keyboard_to_a_view_with_a_link(page: Page, live: Server) -> None:
    steps.enter(page, live)
    steps.open_models(page)
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New model")
    dialog.get_by_role("radio", name="Three-tier").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    name = dialog.get_by_role("textbox", name="Name")
    expect(name).to_have_value("Microservices on Kubernetes")
    name.press("Enter")
    expect(steps.node(page, "template:checkout")).to_be_visible()

    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name of the view").fill("Payments only")
    page.get_by_label("Name of the view").press("Enter")
    page.get_by_role("button", name=re.compile("^Payments only")).click()
    expect(page).to_have_url(re.compile(r"\?view="))
    wait_for_rest(page)
    zoom = page.get_by_label("Zoom", exact=True).text_content()
    page.get_by_role("button", name="Zoom out").click()
    expect(page.get_by_label("Zoom", exact=True)).not_to_have_text(zoom or "")

    page.reload()

    expect(page.get_by_label("Zoom", exact=True)).to_have_text(zoom or "")
