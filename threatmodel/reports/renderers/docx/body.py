"""The body of a document, to which paragraphs, tables and pictures are appended."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.image.image import Image
from docx.oxml import OxmlElement
from docx.shared import Cm, Emu

from threatmodel.engine.xml_characters import xml_text
from threatmodel.reports.document import Value
from threatmodel.reports.renderers.docx.inline import Links, fill, open_bookmark, write
from threatmodel.reports.renderers.docx.styles import GAP
from threatmodel.reports.renderers.docx.xml import add, add_value

_LONG: Final = Cm(29.7)  # A4
_SHORT: Final = Cm(21)
_MARGIN: Final = Cm(2)
_MARGIN_TOP: Final = Cm(2.2)
_CAPTION_HEIGHT: Final = Cm(4.8)  # and a heading with some lines, so that a picture stays with them
_EMU_PER_TWIP: Final = 635
_UNBOUND: Final = float("inf")


@dataclass(slots=True)
class Body:
    """The body of a document. `made` is the document of python-docx."""

    made: Any
    links: Links
    landscape: bool = False
    _end: Any = field(init=False)  # what follows all content: the properties of the last section

    def __post_init__(self) -> None:
        self._end = self.made.element.body.sectPr
        self._set_page(self.made.sections[0])

    @property
    def width(self) -> int:
        """The width between the margins, in twips."""
        return int(self._inner_width() // _EMU_PER_TWIP)

    def turn(self, *, landscape: bool) -> None:
        """Go on with pages of this orientation: on a new page where it differs."""
        if landscape != self.landscape:
            self.landscape = landscape
            section = self.made.add_section(WD_SECTION.NEW_PAGE)
            section.different_first_page_header_footer = False
            self._set_page(section)

    def paragraph(self, style: str) -> Any:
        """Append an empty paragraph; `style` is the id of its style."""
        paragraph = OxmlElement("w:p")
        add_value(add(paragraph, "w:pPr"), "w:pStyle", style)
        self._end.addprevious(paragraph)
        return paragraph

    def text(self, style: str, text: str, *, bold: bool = False) -> None:
        """Append a paragraph of one run."""
        run = add(self.paragraph(style), "w:r")
        if bold:
            add(add(run, "w:rPr"), "w:b")
        fill(run, text)

    def content(self, style: str, content: Value) -> Any:
        """Append a paragraph with looks and links, and return it."""
        paragraph = self.paragraph(style)
        write(paragraph, content, self.links)
        return paragraph

    def heading(self, level: int, text: str, key: str) -> None:
        """Append a heading that links lead to by its id."""
        paragraph = self.paragraph(f"Heading{level}")
        open_bookmark(paragraph, key, self.links)
        fill(add(paragraph, "w:r"), text)

    def table(self, table: Any) -> None:
        """Append a table."""
        self._end.addprevious(table)
        self.paragraph(GAP)

    def page_break(self) -> None:
        """Begin a new page."""
        add(add(self.paragraph(GAP), "w:r"), "w:br", {"w:type": "page"})

    def picture(self, png: bytes, *, alt: str, width: int = 0, height: int = 0) -> None:
        """Append a PNG of this size (EMU); of two that are given, the one that makes it smaller holds.

        Raises UnrecognizedImageError for what is no picture.
        """
        size = Image.from_blob(png)
        room = self._inner_width()
        scale = min(
            side
            for side in (
                room / size.px_width,
                (self._inner_height() - _CAPTION_HEIGHT) / size.px_height,
                width / size.px_width if width else _UNBOUND,
                height / size.px_height if height else _UNBOUND,
            )
        )
        inline = self.made.part.new_pic_inline(
            io.BytesIO(png), Emu(round(size.px_width * scale)), Emu(round(size.px_height * scale))
        )
        inline.docPr.set("descr", xml_text(alt))
        add(add(self.paragraph("Normal"), "w:r"), "w:drawing").append(inline)

    def numbered(self, items: Iterable[Value]) -> None:
        """Append a list whose numbers begin with one."""
        numbering = self.made.part.numbering_part.element
        style = self.made.styles["List Number"].element
        abstract = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        for item in items:
            paragraph = self.content("ListNumber", item)
            properties = add(paragraph[0], "w:numPr")
            add_value(properties, "w:ilvl", "0")
            add_value(properties, "w:numId", str(number.numId))

    def _inner_width(self) -> int:
        return (_LONG if self.landscape else _SHORT) - 2 * _MARGIN

    def _inner_height(self) -> int:
        return (_SHORT if self.landscape else _LONG) - 2 * _MARGIN_TOP

    def _set_page(self, section: Any) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if self.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (_LONG, _SHORT) if self.landscape else (_SHORT, _LONG)
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin = section.bottom_margin = _MARGIN_TOP
        section.header_distance = section.footer_distance = Cm(1.1)
