"""A model begins as a template, its canvas is looked at in views, and people talk on it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.services.deployment import Server
from tests.services.visitor import Visitor

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = pytest.mark.parametrize("live", ["embedded"], indirect=True)


def test_from_a_template_by_keyboard_to_a_view_with_a_link(page: Page, live: Server) -> None:
    steps.enter(page, live)
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
    zoom = page.get_by_label("Zoom", exact=True).text_content()
    page.get_by_role("button", name="Zoom out").click()
    expect(page.get_by_label("Zoom", exact=True)).not_to_have_text(zoom or "")

    page.reload()

    expect(page.get_by_label("Zoom", exact=True)).to_have_text(zoom or "")


def test_what_one_page_says_the_other_shows(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = template_model(visitor)
    element = visitor.get(f"/api/models/{model}/elements/?search=api&kind=workload")["results"][0]["id"]
    other = page.context.new_page()
    for one in (page, other):
        one.goto(f"/m/{model}/architecture?select={element}")
        one.get_by_role("tab", name="Comments").click()
        expect(one.get_by_text("No comments yet")).to_be_visible()

    page.get_by_label("Comment", exact=True).fill("Who may call this? See https://example.com/calls.")
    page.get_by_label("Comment", exact=True).press("Control+Enter")

    thread = other.get_by_role("article", name=re.compile("^Thread by"))
    expect(thread).to_contain_text("Who may call this?")
    expect(thread.get_by_role("link")).to_have_attribute("href", "https://example.com/calls")
    expect(steps.node(other, "template:api")).to_contain_text("1 open thread")
    thread.get_by_label("Answer").fill("Only the proxy.")
    thread.get_by_label("Answer").press("Control+Enter")
    expect(page.get_by_text("Only the proxy.")).to_be_visible()
    page.get_by_role("button", name="Resolve").click()
    expect(steps.node(other, "template:api")).not_to_contain_text("open thread")
    other.close()


def template_model(visitor: Visitor) -> str:
    """Make a model of the first template over the API and return its id."""
    teams = visitor.get("/api/teams/")["results"] or [visitor.post("/api/teams/", {"name": "Team"})]
    values = {"name": "Shop", "template": "three-tier-compose"}
    return str(visitor.post(f"/api/teams/{teams[0]['id']}/models/", values)["id"])
