"""The direction of every flow can be seen: nothing is drawn over its arrowhead."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.modes import only_team
from tests.browser.mouse import wait_for_rest
from tests.services.deployment import ROOT, Server
from tests.services.visitor import Visitor

pytestmark = only_team

DEMO = ROOT / "fixtures" / "demo"
# What lies over the drawing (palette, toolbar) is left out; lines take the pointer, also between dashes.
ONLY_DRAWING = """
  * { pointer-events: none !important }
  .react-flow__node, .react-flow__node * { pointer-events: all !important }
  svg path { pointer-events: stroke !important }
  svg path { stroke-width: 4px !important; stroke-dasharray: none !important }
"""
# What is on top where the arrowhead of each flow is, half its length before the end of the line.
HEADS = """() => [...document.querySelectorAll("[data-flow]")].map((flow) => {
  const path = flow.querySelector("path");
  const end = path.getPointAtLength(path.getTotalLength() - 4).matrixTransform(path.getScreenCTM());
  const top = document.elementFromPoint(end.x, end.y);
  const isLine = top?.getAttribute("d") === path.getAttribute("d");
  return [flow.dataset.flow, isLine ? "line" : String(top?.className)];
})"""
WORKLOADS = ("web", "api", "db")
FLOWS = (
    ("people", "web/server"),
    ("web/server", "api/server"),
    ("api/server", "db/server"),
    ("api/side", "api/server"),
    ("web/server", "db"),
    ("db/side", "db"),
)


def test_arrowheads_at_containers_are_on_top_after_an_automatic_layout(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Nested")
    visitor.post(f"/api/models/{model}/batches/", {"id": "nested", "ops": _nested()})
    visitor.post(f"/api/models/{model}/layout/", {"id": "arranged"})

    heads = _heads(page, model, len(FLOWS))

    assert len(heads) == len(FLOWS)
    assert [(flow, top) for flow, top in heads if top != "line"] == []


def test_arrowheads_at_workloads_are_on_top_after_an_import(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = _imported(visitor, DEMO / "shop-kubernetes")

    heads = _heads(page, model, 15)

    assert len(heads) >= 15
    assert [(flow, top) for flow, top in heads if top != "line"] == []


def test_arrowheads_at_containers_are_on_top_in_a_comparison(page: Page, live: Server) -> None:
    visitor = steps.enter(page, live)
    model = visitor.model("Nested")
    visitor.post(f"/api/models/{model}/batches/", {"id": "nested", "ops": _nested()})
    page.set_viewport_size({"width": 2600, "height": 1800})
    page.goto(f"/m/{model}/history/compare?before=0&view=drawing")
    drawing = page.get_by_role("region", name="Drawing of both states")
    expect(drawing.locator(".react-flow__node")).to_have_count(len(WORKLOADS) * 3 + 2)

    heads = _drawn_heads(page, len(FLOWS))

    assert len(heads) == len(FLOWS)
    assert [(flow, top) for flow, top in heads if top != "line"] == []


def _heads(page: Page, model: str, least: int) -> list[tuple[str, str]]:
    page.set_viewport_size({"width": 2600, "height": 1800})
    page.goto(f"/m/{model}/architecture")
    return _drawn_heads(page, least)


def _drawn_heads(page: Page, least: int) -> list[tuple[str, str]]:
    """Return what is on top at each arrowhead, once so many flows are drawn where they stay."""
    expect(page.locator("[data-flow]").nth(least - 1)).to_be_attached()
    wait_for_rest(page)
    page.add_style_tag(content=ONLY_DRAWING)
    found: list[tuple[str, str]] = page.evaluate(HEADS)
    return found


def _imported(visitor: Visitor, folder: Path) -> str:
    model = visitor.model("Demo")
    files = {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.y*ml"))}
    visitor.import_files(model, files)
    return model


def _nested() -> list[dict[str, Any]]:
    """Workloads of two containers each in a namespace, and flows to and from the containers."""
    ops = [
        _element("people", "actor", None, 0, 300),
        _element("shop", "namespace", None, 300, 0, 1000, 700),
    ]
    for index, workload in enumerate(WORKLOADS):
        x = 340 + index * 320
        ops.append(_element(workload, "workload", "shop", x, 100, 240, 220))
        ops.append(_element(f"{workload}/server", "container", workload, x + 20, 140, 196, 60))
        ops.append(_element(f"{workload}/side", "container", workload, x + 20, 220, 196, 60))
    return ops + [_flow(source, destination) for source, destination in FLOWS]


def _element(
    uid: str, kind: str, parent: str | None, x: int, y: int, width: int = 200, height: int = 64
) -> dict[str, Any]:
    props = {"kind": kind, "name": uid, "parent": parent, "x": x, "y": y, "width": width, "height": height}
    return {"op": "set", "on": "element", "uid": uid, "props": props}


def _flow(source: str, destination: str) -> dict[str, Any]:
    props = {"source": source, "destination": destination, "name": "", "facts": {}}
    return {"op": "set", "on": "flow", "uid": f"flow:{source}->{destination}", "props": props}
