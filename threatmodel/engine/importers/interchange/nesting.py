"""What the parts of a drawing are in: by their rectangles, or as the file says, made to fit the catalogue."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnPart
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.diagram_positions import Place

_DEEPEST: Final = 50  # elements inside each other
_MARGIN: Final = 60.0  # pixels between diagrams, and around their parts
_MOST_COMPARED: Final = 4_000_000  # pairs of a boundary and a part: about a second


def nest_by_place(drawing: Drawing) -> None:
    """Put each part in the smallest boundary of its diagram that is around its center."""
    by_diagram: dict[str, list[DrawnPart]] = defaultdict(list)
    for part in drawing.parts.values():
        if part.place is not None:
            by_diagram[part.diagram].append(part)
    for parts in by_diagram.values():
        boundaries = sorted((one for one in parts if _is_zone(one)), key=_size)
        if len(boundaries) * len(parts) > _MOST_COMPARED:
            message = "The diagram has too many boundaries; what is in them is not known. Split the diagram."
            drawing.fault(message, 0)
            continue
        for part in parts:
            part.parent = part.parent or _smallest_around(part, boundaries)


def stack_diagrams(drawing: Drawing) -> None:
    """Move each diagram below the ones before, and draw the boundary that stands for it around its parts."""
    by_diagram: dict[str, list[DrawnPart]] = defaultdict(list)
    for part in drawing.parts.values():
        if part.place is not None and part.diagram != part.id:
            by_diagram[part.diagram].append(part)
    top = 0.0
    for diagram, parts in by_diagram.items():
        around = enclosing([part.place for part in parts if part.place])
        for part in parts:
            if part.place:
                x, y = part.place.x - around.x + _MARGIN, part.place.y - around.y + top + _MARGIN
                part.place = replace(part.place, x=x, y=y)
        height = around.height + 2 * _MARGIN
        if diagram in drawing.parts:
            drawing.parts[diagram].place = Place(0.0, top, around.width + 2 * _MARGIN, height)
        top += height + _MARGIN


def enclosing(places: Sequence[Place]) -> Place:
    """The smallest rectangle around all of these, of which there is at least one."""
    left, top = min(one.x for one in places), min(one.y for one in places)
    right = max(one.x + one.width for one in places)
    bottom = max(one.y + one.height for one in places)
    return Place(left, top, right - left, bottom - top)


def settle_parents(drawing: Drawing) -> None:
    """Remove parents that are missing or form a circle, and give the others to who may hold the part."""
    _remove_unknown(drawing)
    _remove_circles(drawing)
    _generalize_zones(drawing.parts)
    moved = 0
    for part in drawing.parts.values():
        holder = _holder(part, drawing.parts)
        moved += holder != part.parent
        part.parent = holder
    drawing.unread("nesting inside another element", "nestings inside other elements", moved)


def _is_zone(part: DrawnPart) -> bool:
    return CATALOGUE.kinds[part.kind].boundary


def _size(part: DrawnPart) -> tuple[float, str]:
    return (part.place.area if part.place else 0.0, part.id)


def _smallest_around(part: DrawnPart, boundaries: Iterable[DrawnPart]) -> str:
    """The id of the boundary; one is never in another that is not larger, so there are no circles."""
    size = _size(part)
    for boundary in boundaries:
        if boundary.place and part.place and _size(boundary) > size and boundary.place.is_around(part.place):
            return boundary.id
    return ""


def _remove_unknown(drawing: Drawing) -> None:
    for part in drawing.parts.values():
        if part.parent and part.parent not in drawing.parts:
            drawing.fault(
                "An element is in something that the file does not have; it is read without.", part.line
            )
            part.parent = ""


def _remove_circles(drawing: Drawing) -> None:
    parts = drawing.parts
    for part in parts.values():
        seen = {part.id}
        current = part
        while current.parent:
            if current.parent in seen or len(seen) >= _DEEPEST:
                message = (
                    "Elements are in each other in a circle, or more than "
                    f"{_DEEPEST} deep; this one is read on its own."
                )
                drawing.fault(message, part.line)
                part.parent = ""
                break
            seen.add(current.parent)
            current = parts[current.parent]


def _generalize_zones(parts: Mapping[str, DrawnPart]) -> None:
    """Make a zone that cannot hold what is in it a plain trust boundary, which can; from the inside out."""
    changed = True
    while changed:  # each round makes at least one zone a boundary, and a boundary never changes again
        changed = False
        for part in parts.values():
            around = parts.get(part.parent)
            if around is None or not _is_zone(around) or around.kind == "boundary":
                continue
            if not CATALOGUE.may_hold(around.kind, part.kind):
                if around.kind == "internet":
                    around.facts.setdefault("trust_level", "untrusted")
                around.kind = "boundary"
                changed = True


def _holder(part: DrawnPart, parts: Mapping[str, DrawnPart]) -> str:
    """The id of the nearest part around this one that may hold it."""
    holder = part.parent
    for _ in range(_DEEPEST):
        if not holder or CATALOGUE.may_hold(parts[holder].kind, part.kind):
            return holder
        holder = parts[holder].parent
    return ""
