"""What a page does when the network, the session, the model or what is changed goes away underneath it."""

import contextlib
import json
import re

from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.browser import steps
from tests.browser.accessibility import violations_in_both_themes
from tests.browser.demo_model import make_media_model
from tests.browser.modes import only_embedded
from tests.browser.shared_model import SharedModel
from tests.services.deployment import Server

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded


def test_without_a_network_menus_wait_for_it_and_the_drawing_stays(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ana.page.route("**/assets/FilterForm*", lambda route: route.abort())
    ana.context.set_offline(True)

    ana.page.get_by_role("button", name="Filter").click()
    expect(ana.state).to_contain_text("Offline")
    expect(ana.node("compose:web")).to_be_visible()
    ana.page.unroute("**/assets/FilterForm*")
    ana.context.set_offline(False)

    expect(ana.page.get_by_role("group", name="Data flows")).to_be_visible()


_UNREACHABLE = json.dumps({"detail": "Not now.", "code": "database-unreachable"})


def _take_the_database_away(page: Page) -> None:
    """Answer as the server does while it cannot reach its database; tests/faults does it for real."""

    def refuse(route: Route) -> None:
        route.fulfill(status=503, body=_UNREACHABLE, headers={"Content-Type": "application/json"})

    page.route(re.compile(r"/api/|/readyz"), refuse)


def test_while_the_database_is_away_the_page_says_so_and_keeps_what_is_drawn(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    page = ana.page
    told = page.get_by_text("The database cannot be reached. Your edits are kept; trying again.")
    _take_the_database_away(page)

    page.get_by_role("link", name="Questions").click()

    expect(told).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.unroute_all()
    expect(page.get_by_role("heading", name="Questions")).to_be_visible()
    expect(told).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_page_that_is_opened_while_the_database_is_away_opens_by_itself_later(shared: SharedModel) -> None:
    page = shared.join(shared.owner).page
    _take_the_database_away(page)

    page.goto(f"/m/{shared.model}/threats")

    expect(page.get_by_role("heading", name="The database cannot be reached")).to_be_visible()
    page.unroute_all()
    expect(page.get_by_role("heading", name="Threats")).to_be_visible()


def test_who_is_signed_out_elsewhere_is_told_and_comes_back_to_the_page(page: Page, live: Server) -> None:
    demo = make_media_model(live)
    steps.add_cookies(page.context, demo.visitor)
    page.goto(f"/m/{demo.model}/architecture?select=compose:transcoder")
    expect(page.get_by_role("heading", name="transcoder")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()

    with contextlib.suppress(NotInTime):  # a request of the page itself may be refused first
        page.get_by_role("link", name="Questions").click(timeout=10_000)

    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert re.search(f"next=%2Fm%2F{demo.model}%2F(questions|architecture)", page.url)


def test_who_is_removed_from_the_team_is_told(shared: SharedModel) -> None:
    participant = shared.join(shared.invite("Ben"))
    team = shared.owner.get("/api/teams/")["results"][0]["id"]
    members = shared.owner.get(f"/api/teams/{team}/members/")["results"]
    ben = next(row for row in members if row["user"]["name"] == "Ben")

    shared.owner.delete(f"/api/teams/{team}/members/{ben['id']}/")

    expect(
        participant.page.get_by_role("heading", name="This model is no longer open to you")
    ).to_be_visible()
    expect(participant.node("compose:web")).to_have_count(0)


def test_who_changed_what_somebody_deleted_meanwhile_is_told(shared: SharedModel) -> None:
    ana, ben = shared.join(shared.owner), shared.join(shared.invite("Ben"))
    ben.select("compose:web")
    ben.context.set_offline(True)
    ben.push("Right", 2)
    expect(ben.state).to_contain_text("2 changes wait")
    ana.select("compose:web")
    ana.page.keyboard.press("Delete")
    expect(ana.node("compose:web")).to_have_count(0)

    ben.context.set_offline(False)

    told = "was not saved: its element was deleted by another person"
    expect(ben.page.get_by_text(told).first).to_be_visible()
    expect(ben.state).to_have_text("Saved")


def test_what_is_found_inside_a_collapsed_boundary_is_shown(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    expect(ana.node("compose:web/web")).to_be_visible()
    ana.page.keyboard.type("xc")
    expect(ana.node("compose:web/web")).to_have_count(0)

    ana.page.keyboard.press("/")
    ana.page.get_by_role("combobox").fill("web container")
    ana.page.keyboard.press("Enter")

    expect(ana.node("compose:web/web")).to_be_visible()
