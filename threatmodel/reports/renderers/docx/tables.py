"""Tables: a header that is repeated on each page, widths, and severities in their colors."""

from collections.abc import Sequence
from typing import Any, Final

from docx.oxml import OxmlElement

from threatmodel.reports.document import (
    SEVERITY_COLORS,
    Column,
    Figures,
    KeyValues,
    Table,
    Value,
    inline,
    plain_text,
)
from threatmodel.reports.renderers.docx.inline import Links, fill, write
from threatmodel.reports.renderers.docx.xml import add, add_value

CELL: Final = "ReportCell"  # ids of paragraph styles
FIGURE: Final = "ReportFigure"
_HEADER_FILL: Final = "E8EBEF"
_BORDER: Final = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "C4CAD2"}
_TO_FILL_IN_TWIPS: Final = 720
_KEY_SHARE: Final = 0.28  # of the width, for names beside their values


def table(block: Table, width: int, links: Links) -> Any:
    """Return a table of this width (twips)."""
    made = _table(_widths([column.width for column in block.columns], width))
    header = _row(made, header=True)
    for column in block.columns:
        _cell(header, column.title, links, bold=True, background=_HEADER_FILL)
    for values in block.rows:
        row = _row(made, height=_TO_FILL_IN_TWIPS if block.to_fill_in else 0)
        for value, column in zip(values, block.columns, strict=True):
            _typed_cell(row, value, column, links)
    return made


def key_values(block: KeyValues, width: int, links: Links) -> Any:
    """Return names and values beside each other."""
    made = _table(_widths([_KEY_SHARE, 1 - _KEY_SHARE], width))
    for name, value in block.rows:
        row = _row(made)
        _cell(row, name, links, bold=True, background=_HEADER_FILL)
        _cell(row, value, links)
    return made


def figures(block: Figures, width: int) -> Any:
    """Return large numbers beside each other, each with its label below."""
    made = _table(_widths([1.0] * len(block.items), width))
    row = _row(made)
    for figure in block.items:
        background, color = _colors(figure.severity)
        cell = _empty_cell(row, background)
        _plain(_paragraph(cell, FIGURE), plain_text(figure.value), color=color, bold=True)
        _plain(_paragraph(cell, CELL), figure.label, color=color)
    return made


def _table(widths: Sequence[int]) -> Any:
    made = OxmlElement("w:tbl")
    properties = add(made, "w:tblPr")
    add(properties, "w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"})
    borders = add(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        add(borders, f"w:{side}", _BORDER)
    add(properties, "w:tblLayout", {"w:type": "fixed"})
    margins = add(properties, "w:tblCellMar")
    for side in ("left", "right"):
        add(margins, f"w:{side}", {"w:w": "80", "w:type": "dxa"})
    grid = add(made, "w:tblGrid")
    for width in widths:
        add(grid, "w:gridCol", {"w:w": str(width)})
    return made


def _widths(shares: Sequence[float], width: int) -> list[int]:
    whole = sum(shares) or 1
    return [round(width * share / whole) for share in shares]


def _row(made: Any, *, header: bool = False, height: int = 0) -> Any:
    row = add(made, "w:tr")
    properties = add(row, "w:trPr")
    add(properties, "w:cantSplit")
    if height:
        add(properties, "w:trHeight", {"w:val": str(height), "w:hRule": "atLeast"})
    if header:
        add(properties, "w:tblHeader")
    return row


def _typed_cell(row: Any, value: Value, column: Column, links: Links) -> None:
    if column.kind == "severity" and isinstance(value, str) and value.lower() in SEVERITY_COLORS:
        background, color = _colors(value.lower())
        cell = _empty_cell(row, background)
        _plain(_paragraph(cell, CELL), value.capitalize(), color=color, bold=True)
        return
    _cell(row, value, links, right=column.kind == "number")


def _cell(
    row: Any, value: Value, links: Links, *, bold: bool = False, right: bool = False, background: str = ""
) -> None:
    paragraph = _paragraph(_empty_cell(row, background), CELL)
    if right:
        add_value(paragraph[0], "w:jc", "right")
    if isinstance(value, tuple):
        write(paragraph, inline(value), links)
    else:
        _plain(paragraph, plain_text(value), bold=bold)


def _empty_cell(row: Any, background: str) -> Any:
    cell = add(row, "w:tc")
    if background:
        add(add(cell, "w:tcPr"), "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": background})
    return cell


def _paragraph(cell: Any, style: str) -> Any:
    paragraph = add(cell, "w:p")
    add_value(add(paragraph, "w:pPr"), "w:pStyle", style)
    return paragraph


def _plain(paragraph: Any, text: str, *, color: str = "", bold: bool = False) -> None:
    if not text:
        return
    run = add(paragraph, "w:r")
    if bold or color:
        looks = add(run, "w:rPr")
        if bold:
            add(looks, "w:b")
        if color:
            add_value(looks, "w:color", color)
    fill(run, text)


def _colors(severity: str) -> tuple[str, str]:
    """Return the background and text of a severity as Word writes colors; empty where there is none."""
    background, text = SEVERITY_COLORS.get(severity, ("", ""))
    return background.removeprefix("#").upper(), text.removeprefix("#").upper()
