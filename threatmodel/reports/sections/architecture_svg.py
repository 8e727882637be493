"""Draws an architecture as SVG: trust boundaries, elements and flows, at their places on the canvas."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from threatmodel.reports.document import SEVERITY_COLORS
from threatmodel.reports.selectors.report_data_types import ElementContent, FlowContent

Box = tuple[float, float, float, float]  # x, y, width, height
Mark = tuple[str, int]  # worst severity and number of the threats of an element
MARGIN: Final = 24.0
_FONT: Final = "Helvetica, Arial, 'Libertinus Serif', serif"
_LETTER: Final = 0.56  # mean width of a letter, as a share of its size
_LABELS_MOST: Final = 60  # flows of a picture that are labeled
_INK: Final = "#1f2328"
_QUIET: Final = "#57606a"
_BOUNDARY: Final = "#8a4b08"
_NOT_XML: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")
_FLOW_COLORS: Final = {True: "#1a7f37", False: "#b3261e", None: "#57606a"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with its size in pixels."""

    svg: bytes
    width: float
    height: float


def draw(
    elements: Sequence[ElementContent],
    flows: Iterable[FlowContent],
    boxes: Mapping[str, Box],
    marks: Mapping[str, Mark],
) -> Drawing:
    """Draw the elements that have a box, and the flows between them."""
    shown = [one for one in elements if one.uid in boxes]
    inside = {one.uid for one in shown}
    between = [one for one in flows if {one.source, one.destination} <= inside]
    left = min(boxes[one.uid][0] for one in shown) - MARGIN
    top = min(boxes[one.uid][1] for one in shown) - MARGIN
    width = max(boxes[one.uid][0] + boxes[one.uid][2] for one in shown) + MARGIN - left
    height = max(boxes[one.uid][1] + boxes[one.uid][3] for one in shown) + MARGIN - top
    view = f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"
    holders = {one.parent for one in shown}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" font-family="{_FONT}">',
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
    ]
    around, leaves = _outer_first(shown, holders)
    parts += (_frame(one, boxes[one.uid]) for one in around)
    parts += _flow_lines(between, boxes)
    parts += (_leaf(one, boxes[one.uid], marks.get(one.uid)) for one in leaves)
    parts.append("</svg>")
    return Drawing("\n".join(parts).encode(), width, height)


def _outer_first(
    elements: Sequence[ElementContent], holders: set[str | None]
) -> tuple[list[ElementContent], list[ElementContent]]:
    """Those that hold others, the outermost first; and those that hold none."""
    parents = {one.uid: one.parent for one in elements}

    def depth(uid: str | None) -> int:
        seen: set[str] = set()
        while uid in parents and uid not in seen:
            seen.add(uid)
            uid = parents[uid]
        return len(seen)

    around = [one for one in elements if one.uid in holders or one.is_zone]
    held = {one.uid for one in around}
    return (
        sorted(around, key=lambda one: (depth(one.uid), one.uid)),
        sorted((one for one in elements if one.uid not in held), key=lambda one: one.uid),
    )


def _frame(one: ElementContent, box: Box) -> str:
    x, y, width, height = box
    stroke = f'stroke="{_BOUNDARY}" stroke-dasharray="8 5"' if one.is_zone else 'stroke="#8c959f"'
    fill = "#fbf6ef" if one.is_zone else "#f6f8fa"
    name = _text(f"{one.name} ({one.kind_label.lower()})", width - 24, 13)
    color = _BOUNDARY if one.is_zone else _INK
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="8" fill="{fill}" '
        f'fill-opacity="0.7" {stroke} stroke-width="1.5"/>'
        f'<text x="{x + 12:.0f}" y="{y + 22:.0f}" font-size="13" fill="{color}">{name}</text>'
    )


def _leaf(one: ElementContent, box: Box, mark: Mark | None) -> str:
    x, y, width, height = box
    is_store, is_outside = "data-store" in one.roles, "external-entity" in one.roles
    radius = 0 if is_outside else (height / 4 if is_store else 10)
    room = width - 20 - (34 if mark else 0)
    middle = y + height / 2
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="{radius:.0f}" '
        f'fill="#ffffff" stroke="{_INK}" stroke-width="1.2"/>'
        f'<text x="{x + 10:.0f}" y="{middle - 2:.0f}" font-size="13" fill="{_INK}">'
        f"{_text(one.name, room, 13)}</text>"
        f'<text x="{x + 10:.0f}" y="{middle + 14:.0f}" font-size="10" fill="{_QUIET}">'
        f"{_text(one.kind_label, room, 10)}</text>{_mark(mark, x + width, y)}"
    )


def _mark(mark: Mark | None, right: float, top: float) -> str:
    if mark is None:
        return ""
    severity, count = mark
    background, ink = SEVERITY_COLORS[severity]
    label = str(count) if count < 1000 else "999+"
    return (
        f'<rect x="{right - 40:.0f}" y="{top + 8:.0f}" width="32" height="18" rx="9" fill="{background}"/>'
        f'<text x="{right - 24:.0f}" y="{top + 21:.0f}" font-size="11" text-anchor="middle" fill="{ink}">'
        f"{label}</text>"
    )


def _flow_lines(flows: Sequence[FlowContent], boxes: Mapping[str, Box]) -> Iterator[str]:
    labeled = len(flows) <= _LABELS_MOST
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for one in flows:
        start, end = _ends(boxes[one.source], boxes[one.destination])
        color = _FLOW_COLORS[one.encrypted]
        dashes = ' stroke-dasharray="2 3"' if one.encrypted is None else ""
        yield (
            f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
            f'stroke="{color}" stroke-width="1.4"{dashes}/>{_arrow(start, end, color)}'
        )
        label = ":".join(part for part in (one.protocol.upper(), one.port) if part)
        if not (labeled and label):
            continue
        row = pairs[one.source, one.destination]  # several flows between the same two
        pairs[one.source, one.destination] += 1
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 5 - 11 * row
        yield (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="10" text-anchor="middle" fill="{color}" '
            f'stroke="#ffffff" stroke-width="3" paint-order="stroke">{_text(label, 140, 10)}</text>'
        )


def _ends(source: Box, target: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the line between the middles of two boxes leaves the one and meets the other."""
    start = (source[0] + source[2] / 2, source[1] + source[3] / 2)
    end = (target[0] + target[2] / 2, target[1] + target[3] / 2)
    return _border(start, end, source), _border(end, start, target)


def _border(inner: tuple[float, float], outer: tuple[float, float], box: Box) -> tuple[float, float]:
    dx, dy = outer[0] - inner[0], outer[1] - inner[1]
    shares = [
        half / abs(distance)
        for half, distance in ((box[2] / 2, dx), (box[3] / 2, dy))
        if abs(distance) > 1e-6
    ]
    share = min(1.0, *shares) if shares else 0.0
    return inner[0] + dx * share, inner[1] + dy * share


def _arrow(start: tuple[float, float], end: tuple[float, float], color: str) -> str:
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    back = [
        (end[0] + 9 * math.cos(angle + turn), end[1] + 9 * math.sin(angle + turn)) for turn in (2.7, -2.7)
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (end, *back))
    return f'<polygon points="{points}" fill="{color}"/>'


def _text(text: str, room: float, size: float) -> str:
    """The text as far as it fits into a number of pixels, as XML."""
    most = max(1, int(room / (size * _LETTER)))
    shown = text if len(text) <= most else f"{text[: most - 1]}…"
    return escape(shown.translate(_NOT_XML).encode("utf-8", "replace").decode())
