"""A model that several people have open, each in a browser profile of their own."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import steps
from tests.browser.mouse import wait_for_rest
from tests.browser.profiles import profile
from tests.services.deployment import Server
from tests.services.visitor import Visitor
from tests.waiting import wait_until

SHOP = b"""\
services:
  web:
    image: registry.example.com/web:1.4
    ports: ["8080:8080"]
    environment:
      DATABASE_URL: postgres://db:5432/shop
      CACHE_URL: redis://cache:6379
  db:
    image: postgres:16
  cache:
    image: redis:7
"""
_ONE_PICTURE_WITHIN_S = 120.0  # pages that differ so long stay different
# Where each element is drawn and what it is called, as the page shows it.
_SEEN = """() => Object.fromEntries(
  [...document.querySelectorAll(".react-flow__node")].map((node) => [
    node.dataset.id, [node.style.transform, node.querySelector("[title]")?.title ?? ""],
  ]))"""


@dataclass(slots=True)
class SharedModel:
    """A model with three services, and its owner; others are invited to it."""

    browser: Browser
    owner: Visitor
    model: str
    _open: ExitStack = field(default_factory=ExitStack)
    faults: list[str] = field(default_factory=list)

    def invite(self, name: str, *, role: str = "editor") -> Visitor:
        """Let somebody into the team."""
        email = f"{name.lower()}-{uuid.uuid4().hex[:8]}@bulkhead.example"
        return self.owner.invite(email, role=role, name=name)

    def join(self, who: Visitor, *, at: str = "") -> "Participant":
        """Open the canvas in a browser of their own, on the server `at`."""
        context = self._open.enter_context(profile(self.browser, base_url=at or who.url))
        steps.add_cookies(context, who)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        participant = Participant(page, context, self.model)
        participant.open()
        return participant

    def place(self, uids: Sequence[str], *, apart: int) -> None:
        """Put elements side by side, so many pixels apart."""
        first = self.drawn()[uids[0]]
        ops = [
            {
                "op": "set",
                "on": "element",
                "uid": uid,
                "props": {"x": first["x"] + n * apart, "y": first["y"]},
            }
            for n, uid in enumerate(uids)
        ]
        self.owner.post(f"/api/models/{self.model}/batches/", {"id": uuid.uuid4().hex, "ops": ops})

    def drawn(self) -> dict[str, Any]:
        """Return the elements as the server has them, by uid, without threats: these follow later."""
        rows = self.owner.get(f"/api/models/{self.model}/architecture/")["elements"]
        found = ("threats", "worst", "possible", "possible_worst")
        drawn = [{key: value for key, value in row.items() if key not in found} for row in rows]
        return {row["uid"]: row for row in drawn if not row["gone"]}

    def end(self) -> None:
        """Close all pages."""
        self._open.close()


@dataclass(frozen=True, slots=True)
class Participant:
    """One person's page with the canvas."""

    page: Page
    context: BrowserContext
    model: str

    def open(self) -> None:
        """Go to the canvas and wait until it is drawn and connected."""
        self.page.goto(f"/m/{self.model}/architecture")
        expect(self.node("compose:web")).to_be_visible()
        expect(self.state).to_have_text(re.compile("^(Saved|View only)$"))

    def node(self, uid: str) -> Locator:
        """An element on the canvas."""
        return self.page.locator(f'.react-flow__node[data-id="{uid}"]')

    @property
    def state(self) -> Locator:
        """What the page says of saving."""
        return self.page.get_by_role("status", name="Changes")

    def select(self, uid: str) -> None:
        """Click an element and see it in the inspector.

        The inspector that opened before may move the drawing away under the click: people click again.
        """
        inspector = self.page.get_by_label(re.compile("^Inspector: "))
        for _ in range(3):
            wait_for_rest(self.page)
            self.node(uid).click(position={"x": 80, "y": 8})
            with suppress(AssertionError):
                expect(inspector).to_contain_text(uid, timeout=10_000)
                return
        raise AssertionError(f"{uid} cannot be selected")

    def push(self, way: str, times: int = 1) -> None:
        """Move what is selected by the arrow key."""
        for _ in range(times):
            self.page.keyboard.press(f"Arrow{way}")

    def rename(self, uid: str, name: str) -> None:
        """Give an element another name."""
        self.select(uid)
        self.page.keyboard.press("F2")
        field = self.node(uid).get_by_role("textbox")
        field.fill(name)
        field.press("Enter")
        expect(self.node(uid)).to_contain_text(name)

    def seen(self) -> Any:
        """Return what is drawn where."""
        return self.page.evaluate(_SEEN)


@contextmanager
def shared_model(browser: Browser, server: Server) -> Iterator[SharedModel]:
    """Make a model to share; none of its pages may have met an error that nothing caught."""
    owner = Visitor(server.url)
    owner.sign_up(f"owner-{uuid.uuid4().hex[:8]}@bulkhead.example", name="Olga Owner")
    model = owner.model("Shop")
    owner.import_files(model, {"docker-compose.yml": SHOP})
    shared = SharedModel(browser, owner, model)
    try:
        yield shared
    finally:
        shared.end()
    assert shared.faults == [], "a page met an error"


def all_saved(participants: Sequence[Participant]) -> None:
    """Wait until nobody has changes that wait."""
    for participant in participants:
        expect(participant.state).to_have_text("Saved")


def all_see(participants: Sequence[Participant], holds: Callable[[Any], object] = lambda seen: True) -> Any:
    """Wait until everybody sees the same, and something of which it holds; return that."""
    last: list[Any] = []

    def are_equal() -> bool:
        last[:] = [participant.seen() for participant in participants]
        return all(seen == last[0] for seen in last) and bool(holds(last[0]))

    try:
        wait_until(
            are_equal, what=f"one picture on {len(participants)} pages", within_s=_ONE_PICTURE_WITHIN_S
        )
    except AssertionError as error:
        error.add_note("\n".join(_differences(last)))
        raise
    return last[0]


def _differences(seen: Sequence[Any]) -> list[str]:
    """Say of each element that pages show differently how each of them shows it."""
    uids = sorted({uid for one in seen for uid in one})
    shown = {uid: [one.get(uid) for one in seen] for uid in uids}
    return [f"{uid}: {each}" for uid, each in shown.items() if any(one != each[0] for one in each)]
