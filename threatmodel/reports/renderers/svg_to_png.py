"""Vector pictures as PNG, for formats that cannot show SVG."""

from typing import Any, Final

import typst

_MOST_PIXELS: Final = 4000  # of the longer side: sharp on a page, and a few megabytes at most
_SHARP_PPI: Final = 200.0
_POINTS_PER_INCH: Final = 72.0
# The picture is data that the template reads; nothing of it is Typst.
_TEMPLATE: Final = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


def png_of(svg: bytes, *, width_pt: float, height_pt: float) -> bytes:
    """Return the picture as PNG. Raises TypstError for what is no SVG."""
    longer_in = max(width_pt, height_pt, 1.0) / _POINTS_PER_INCH
    made: Any = typst.compile(
        _TEMPLATE,
        format="png",
        ppi=min(_SHARP_PPI, _MOST_PIXELS / longer_in),
        sys_inputs={"svg": svg.decode(), "width": f"{max(width_pt, 1.0):.2f}"},
        font_paths=typst.Fonts(include_system_fonts=False),
    )
    pages: list[bytes] = made if isinstance(made, list) else [made]
    return pages[0]
