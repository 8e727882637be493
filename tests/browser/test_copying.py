"""A copy on the canvas is known as well as its original."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.demo_model import make_media_model
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

pytestmark = only_embedded

ORIGINAL = "compose:transcoder"


def test_a_duplicate_raises_the_threats_of_its_original_and_asks_no_more(page: Page, live: Server) -> None:
    demo = make_media_model(live)
    steps.add_cookies(page.context, demo.visitor)
    page.goto(f"/m/{demo.model}/architecture?select={ORIGINAL}")
    expect(page.get_by_role("tab", name="Facts")).to_be_visible()
    demo.visitor.wait_for_analysis(demo.model)
    before = inside(demo.visitor, demo.model, "transcoder")

    page.keyboard.press("ControlOrMeta+d")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    wait_until(
        lambda: (
            inside(demo.visitor, demo.model, "transcoder copy")
            == inside(demo.visitor, demo.model, "transcoder")
        ),
        what="judging the copy as its original",
    )
    assert sum(len(rules) for rules, _ in before.values()) > 5


def inside(visitor: Visitor, model: str, name: str) -> dict[str, tuple[list[str], list[str]]]:
    """Return the rules that the workload of this name and what is in it break, and what is asked, by kind."""
    elements = visitor.get(f"/api/models/{model}/architecture/")["elements"]
    workload = next((one["uid"] for one in elements if one["name"] == name), None)
    found = {}
    for one in elements:
        if workload and workload in (one["uid"], one["parent"]):
            about = f"?element={one['id']}&page_size=100"
            threats = visitor.get(f"/api/models/{model}/threats/{about}")["results"]
            asked = visitor.get(f"/api/models/{model}/questions/{about}")["results"]
            rules = [threat["rule"] for threat in threats]
            found[one["kind"]] = (sorted(rules), sorted(question["fact"] for question in asked))
    return found
