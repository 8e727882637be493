"""The first thing a visitor does: from a compose file to a mitigation that outlives the next import."""

import json
import re
from typing import Any

from playwright.sync_api import FloatRect, Page, WebSocketRoute, expect

from tests.browser import steps
from tests.browser.demo_model import MEDIA
from tests.services.deployment import Server
from tests.waiting import wait_until

PROXY = "compose:proxy"
SOCKET_THREAT = "Container runtime socket mounted in proxy"


def test_from_a_compose_file_to_a_mitigation_that_stays(page: Page) -> None:
    steps.sign_up(page)
    steps.new_model_from(page, MEDIA)
    expect(steps.import_card(page).get_by_role("heading", name="Import finished")).to_be_visible()

    page.get_by_role("link", name="Open the architecture").click()
    expect_drawn(page)
    expect_facts_with_their_line(page)

    open_the_worst_threat(page)
    expect(page.get_by_role("region", name="Why this was flagged")).to_contain_text(
        re.compile(r"docker-compose\.yml:\d+")
    )
    propose_the_first_control(page)

    page.reload()
    expect(page.get_by_role("article", name="Mitigation M1")).to_be_visible()

    steps.import_again(page, MEDIA)
    expect(steps.import_card(page)).to_contain_text("Nothing changed")
    page.reload()
    expect(page.get_by_role("article", name="Mitigation M1")).to_be_visible()


def expect_drawn(page: Page) -> None:
    """The services, their networks and the internet are on the canvas, one inside the other."""
    for uid in (PROXY, "compose:db", "network:front", "internet"):
        expect(steps.node(page, uid)).to_be_visible()
    expect(page.locator("[data-flow]").nth(4)).to_be_attached()
    wait_until(lambda: is_inside(page, f"{PROXY}/proxy", PROXY), what="the container in its workload")


def box(page: Page, uid: str) -> FloatRect:
    """Where an element is drawn."""
    found = steps.node(page, uid).bounding_box()
    assert found is not None
    return found


def is_inside(page: Page, inner: str, outer: str) -> bool:
    """Whether one element is drawn within the other."""
    small, large = box(page, inner), box(page, outer)
    return (
        large["x"] <= small["x"]
        and large["y"] <= small["y"]
        and small["x"] + small["width"] <= large["x"] + large["width"] + 1
        and small["y"] + small["height"] <= large["y"] + large["height"] + 1
    )


def expect_facts_with_their_line(page: Page) -> None:
    """Clicking an element shows its threats, and its facts with file and line."""
    steps.node(page, f"{PROXY}/proxy").click()
    inspector = page.get_by_role("complementary", name="Inspector: proxy")
    expect(inspector).to_contain_text(SOCKET_THREAT)
    inspector.get_by_role("tab", name="Facts").click()
    expect(inspector).to_contain_text(re.compile(r"docker-compose\.yml:\d+"))


def open_the_worst_threat(page: Page) -> None:
    """Find the threat by the filters of the list and open its page."""
    steps.open_page(page, "Threats")
    page.get_by_role("searchbox").fill("runtime")
    expect(page.get_by_role("row").filter(has_text=SOCKET_THREAT)).to_be_visible()
    page.get_by_role("link", name=SOCKET_THREAT).click()
    expect(page.get_by_role("heading", name=SOCKET_THREAT)).to_be_visible()


def propose_the_first_control(page: Page) -> None:
    """Take the first suggestion of the rule as a mitigation."""
    page.get_by_role("button", name=re.compile("^Propose .+")).first.click()
    expect(page.get_by_role("article", name="Mitigation M1")).to_be_visible()


def test_progress_comes_over_the_socket(page: Page, live: Server) -> None:
    """While an import runs a bar shows it, fed by the WebSocket.

    What is said of the end is held back until the bar is there: the import of a small file may be faster than
    the page that draws it.
    """
    said = SaidOfJobs()
    page.route_web_socket("**/ws/models/**", said.pass_on)
    steps.enter(page, live)
    steps.open_models(page)
    steps.new_model_from(page, MEDIA)
    steps.open_page(page, "Threats")
    said.hold_ends()

    card = steps.import_card(page)
    steps.start_import(page, MEDIA)
    expect(card.get_by_role("progressbar", name="Progress of the import")).to_be_visible()
    wait_until(lambda: said.states(page)[-1:] == ["succeeded"], what="the end of the job, over the socket")
    assert len(said.states(page)) >= 2

    said.let_ends_go()
    steps.expect_import_ended(page)


class SaidOfJobs:
    """What the server says of imports over the WebSocket; the end of one can be held back."""

    def __init__(self) -> None:
        self._holding = False
        self._states: list[str] = []
        self._held: list[tuple[WebSocketRoute, str]] = []

    def pass_on(self, socket: WebSocketRoute) -> None:
        """Connect a page with the server."""
        server = socket.connect_to_server()
        server.on_message(lambda message: self._hear(socket, str(message)))

    def hold_ends(self) -> None:
        """From now on, note what is said, and keep the page from hearing that an import has ended."""
        self._states.clear()
        self._holding = True

    def let_ends_go(self) -> None:
        """Pass on what was held back."""
        self._holding = False
        for socket, message in self._held:
            socket.send(message)

    def states(self, page: Page) -> list[str]:
        """Return what was said of imports so far."""
        page.evaluate("0")  # lets messages in
        return self._states

    def _hear(self, socket: WebSocketRoute, text: str) -> None:
        message: dict[str, Any] = json.loads(text)
        ended = False
        if message["type"] == "job" and message["job"]["kind"] == "import":
            self._states.append(message["job"]["state"])
            ended = message["job"]["state"] not in ("queued", "running")
        if ended and self._holding:
            self._held.append((socket, text))
        else:
            socket.send(text)
