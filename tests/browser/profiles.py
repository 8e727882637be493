"""Browser profiles that one test after the other is given.

Their scripts stay loaded and compiled, a third of what a page costs; what was left in them goes. What is set
for a whole profile and cannot be taken back, such as its clock, needs one of its own (`new_context`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext

from tests.browser.chromium import DESKTOP, new_context

_Kind = tuple[Browser, str, tuple[int, int]]
# A page that shows nothing: without one, the process that keeps the scripts would end.
_BLANK = "/healthz"
_STORAGE = "local_storage,indexeddb,cache_storage,service_workers,file_systems"
_idle: dict[_Kind, list[BrowserContext]] = {}


@contextmanager
def profile(browser: Browser, *, base_url: str, size: tuple[int, int] = DESKTOP) -> Iterator[BrowserContext]:
    """Lend a profile that nobody else has; it keeps no page, cookie, permission or stored value of others."""
    idle = _idle.setdefault((browser, base_url, size), [])
    context = _emptied(idle.pop(), base_url) if idle else _made(browser, base_url, size)
    try:
        yield context
    except BaseException:
        context.close()  # it may be in any state
        raise
    context.set_offline(False)
    _blank, *others = context.pages
    for page in others:
        page.close()
    context.unroute_all()
    idle.append(context)


def close_profiles(browser: Browser) -> None:
    """Forget the profiles of a browser that ends."""
    for kind in [kind for kind in _idle if kind[0] is browser]:
        del _idle[kind]


def _made(browser: Browser, base_url: str, size: tuple[int, int]) -> BrowserContext:
    context = new_context(browser, base_url=base_url, size=size)
    context.new_page().goto(_BLANK)
    return context


def _emptied(context: BrowserContext, base_url: str) -> BrowserContext:
    context.clear_cookies()
    context.clear_permissions()
    devtools = context.new_cdp_session(context.pages[0])
    devtools.send("Storage.clearDataForOrigin", {"origin": base_url, "storageTypes": _STORAGE})
    devtools.detach()
    return context
