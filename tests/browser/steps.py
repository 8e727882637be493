"""What a person does in the browser, in the words of the pages."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.profiles import profile
from tests.services.deployment import Server
from tests.services.visitor import PASSWORD, Visitor
from tests.waiting import wait_until

_NOTE_THE_DROP = """() => {
  window.dropArrived = false;
  window.addEventListener("drop", () => { window.dropArrived = true; }, {capture: true, once: true});
}"""


def sign_up(page: Page) -> str:
    """Make an account through the form and return its e-mail address."""
    email = f"person-{uuid.uuid4().hex[:10]}@bulkhead.example"
    page.goto("/")
    page.get_by_role("link", name="Sign up").click()
    expect(page.get_by_role("button", name="Create account")).to_be_visible()  # both pages ask for an address
    page.get_by_label("Name").fill("Pat Person")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    return email


def enter(page: Page, server: Server) -> Visitor:
    """Come in with a new account, without the forms; the page is still blank."""
    visitor = Visitor(server.url)
    visitor.sign_up(f"person-{uuid.uuid4().hex[:10]}@bulkhead.example")
    add_cookies(page.context, visitor)
    return visitor


def open_models(page: Page) -> None:
    """Go to the list of models."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


def add_cookies(context: BrowserContext, visitor: Visitor) -> None:
    """Let a browser go on with somebody's session."""
    context.add_cookies(
        [{"name": name, "value": value, "url": visitor.url} for name, value in visitor.cookies.items()]
    )


def sign_out(page: Page) -> None:
    """Leave through the account menu."""
    page.get_by_role("button", name="Account menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def drop(page: Page, *files: Path) -> None:
    """Drag files from the desktop onto the middle of the page and let go, as the browser sees it.

    A drop that arrives before the page has said that it takes the files is ignored, for people as well;
    they then do it again, and so do we.
    """
    page.wait_for_load_state("networkidle")
    for _ in range(5):
        if _dropped(page, files):
            return
    raise AssertionError("the page does not take the files")


def _dropped(page: Page, files: tuple[Path, ...]) -> bool:
    overlay = page.get_by_text(re.compile("^Drop to "))
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}

    def send(kind: str) -> None:
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 700, "y": 450, "data": data})

    page.evaluate(_NOTE_THE_DROP)
    send("dragEnter")
    try:
        expect(overlay).to_be_visible(timeout=10_000)
    except AssertionError:
        send("dragCancel")
        return False
    # The browser asks the page once more whether it takes the files, now that the overlay is in between.
    send("dragOver")
    send("dragOver")
    send("drop")
    try:
        # wait_for_function polls an expression by eval, which the policy of the page forbids and logs.
        wait_until(lambda: page.evaluate("window.dropArrived"), what="the drop", within_s=4)
    except AssertionError:
        send("dragCancel")
        return False
    expect(overlay).to_be_hidden()
    return True


def new_model_from(page: Page, *files: Path) -> str:
    """Drop files on the list of models, create the model, and return its id once the import has ended."""
    drop(page, *files)
    page.get_by_role("dialog", name="New model").get_by_role("button", name="Create and import").click()
    page.wait_for_url("**/m/*/imports**")
    expect_import_ended(page)
    return page.url.split("/m/")[1].split("/")[0]


def import_again(page: Page, *files: Path) -> None:
    """Drop files on a page of the open model, other than its imports, and wait until they are imported."""
    start_import(page, *files)
    expect_import_ended(page)


def start_import(page: Page, *files: Path) -> None:
    """Drop files on a page of the open model, other than its imports, and confirm."""
    expect(page.get_by_role("navigation", name="Model")).to_be_visible()
    drop(page, *files)
    dialog = page.get_by_role("dialog", name="Import into")
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog).to_be_hidden()


def expect_import_ended(page: Page) -> None:
    """Wait until the card of the import says how it went."""
    ended = import_card(page).get_by_role("heading", name="Import finished")
    failed = import_card(page).get_by_role("heading", name="Import failed")
    expect(ended.or_(failed)).to_be_visible(timeout=60_000)


def import_card(page: Page) -> Locator:
    """The card of the import that is running or has just ended."""
    return page.get_by_role("region", name="Import", exact=True)


def tick(box: Locator) -> None:
    """Check a box or a radio button whose state comes back from the address or the server.

    `Locator.check` fails where the state is another one right after the click.
    """
    if not box.is_checked():
        box.click()
    expect(box).to_be_checked()


def open_page(page: Page, name: str) -> None:
    """Follow the link of the model's navigation."""
    page.get_by_role("navigation", name="Model").get_by_role("link", name=name).click()


def go_down_to(page: Page, row: Locator) -> None:
    """Go down the outline, which has the focus, to a row: by the arrow keys, one after the other."""
    expect(page.locator("[role=treeitem]:focus")).to_have_count(1)
    page.keyboard.press("Home")
    expect(page.get_by_role("treeitem").first).to_be_focused()
    for _ in range(20):
        if row.evaluate("row => row === document.activeElement"):
            break
        was = page.evaluate("document.activeElement.dataset.uid")
        page.keyboard.press("ArrowDown")
        page.wait_for_function(
            "was => ![was, undefined].includes(document.activeElement.dataset.uid)", arg=was
        )
    expect(row).to_be_focused()


def node(page: Page, uid: str) -> Locator:
    """An element as it is drawn on the canvas."""
    return page.locator(f'.react-flow__node[data-id="{uid}"]')


@contextmanager
def invited(browser: Browser, live: Server, owner: Visitor, *, role: str, name: str) -> Iterator[Page]:
    """A page of a new member of the owner's team."""
    address = f"{role}-{uuid.uuid4().hex[:8]}@bulkhead.example"
    with profile(browser, base_url=live.url) as context:
        add_cookies(context, owner.invite(address, role=role, name=name))
        yield context.new_page()
