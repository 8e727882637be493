"""Picture every page at two widths in both themes: `python -m tests.browser.screenshots FOLDER [--url URL]`.

Without --url it starts Bulkhead with the demo in a temporary folder, as `make run` does.
"""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import DESKTOP, PHONE, chromium, new_context
from tests.browser.demo_model import GUEST_PAGES, pages
from tests.browser.steps import add_cookies
from tests.services.deployment import embedded
from tests.services.visitor import Visitor

THEMES = ("light", "dark")
DEMO = ("demo@bulkhead.example", "look-around-the-ship")


def main() -> None:
    """Write <page>-<width>-<theme>.png into the folder for every page."""
    options = _arguments()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        url = options.url
        if not url:
            temporary = Path(running.enter_context(tempfile.TemporaryDirectory()))
            server = running.enter_context(embedded(temporary, demo=True))
            server.manage("users", "make-admin", DEMO[0])
            url = server.url
        visitor = Visitor(url)
        visitor.sign_in(*DEMO)
        browser = running.enter_context(chromium())
        for address in _addresses(visitor, options.only):
            _picture(browser, folder, url, visitor, *address)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Picture every page of the demo.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="a running Bulkhead with the demo; without it one is started")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages, such as threats")
    return parser.parse_args()


def _addresses(visitor: Visitor, only: list[str]) -> list[tuple[str, str, bool]]:
    """Name, address, and whether one has to be signed in."""
    team = visitor.get("/api/teams/")["results"][0]["id"]
    models = visitor.get(f"/api/teams/{team}/models/")["results"]
    model = next((row for row in models if "shop" in row["name"].lower()), models[0])["id"]
    worst = visitor.get(f"/api/models/{model}/threats/?ordering=-score")["results"][0]["number"]
    inside = pages(team=team, model=model, threat=worst)
    every = [(name, path, True) for name, path in inside.items()]
    every += [(name, path, False) for name, path in GUEST_PAGES.items()]
    return [entry for entry in every if not only or entry[0] in only]


def _picture(
    browser: Browser, folder: Path, url: str, visitor: Visitor, name: str, path: str, signed_in: bool
) -> None:
    for size in (DESKTOP, PHONE):
        for theme in THEMES:
            context = new_context(browser, base_url=url, size=size, theme=theme)
            if signed_in:
                add_cookies(context, visitor)
            page = context.new_page()
            _settle(page, path)
            page.screenshot(path=folder / f"{name}-{size[0]}-{theme}.png", full_page=size == PHONE)
            context.close()


def _settle(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


if __name__ == "__main__":
    main()
