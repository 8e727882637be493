"""What one page says in a comment the other shows."""

import re

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded


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
