"""The architecture as one picture, apart from a report: what the canvas shows, as vectors."""

from collections.abc import Collection
from typing import Final

from threatmodel.reports.renderers.svg_to_png import png_of
from threatmodel.reports.sections.architecture_svg import Drawing, draw
from threatmodel.reports.sections.data_flow_diagrams import boxes_of, marks_of
from threatmodel.reports.selectors.report_data_types import ReportContent

DRAWN_MOST: Final = 4_000  # elements of one picture


class NothingToDraw(ValueError):
    """There is no element to draw, or there are too many."""


def architecture_picture(content: ReportContent, uids: Collection[str] | None = None) -> Drawing:
    """Return the elements with these uids, or all, and the flows between them. Raises NothingToDraw."""
    every = [one for one in content.elements if one.is_drawn]
    shown = every if uids is None else [one for one in every if one.uid in uids]
    if not shown:
        raise NothingToDraw("There is nothing to draw: none of these elements is in the model.")
    if len(shown) > DRAWN_MOST:
        raise NothingToDraw(
            f"A picture has at most {DRAWN_MOST:,} elements; these are {len(shown):,}. Hide a layer."
        )
    return draw(shown, content.flows, boxes_of(content, every), marks_of(content))


def picture_file(drawing: Drawing, picture: str) -> bytes:
    """Return the picture as `svg` or `png`."""
    if picture == "svg":
        return drawing.svg
    return png_of(drawing.svg, width_pt=drawing.width, height_pt=drawing.height)
