"""The looks of documents: real styles, so that people can change them in one place."""

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from threatmodel.reports.renderers.docx.inline import CODE
from threatmodel.reports.renderers.docx.tables import CELL, FIGURE
from threatmodel.reports.renderers.docx.xml import add

LEAD: Final = "ReportLead"  # ids of paragraph styles
NOTE: Final = "ReportNote"
CODE_BLOCK: Final = "ReportCodeBlock"
GAP: Final = "ReportGap"  # after a table: two without anything between them would become one
CONTENTS: Final = ("ReportContents1", "ReportContents2")
COVER: Final = "ReportCover"
_FONT: Final = "Calibri"
_CODE_FONT: Final = "Consolas"
_INK: Final = RGBColor(0x1F, 0x23, 0x28)
_DIM: Final = RGBColor(0x57, 0x60, 0x6A)
# Name, size, space before and after (points).
_HEADINGS: Final = (("Heading 1", 20, 24, 8), ("Heading 2", 14, 16, 4), ("Heading 3", 11.5, 12, 3))


def set_up_styles(document: Any) -> None:
    """Give a new document its styles."""
    styles = document.styles
    normal = styles["Normal"]
    _font(normal, _FONT, 10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    for name, size, before, after in _HEADINGS:
        heading = styles[name]
        _font(heading, _FONT, size, _INK, bold=True)
        heading.paragraph_format.space_before = Pt(before)
        heading.paragraph_format.space_after = Pt(after)
    styles["Heading 1"].paragraph_format.page_break_before = True  # as in the PDF
    _font(styles["Title"], _FONT, 30, _INK, bold=True)
    _font(styles["Subtitle"], _FONT, 14, _DIM)
    styles["Subtitle"].font.italic = False
    _font(styles["Caption"], _FONT, 9, _DIM, bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _font(styles[name], _FONT, 8.5, _DIM)
    _own_styles(styles)


def _own_styles(styles: Any) -> None:
    _paragraph_style(styles, LEAD, "Report Lead", 12.5, after=8)
    note = _paragraph_style(styles, NOTE, "Report Note", 10, after=8)
    note.paragraph_format.left_indent = Pt(10)
    _border_left(note)
    _paragraph_style(styles, CELL, "Report Cell", 9, before=1, after=1)
    _paragraph_style(styles, FIGURE, "Report Figure", 20, before=2, after=0)
    gap = _paragraph_style(styles, GAP, "Report Gap", 4, after=4)
    gap.paragraph_format.line_spacing = 1.0
    code = _paragraph_style(styles, CODE_BLOCK, "Report Code Block", 8.5, font=_CODE_FONT, after=8)
    code.paragraph_format.line_spacing = 1.0
    _shade(code)
    _paragraph_style(styles, CONTENTS[0], "Report Contents 1", 11, before=4, after=2)
    inner = _paragraph_style(styles, CONTENTS[1], "Report Contents 2", 10, after=1)
    inner.paragraph_format.left_indent = Pt(16)
    _paragraph_style(styles, COVER, "Report Cover", 11, after=4)
    character = styles.add_style("Report Code", WD_STYLE_TYPE.CHARACTER)
    character.element.set(qn("w:styleId"), CODE)
    _font(character, _CODE_FONT, 9)


def _paragraph_style(
    styles: Any, key: str, name: str, size: float, *, font: str = _FONT, before: float = 0, after: float
) -> Any:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), key)
    style.base_style = styles["Normal"]
    _font(style, font, size)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    return style


def _font(style: Any, name: str, size: float, color: RGBColor = _INK, *, bold: bool | None = None) -> None:
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # they win over names
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    style.font.size = Pt(size)
    style.font.color.rgb = color
    if bold is not None:
        style.font.bold = bold


def _border_left(style: Any) -> None:
    borders = add(style.element.get_or_add_pPr(), "w:pBdr")
    add(borders, "w:left", {"w:val": "single", "w:sz": "18", "w:space": "8", "w:color": "8A94A3"})
    _in_order(style)


def _shade(style: Any) -> None:
    add(style.element.get_or_add_pPr(), "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "F3F4F6"})
    _in_order(style)


def _in_order(style: Any) -> None:
    """Put borders and shades before the rest, as the schema of Word has them."""
    properties = style.element.pPr
    for name in ("w:shd", "w:pBdr"):
        found = properties.find(qn(name))
        if found is not None:
            properties.insert(0, found)
