"""axe-core, with the rules that count for every page of Bulkhead."""

from collections.abc import Mapping
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import DESKTOP, PHONE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Experimental in axe-core, yet a criterion of WCAG 2.1 (2.5.3, label in name).
RULES = {"label-content-name-mismatch": {"enabled": True}}
OPTIONS: Mapping[str, Any] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": RULES,
    "resultTypes": ["violations"],
}
# All that a theme decides: the elements are the same in both.
COLORS: Mapping[str, Any] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# What a width decides: other elements are shown, larger or smaller, and the colors are the same.
SHAPES: Mapping[str, Any] = {**OPTIONS, "rules": {**RULES, "color-contrast": {"enabled": False}}}
# Menus and lists of options lie over the page, outside of its landmarks.
OVERLAY: Mapping[str, Any] = {**OPTIONS, "rules": {**RULES, "region": {"enabled": False}}}
SHAPES_BELOW: Mapping[str, Any] = {**SHAPES, "rules": {**SHAPES["rules"], "region": {"enabled": False}}}
# What something that lies over a page may break in the page as a whole; all else of it is the same without.
WHOLE_PAGE: Mapping[str, Any] = {
    "runOnly": {
        "type": "rule",
        "values": [
            "accesskeys",
            "aria-hidden-body",
            "aria-hidden-focus",
            "document-title",
            "duplicate-id-aria",
            "heading-order",
            "landmark-no-duplicate-banner",
            "landmark-no-duplicate-contentinfo",
            "landmark-no-duplicate-main",
            "landmark-one-main",
            "landmark-unique",
            "page-has-heading-one",
        ],
    },
    "resultTypes": ["violations"],
}
# The rows of a list are of one make: the first are looked at, and every fifth of the others.
_ALIKE = [f"{row}:nth-child(n + 13):not(:nth-child(5n))" for row in ("tbody > tr", "ul > li", "ol > li")]
_LOOKS: tuple[tuple[Literal["light", "dark"], tuple[int, int], Mapping[str, Any]], ...] = (
    ("light", DESKTOP, OPTIONS),
    ("dark", DESKTOP, COLORS),
    ("dark", PHONE, SHAPES),
)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_MOVING = "() => document.getAnimations().length"
_AT_REST = """() => document.fonts.status === "loaded" && document.getAnimations().length === 0"""


def settle(page: Page) -> None:
    """Wait until a page has loaded what it shows and nothing on it fades or moves."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[class*=Skeleton]")).to_have_count(0)
    page.wait_for_function(_AT_REST)


def use_theme(page: Page, theme: Literal["light", "dark"]) -> None:
    """Switch a page to the other theme, as the system of the person would."""
    page.emulate_media(color_scheme=theme)
    expect(_has_theme(page, theme)).to_be_attached()


def _has_theme(page: Page, theme: Literal["light", "dark"]) -> Locator:
    """Return the page's root, where it has the theme."""
    return page.locator(f"html[data-mantine-color-scheme={theme}]")


def violations(page: Page, *, options: Mapping[str, Any] = OPTIONS, within: str = "html") -> list[str]:
    """Describe what axe-core finds, with the places; nothing is too minor.

    `within` selects the elements to look at.
    """
    settle(page)
    return _found_by_axe(page, options, within)


def violations_while_loading(page: Page) -> list[str]:
    """Describe what axe-core finds in both themes while a page shows placeholders, and whether they move.

    Nobody in the tests wants motion.
    """
    expect(page.locator("[class*=Skeleton]").first).to_be_visible()
    moving = page.evaluate(_MOVING)
    found = [f"{moving} animations run"] if moving else []
    for theme, options in zip(THEMES, (OPTIONS, COLORS), strict=True):
        use_theme(page, theme)
        found += [f"{theme}: {one}" for one in _found_by_axe(page, options, "html")]
    return found


def _found_by_axe(page: Page, options: Mapping[str, Any], within: str) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(
        "([context, options]) => axe.run(context, options).then((results) => results.violations)",
        [{"include": [[within]], "exclude": [[alike] for alike in _ALIKE]}, options],
    )
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


def violations_in_both_themes(page: Page) -> list[str]:
    """Describe what axe-core finds in one theme, and in the other of what its colors decide."""
    found = []
    for theme, options in zip(THEMES, (OPTIONS, COLORS), strict=True):
        use_theme(page, theme)
        found += [f"{theme}: {one}" for one in violations(page, options=options)]
    return found


def violations_of_overlay(page: Page, role: str, *, below: bool) -> list[str]:
    """Describe what axe-core finds in an overlay that is open, in both themes, and in the page as a whole.

    The theme that the page has comes first, and it keeps the other one: a switch colors all of it anew.
    `below`: in all that the page below shows as well, where no other test sees it so.
    """
    found = violations(page, options=SHAPES_BELOW if below else WHOLE_PAGE)
    themes = THEMES if _has_theme(page, "light").count() else THEMES[::-1]
    for theme, options in zip(themes, (OVERLAY, COLORS), strict=True):
        use_theme(page, theme)
        found += [f"{theme}: {one}" for one in violations(page, options=options, within=f"[role={role}]")]
    return found


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window: nobody should scroll sideways to read."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def findings_in_every_look(page: Page) -> dict[str, list[str]]:
    """Return what axe-core finds on desktop and phone, and by how much the page is wider than its window."""
    found = {}
    for theme, (width, height), options in _LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        use_theme(page, theme)
        found[f"{theme} {width}"] = violations(page, options=options)
        if (wider := overflow(page)) > 0:
            found[f"{theme} {width}"].append(f"{wider} pixels wider than its window")
    return {look: findings for look, findings in found.items() if findings}
