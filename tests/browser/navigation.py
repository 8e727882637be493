"""Goes from page to page as a link does: the scripts stay loaded, which is half of what a page costs."""

from playwright.sync_api import Page, Request

from tests.waiting import wait_until

# TanStack Router leaves itself in the window.
_FOLLOW = """(address) => {
  window.locationBefore = __TSR_ROUTER__.state.resolvedLocation;
  __TSR_ROUTER__.history.push(address);
}"""
_ARRIVED = """() => {
  const { status, location, resolvedLocation } = __TSR_ROUTER__.state;
  return status === "idle" && resolvedLocation === location && resolvedLocation !== window.locationBefore;
}"""
# So long nothing is asked for once a page has all that it shows; Playwright waits as long after a load.
_QUIET_MS = 500


class Navigation:
    """The pages that one browser tab shows, one after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._begun = 0
        self._running = set[Request]()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def load(self, address: str) -> None:
        """Load a page anew, and wait until it shows its contents."""
        self.page.goto(address)
        self._wait_for_contents()

    def follow(self, address: str) -> None:
        """Go to an address of Bulkhead from a page of it, and wait until the new one shows its contents."""
        self.page.evaluate(_FOLLOW, address)
        self.page.wait_for_function(_ARRIVED)
        wait_until(self._is_quiet, what="the end of all requests")
        self._wait_for_contents()

    def _wait_for_contents(self) -> None:
        self.page.locator("main h1").first.wait_for(state="attached")

    def _begin(self, request: Request) -> None:
        self._begun += 1
        self._running.add(request)

    def _end(self, request: Request) -> None:
        self._running.discard(request)

    def _is_quiet(self) -> bool:
        begun = self._begun
        self.page.wait_for_timeout(_QUIET_MS)
        return not self._running and self._begun == begun
