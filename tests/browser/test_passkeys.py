"""A passkey is added, signs in alone, and is the second factor after the password."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.accessibility import findings_in_every_look, violations_of_overlay
from tests.browser.chromium import DESKTOP, new_context
from tests.browser.modes import only_embedded
from tests.services.deployment import Server
from tests.services.visitor import PASSWORD

# The pages are the same in both modes of the server; one of them is enough.
pytestmark = only_embedded

# A laptop that checks the finger of its owner, who touches it at once.
_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
_SIGN_IN = "Sign in with a passkey"
_USE = "Use a passkey or security key"


class Laptop:
    """The virtual authenticator of a page."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        added = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
        self._id = added["authenticatorId"]

    def recognizes_owner(self, *, recognized: bool) -> None:
        """Let the check of the finger succeed or fail from now on."""
        told = {"authenticatorId": self._id, "isUserVerified": recognized}
        self._devtools.send("WebAuthn.setUserVerified", told)


@pytest.fixture
def named(browser: Browser, live: Server) -> Iterator[Page]:
    """A page at the name of the machine: browsers have no passkeys at IP addresses."""
    with new_context(browser, base_url=live.url.replace("127.0.0.1", "localhost")) as context:
        yield context.new_page()


def test_a_passkey_signs_in_alone_and_as_the_second_factor(named: Page) -> None:
    page, laptop = named, Laptop(named)
    email = steps.sign_up(page)
    add_passkey(page, "Work laptop")
    page.get_by_role("button", name="Show recovery codes").click()
    expect(page.get_by_text("Each code works once")).to_be_visible()
    assert findings(page) == {}

    steps.sign_out(page)
    assert findings(page) == {}
    laptop.recognizes_owner(recognized=False)
    press(page, _SIGN_IN)
    expect(page.get_by_role("button", name=_SIGN_IN)).to_be_enabled()
    expect(page.get_by_role("alert")).to_have_count(0)
    laptop.recognizes_owner(recognized=True)
    press(page, _SIGN_IN)
    expect_models(page)

    steps.sign_out(page)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    assert findings(page) == {}
    expect(page.get_by_role("button", name=_USE)).to_be_focused()
    page.keyboard.press("Enter")
    expect_models(page)

    remove_passkey(page, "Work laptop")


def test_a_page_at_an_ip_address_says_where_passkeys_work(page: Page, live: Server) -> None:
    steps.enter(page, live)

    page.goto("/account#two-factor")
    expect(page.get_by_text(re.compile("Open Bulkhead at http://localhost:"))).to_be_visible()
    expect(page.get_by_role("button", name="Add passkey")).to_have_count(0)

    page.context.clear_cookies()
    page.goto("/login")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=_SIGN_IN)).to_have_count(0)


def add_passkey(page: Page, name: str) -> None:
    """Add a passkey by the keyboard; the server asks for the password first."""
    page.goto("/account#two-factor")
    press(page, "Add passkey")
    dialog = page.get_by_role("dialog", name="Add passkey or security key")
    expect(dialog.get_by_label("Name")).to_be_focused()
    assert violations_of_overlay(page, "dialog", below=False) == []
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    confirmation = page.get_by_role("dialog", name="Confirm it is you")
    expect(confirmation.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    expect(page.get_by_text("Signs in without a password")).to_be_visible()


def remove_passkey(page: Page, name: str) -> None:
    """Remove the only passkey; the passkey itself confirms that it is its owner."""
    page.goto("/account#two-factor")
    press(page, f"Remove {name}")
    dialog = page.get_by_role("dialog", name=f"Remove {name}?")
    expect(dialog).to_contain_text("your only second factor")
    dialog.get_by_role("button", name="Remove").click()
    confirmation = page.get_by_role("dialog", name="Confirm it is you")
    assert violations_of_overlay(page, "dialog", below=False) == []
    confirmation.get_by_role("button", name=_USE).click()
    expect(page.get_by_role("button", name=f"Remove {name}")).to_have_count(0)
    expect(page.get_by_text(re.compile(r"^Off\. With a passkey"))).to_be_visible()


def press(page: Page, name: str) -> None:
    """Press a button by the keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def expect_models(page: Page) -> None:
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


def findings(page: Page) -> dict[str, list[str]]:
    """Look at the page in both themes and as on a phone, and go back to the desktop."""
    found = findings_in_every_look(page)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return found
