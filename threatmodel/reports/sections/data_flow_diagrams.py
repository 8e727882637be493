"""Data flow diagrams: the whole architecture, and its zones where the whole is too small to read."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.architecture.layout import Part, layout_all
from threatmodel.reports.document import SEVERITY_ORDER, Block, Heading, Paragraph, Picture, Section
from threatmodel.reports.sections.architecture_svg import Box, Mark, draw
from threatmodel.reports.sections.labels import at_risk
from threatmodel.reports.selectors.report_data_types import ElementContent, ReportContent

_READABLE_PIXELS: Final = 1_700  # width up to which names are read on a landscape page
_DETAILS_MOST: Final = 30
_DRAWN_MOST: Final = 4_000  # elements of one picture
_POINTS: Final = 0.75  # of a pixel
_LEGEND: Final = (
    "Dashed frames are trust boundaries. Square boxes are external entities, round ones processes and data "
    "stores. Flows: green is encrypted, red is not, dotted is not known. A number is how many threats count "
    "as risk, in the color of the worst."
)


def diagrams_section(content: ReportContent) -> Section:
    """Return the pictures of the architecture."""
    return Section("diagrams", "Data flow diagrams", tuple(_blocks(content)), landscape=True)


def _blocks(content: ReportContent) -> Iterator[Block]:
    drawn = [one for one in content.elements if one.is_drawn]
    if not drawn:
        yield Paragraph("The model is empty, so there is nothing to draw.", "note")
        return
    if len(drawn) > _DRAWN_MOST:
        yield Paragraph(f"The model has {len(drawn):,} elements, too many for a picture.", "note")
        return
    boxes, marks = boxes_of(content, drawn), marks_of(content)
    yield Paragraph(_LEGEND)
    whole = draw(drawn, content.flows, boxes, marks)
    yield _picture(whole.svg, whole.width, whole.height, f"Data flow diagram of {content.name}")
    if whole.width <= _READABLE_PIXELS:
        return
    for zone, inside in _details(drawn, boxes):
        part = draw([zone, *inside], content.flows, boxes, marks)
        yield Heading(f"{zone.kind_label} {zone.name}")
        yield _picture(part.svg, part.width, part.height, f"Data flow diagram of {zone.name}")


def _picture(svg: bytes, width: float, height: float, alt: str) -> Picture:
    return Picture(svg, alt, width * _POINTS, height * _POINTS, alt)


def boxes_of(content: ReportContent, drawn: Sequence[ElementContent]) -> dict[str, Box]:
    """Return where each element is drawn: on the canvas, or by the layout where some have no place yet."""
    if all(one.box and one.box[2] > 0 and one.box[3] > 0 for one in drawn):
        return {one.uid: one.box for one in drawn if one.box}
    parts = [Part(one.uid, one.kind, one.parent, one.name) for one in sorted(drawn, key=lambda one: one.uid)]
    links = [(one.source, one.destination) for one in content.flows]
    rects = layout_all(parts, links).rects
    return {uid: (rect.x, rect.y, rect.width, rect.height) for uid, rect in rects.items()}


def marks_of(content: ReportContent) -> dict[str, Mark]:
    """Return the worst severity and the number of threats that count as risk, by element."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for threat in at_risk(content):
        found[threat.subject_uid][threat.severity] += 1
    return {
        uid: (next(one for one in SEVERITY_ORDER if counts[one]), counts.total())
        for uid, counts in found.items()
    }


def _details(
    drawn: Sequence[ElementContent], boxes: Mapping[str, Box]
) -> Iterator[tuple[ElementContent, list[ElementContent]]]:
    """The outermost zones that can be read, or hold no zones; each with all that is in it."""
    children: dict[str | None, list[ElementContent]] = defaultdict(list)
    present = {one.uid for one in drawn}
    for one in drawn:
        children[one.parent if one.parent in present else None].append(one)
    waiting = [one for one in children[None] if one.is_zone]
    shown = 0
    while waiting and shown < _DETAILS_MOST:
        zone = waiting.pop(0)
        zones = [one for one in children[zone.uid] if one.is_zone]
        if boxes[zone.uid][2] > _READABLE_PIXELS and zones:
            waiting = zones + waiting
            continue
        inside = _inside(zone, children)
        if len(inside) > 1:
            shown += 1
            yield zone, inside


def _inside(
    zone: ElementContent, children: Mapping[str | None, Sequence[ElementContent]]
) -> list[ElementContent]:
    found, waiting, seen = [], [zone.uid], {zone.uid}
    while waiting:
        for one in children.get(waiting.pop(), ()):
            if one.uid not in seen:
                seen.add(one.uid)
                found.append(one)
                waiting.append(one.uid)
    return found
