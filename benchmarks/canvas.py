"""How smoothly the canvas pans, zooms and drags with 2,000 elements, and how soon 1,000 are on the screen.

Run with `python -m benchmarks.canvas` after the front end is built. Drives Chromium without a graphics card
against the embedded server. Prints figures beside their bounds; a miss exits with 1.
Measured elsewhere: React Flow itself with 2,000 nodes and edges, p95 of a frame 42, 50 and 96 ms.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

from benchmarks.save_and_analyze import missed, show
from benchmarks.workloads import manifests
from tests.browser.chromium import chromium, new_context
from tests.browser.steps import add_cookies
from tests.services.deployment import embedded
from tests.services.visitor import Visitor

_FRAME_MOST_MS: Final = 50.0
_PAINT_MOST_S: Final = 2.0
_DOM_MOST: Final = 6_000
_PAINT_ELEMENTS: Final = 1_000
_ELEMENTS: Final = 2_000
_ROUNDS: Final = 3
_STEPS: Final = 60

# The drawing: as nodes or, from afar, as one picture of all of them.
_DRAWN: Final = ".react-flow__node, .react-flow__viewport [role=img]"
# Every layer is shown, so that every element is drawn; the time at which something is drawn is noted.
_PREPARE: Final = f"""
localStorage.setItem('bulkhead.canvas.layers-hidden', '[]');
localStorage.setItem('bulkhead.canvas.outline-shown', 'false');
const look = () => {{
  if (!document.querySelector('{_DRAWN}')) requestAnimationFrame(look);
  else requestAnimationFrame(() => {{ window.paintedAfter = performance.now(); }});
}};
requestAnimationFrame(look);
"""
_RECORD: Final = """() => {
  const frames = window.frameTimes = [];
  let before = performance.now();
  const note = (now) => {
    frames.push(now - before);
    before = now;
    window.frameId = requestAnimationFrame(note);
  };
  window.frameId = requestAnimationFrame(note);
}"""
_ZOOM: Final = "new DOMMatrix(document.querySelector('.react-flow__viewport').style.transform).a"
_STOP: Final = "() => { cancelAnimationFrame(window.frameId); return window.frameTimes; }"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as server, chromium() as browser:
        visitor = Visitor(server.url)
        visitor.sign_up("canvas@bulkhead.example")
        _measure_paint(browser, visitor, _model_of(visitor, _PAINT_ELEMENTS))
        _measure_frames(browser, visitor, _model_of(visitor, _ELEMENTS))
    sys.exit(1 if missed else 0)


def _model_of(visitor: Visitor, elements: int) -> str:
    """Import a cluster with about this many elements and return the model's id."""
    model = visitor.model(f"{elements} elements")
    deployments = elements * 10 // 51  # of each: pod, container, service, account, secret
    job = visitor.import_files(model, {"cluster.yaml": manifests(deployments).encode()})
    drawn = visitor.get(f"/api/models/{model}/architecture/")
    print(f"{len(drawn['elements'])} elements, {len(drawn['flows'])} flows ({job['state']})")
    return model


def _open(browser: Browser, visitor: Visitor, model: str) -> Page:
    context = new_context(browser, base_url=visitor.url)
    add_cookies(context, visitor)
    context.add_init_script(_PREPARE)
    page = context.new_page()
    page.goto(f"/m/{model}/architecture")
    page.locator(_DRAWN).first.wait_for(state="attached")
    page.wait_for_timeout(500)
    return page


def _measure_paint(browser: Browser, visitor: Visitor, model: str) -> None:
    times = []
    for _ in range(_ROUNDS):
        page = _open(browser, visitor, model)
        times.append(page.evaluate("window.paintedAfter") / 1000)
        page.context.close()
    show("first paint", min(times), _PAINT_MOST_S, "s")


def _measure_frames(browser: Browser, visitor: Visitor, model: str) -> None:
    page = _open(browser, visitor, model)
    page.wait_for_load_state("networkidle")
    _come_closer(page)
    _frames_of_drag(page, "pan", _empty_spot(page))
    _frames_of_drag(page, "drag of an element", _spot_of(page, "card"))
    _frames_of_drag(page, "drag of a boundary", _spot_of(page, "frame"))
    page.keyboard.press("Escape")
    _frames(page, "zoom", lambda: _wheel(page))
    page.keyboard.press("f")
    page.wait_for_timeout(1_000)
    show(
        "elements of the page at fit view",
        page.evaluate("document.querySelectorAll('*').length"),
        _DOM_MOST,
        "",
    )
    _frames_of_drag(page, "pan at fit view", _empty_spot(page))


def _frames_of_drag(page: Page, what: str, spot: tuple[float, float]) -> None:
    _frames(page, what, lambda: _drag(page, *spot))


def _frames(page: Page, what: str, act: Callable[[], None]) -> None:
    page.wait_for_timeout(300)
    page.evaluate(_RECORD)
    act()
    times = sorted(page.evaluate(_STOP))
    middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"  {what}: {len(times)} frames, p50 {middle:.0f} ms, worst {times[-1]:.0f} ms")
    show(f"{what}: p95", late, _FRAME_MOST_MS, "ms")


def _drag(page: Page, x: float, y: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(_STEPS):
        page.mouse.move(x + 3 * step, y + 2 * step)
        page.wait_for_timeout(16)
    page.mouse.up()


def _wheel(page: Page) -> None:
    page.mouse.move(800, 450)
    for step in range(_STEPS):
        page.mouse.wheel(0, 60 if step < _STEPS // 2 else -60)
        page.wait_for_timeout(16)


def _come_closer(page: Page) -> None:
    """Zoom in on the middle until names can be read, from the whole on which a model opens."""
    page.mouse.move(800, 450)
    while page.evaluate(_ZOOM) < 0.48:
        page.mouse.wheel(0, -60)
        page.wait_for_timeout(16)
    page.wait_for_timeout(500)


def _empty_spot(page: Page) -> tuple[float, float]:
    """A point of the canvas at which nothing is grabbed, away from edges, where handles come up."""
    found = page.evaluate(
        """() => {
          const groundAt = (x, y) => {
            const over = document.elementFromPoint(x, y);
            const grip = over?.closest('[data-grab], .react-flow .nopan, button, path');
            return grip ? null : over?.closest('.react-flow__node, .react-flow');
          };
          const around = [[0, 0], [20, 0], [-20, 0], [0, 20], [0, -20]];
          for (let y = 300; y < 800; y += 7) for (let x = 500; x < 1000; x += 9) {
            const grounds = new Set(around.map(([dx, dy]) => groundAt(x + dx, y + dy)));
            if (grounds.size === 1 && !grounds.has(null)) return [x, y];
          }
        }"""
    )
    return found[0], found[1]


def _spot_of(page: Page, kind: str) -> tuple[float, float]:
    """A point at which a node of this type is grabbed, well inside the window."""
    found = page.evaluate(
        """(kind) => {
          const grips = document.querySelectorAll(`.react-flow__node-${kind} [data-grab]`);
          for (const grip of grips) {
            const { left, top, width, height } = grip.getBoundingClientRect();
            const at = [left + Math.min(40, width / 2), top + height / 2];
            const inside = at[0] > 440 && at[0] < 1300 && at[1] > 130 && at[1] < 760;
            if (inside && grip.contains(document.elementFromPoint(...at))) return at;
          }
        }""",
        kind,
    )
    return found[0], found[1]


if __name__ == "__main__":
    main()
