"""The board of mitigations: an editor drags cards with the mouse, and moves them by keys."""

import json
import re

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.browser.mouse import Mouse, box_of
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.shop_model import COMPOSE


def board_of(page: Page, live: Server) -> list[str]:
    """Open the board of two proposed mitigations as an editor; the list gets each status that is sent."""
    owner = Visitor(live.url)
    owner.sign_up("board@bulkhead.example")
    model = owner.model("Shop")
    owner.import_files(model, {"docker-compose.yml": COMPOSE.encode()})
    for title in ("Drop privileges", "Remove the socket"):
        work = {"threats": [1], "title": title, "description": ""}
        owner.post(f"/api/models/{model}/mitigations/", work)
    steps.add_cookies(page.context, owner.invite("eva-board@bulkhead.example", role="editor"))
    sent: list[str] = []
    page.on("request", lambda request: sent.extend(statuses_of(request)))
    page.goto(f"/m/{model}/mitigations?view=board")
    expect(card(page)).to_be_visible()
    return sent


def statuses_of(request: Request) -> list[str]:
    return [json.loads(request.post_data or "")["status"]] if request.method == "PATCH" else []


def column(page: Page, status: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{status}"))


def card(within: Page | Locator) -> Locator:
    return within.get_by_role("button", name=re.compile("^M1"))


def take(page: Page, mouse: Mouse, status: str) -> None:
    """Press on the card and move to the column, with the button held."""
    mouse.jump(*box_of(card(page)).middle)
    page.mouse.down()
    mouse.to(*box_of(column(page, status)).middle)
    mouse.pause()


def expect_nothing_marked(page: Page) -> None:
    expect(page.locator("[data-takes=true], [data-over=true], [data-refuses=true]")).to_have_count(0)


@only_embedded
def test_cards_are_moved_by_mouse_and_keys_to_columns_that_take_them(page: Page, live: Server) -> None:
    sent = board_of(page, live)
    mouse = Mouse(page)

    take(page, mouse, "Planned")
    expect(column(page, "Planned")).to_have_attribute("data-over", "true")
    expect(column(page, "Verified")).to_have_attribute("data-refuses", "true")
    page.mouse.up()
    expect(card(column(page, "Planned"))).to_be_visible()
    expect(column(page, "Proposed")).to_contain_text("Remove the socket")
    expect_nothing_marked(page)

    for refusing in ("Planned", "Verified"):
        take(page, mouse, refusing)
        expect(column(page, refusing)).to_have_attribute("data-over", "false")
        page.mouse.up()
        expect(card(column(page, "Planned"))).to_be_visible()
        expect_nothing_marked(page)

    take(page, mouse, "Rejected")
    expect(column(page, "Rejected")).to_have_attribute("data-over", "true")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(card(column(page, "Planned"))).to_be_visible()
    expect_nothing_marked(page)

    card(page).focus()
    for status in ("In progress", "Implemented", "Rejected"):
        page.keyboard.press("Shift+ArrowRight")
        expect(card(column(page, status))).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(card(column(page, "Rejected"))).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)

    assert sent == ["planned", "in-progress", "implemented", "rejected"]
    page.reload()
    expect(card(column(page, "Rejected"))).to_be_visible()
