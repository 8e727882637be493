"""A profile that is lent again has kept its scripts and nothing of whoever had it before."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import steps
from tests.browser.modes import only_embedded
from tests.browser.profiles import profile
from tests.services.deployment import Server

pytestmark = only_embedded

LEAVE_SOMETHING = """() => {
  localStorage.setItem("left", "yes");
  sessionStorage.setItem("left", "yes");
  return new Promise((resolve) => { indexedDB.open("left", 1).onsuccess = () => resolve(); });
}"""
LEFT = """async () => ({
  values: [localStorage.getItem("left"), sessionStorage.getItem("left")],
  databases: (await indexedDB.databases()).map((one) => one.name).filter((name) => name === "left"),
  clipboard: (await navigator.permissions.query({ name: "clipboard-read" })).state,
  online: navigator.onLine,
})"""
NOTHING = {"values": [None, None], "databases": [], "clipboard": "prompt", "online": True}


def test_nothing_of_one_test_is_left_for_the_next(browser: Browser, live: Server) -> None:
    with profile(browser, base_url=live.url) as context:
        page = signed_in(context, live)
        page.evaluate(LEAVE_SOMETHING)
        context.grant_permissions(["clipboard-read"])
        assert page.evaluate(LEFT) == NOTHING | {
            "values": ["yes", "yes"],
            "databases": ["left"],
            "clipboard": "granted",
        }
        context.set_offline(True)

    with profile(browser, base_url=live.url) as again:
        other = again.new_page()
        other.goto("/")
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()

        assert again is context
        assert other.evaluate(LEFT) == NOTHING


def test_two_at_once_have_different_profiles(browser: Browser, live: Server) -> None:
    with profile(browser, base_url=live.url) as one, profile(browser, base_url=live.url) as other:
        signed_in(one, live)
        stranger = other.new_page()
        stranger.goto("/")

        expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


def signed_in(context: BrowserContext, live: Server) -> Page:
    page = context.new_page()
    steps.enter(page, live)
    steps.open_models(page)
    return page
