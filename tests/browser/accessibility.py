"""axe-core, with the rules that count for every page of Bulkhead."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Experimental in axe-core, yet a criterion of WCAG 2.1 (2.5.3, label in name).
RULES = {"label-content-name-mismatch": {"enabled": True}}
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "rules": RULES, "resultTypes": ["violations"]}
# What turns for as long as it is shown, such as a loader, never ends.
_AT_REST = """() => document.fonts.status === "loaded" && document.getAnimations().every(
  (one) => one.playState !== "running" || one.effect.getTiming().iterations > 1)"""


def settle(page: Page) -> None:
    """Wait until a page has loaded what it shows and nothing on it fades or moves."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[class*=Skeleton]")).to_have_count(0)
    page.wait_for_function(_AT_REST)


def use_theme(page: Page, theme: Literal["light", "dark"]) -> None:
    """Switch a page to the other theme, as the system of the person would."""
    page.emulate_media(color_scheme=theme)
    expect(page.locator(f"html[data-mantine-color-scheme={theme}]")).to_be_attached()


def violations(page: Page) -> list[str]:
    """Describe what axe-core finds, with the places; nothing is too minor."""
    settle(page)
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window: nobody should scroll sideways to read."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
