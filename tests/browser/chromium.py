"""Debian's Chromium, driven by Playwright, as the tests and the screenshots use it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright

# Debian's headless Chromium draws no window: a page costs a third less than in a whole one.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# No sandbox: the tests run as root in containers. The rest keeps Chromium from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # The pages of a profile share a process, which keeps what it has compiled.
    "--renderer-process-limit=1",
    # Most pages are open for seconds: the compiler that takes longest costs more than it saves.
    "--js-flags=--no-opt",
)
# A machine that runs other things besides needs its time; what never comes still fails.
PATIENCE_MS = 60_000
# Pages without an address have no storage.
NO_TOUR = 'if (location.protocol.startsWith("http")) localStorage.setItem("bulkhead.tour.never", "yes")'
DESKTOP = (1440, 900)
PHONE = (390, 844)


class NoChromium(RuntimeError):
    """No Chromium is installed."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start one headless Chromium and close it afterwards."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise NoChromium("no Chromium is installed; `make test` installs it as root on Debian")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def new_context(
    browser: Browser,
    *,
    base_url: str,
    size: tuple[int, int] = DESKTOP,
    theme: str = "light",
    tour: bool = False,
) -> BrowserContext:
    """A fresh browser profile of the given window size and color scheme ("light" or "dark").

    The tour of the canvas is offered only where it is asked for.
    """
    width, height = size
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        has_touch=size == PHONE,
    )
    context.set_default_timeout(PATIENCE_MS)
    if not tour:
        context.add_init_script(NO_TOUR)
    return context
