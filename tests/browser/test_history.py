"""From a saved version over what somebody changed since, back to the version and forth again."""

import re
import uuid

from playwright.sync_api import Page, expect

from benchmarks.workloads import manifests
from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import Visitor

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded
SHOP = "services:\n  web:\n    image: registry.example.com/web:1.4\n  db:\n    image: postgres:16\n"
WITH_CACHE = SHOP + "  cache:\n    image: redis:7\n"


def test_a_version_is_saved_compared_and_brought_back(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Shop")
    visitor.import_files(model, {"docker-compose.yml": SHOP.encode()})
    page.goto(f"/m/{model}/history")
    save_version(page, "Release 1")
    visitor.import_files(model, {"docker-compose.yml": WITH_CACHE.encode()})
    expect(page.get_by_role("listitem").filter(has_text="imported docker-compose.yml")).to_have_count(2)

    page.get_by_role("tab", name="Versions").click()
    approve_by_another(page, visitor, model)
    page.get_by_role("link", name="See what differs").click()
    differences = page.get_by_role("list", name="Differences")
    expect(differences.get_by_role("link", name="cache").first).to_be_visible()
    page.get_by_text("Drawing", exact=True).click()
    drawing = page.get_by_role("region", name="Drawing of both states")
    expect(drawing.get_by_title("added").first).to_be_visible()

    page.get_by_role("button", name="Restore Release 1").click()
    dialog = page.get_by_role("dialog", name="Restore Release 1?")
    expect(dialog).to_contain_text("Compared with now:")
    dialog.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("No element differs")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(drawing.get_by_title("added").first).to_be_visible()


def test_a_large_comparison_is_one_picture_from_afar_that_leads_to_what_differs(
    page: Page, live: Server
) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Cluster")
    cluster = manifests(110)
    visitor.import_files(model, {"cluster.yaml": cluster.encode()})
    changed = cluster.replace("name: service-0\n", "name: entry\n")
    visitor.import_files(model, {"cluster.yaml": changed.encode()})

    page.goto(f"/m/{model}/history/compare?before=1&view=drawing")

    drawing = page.get_by_role("region", name="Drawing of both states")
    picture = drawing.get_by_role("img", name=re.compile("^Both states from afar"))
    expect(picture).to_be_visible()
    expect(drawing.locator(".react-flow__node")).to_have_count(0)
    differing = page.get_by_role("complementary", name="What differs").get_by_role("listitem")
    differing.filter(has_text="entry").get_by_role("button", name="Show").first.click()
    expect(picture).to_have_count(0)
    expect(drawing.get_by_title("added").first).to_be_visible()


def save_version(page: Page, name: str) -> None:
    """Give the newest state a name."""
    page.get_by_role("button", name="Save version").click()
    dialog = page.get_by_role("dialog", name="Save version")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("listitem").get_by_text(name)).to_be_visible()


def approve_by_another(page: Page, visitor: Visitor, model: str) -> None:
    """Make the version the reference for drift: who saved it is told that somebody else must."""
    page.get_by_role("button", name="Actions on Release 1").click()
    item = page.get_by_role("menuitem", name="Approve")
    expect(item).to_be_disabled()
    expect(page.get_by_text("You saved this version: another approver or owner")).to_be_visible()
    page.keyboard.press("Escape")
    email = f"anna-{uuid.uuid4().hex[:8]}@bulkhead.example"
    approver = visitor.invite(email, role="approver", name="Anna Approver")
    (version,) = visitor.get(f"/api/models/{model}/versions/")["results"]
    approver.post(f"/api/models/{model}/versions/{version['id']}/approval/")
    page.reload()
    expect(page.get_by_role("list", name="Versions").get_by_text("Approved", exact=True)).to_be_visible()
