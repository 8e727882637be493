"""A report as a document of Word: cover, contents, and each section with real headings and tables."""

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

import docx
from typst import TypstError

from threatmodel.engine.reproducible_zip import without_times
from threatmodel.reports.document import (
    Block,
    CodeBlock,
    Document,
    Figures,
    Heading,
    KeyValues,
    ListBlock,
    PageBreak,
    Paragraph,
    Picture,
    Section,
    Table,
)
from threatmodel.reports.renderers.docx import styles
from threatmodel.reports.renderers.docx.body import Body
from threatmodel.reports.renderers.docx.cover import (
    set_properties,
    write_contents,
    write_cover,
    write_header_and_footer,
)
from threatmodel.reports.renderers.docx.inline import Links, bookmarks_of
from threatmodel.reports.renderers.docx.tables import figures, key_values, table
from threatmodel.reports.renderers.svg_to_png import png_of

_EMU_PER_POINT: Final = 12_700
_PARAGRAPHS: Final = {"normal": "Normal", "note": styles.NOTE, "lead": styles.LEAD}


def render(document: Document) -> bytes:
    """Return the report as a document of Word."""
    made = docx.Document()
    styles.set_up_styles(made)
    set_properties(made, document)
    body = Body(made, Links(made.part, bookmarks_of(document)))
    write_header_and_footer(made.sections[0], document)
    write_cover(body, document)
    write_contents(body, document)
    for section in document.sections:
        _write_section(body, section)
    content = io.BytesIO()
    made.save(content)
    return without_times(content.getvalue())


def _write_section(body: Body, section: Section) -> None:
    body.turn(landscape=section.landscape)
    body.heading(1, section.title, section.id)
    for block in section.blocks:
        _WRITERS[type(block)](body, block)


def _write_heading(body: Body, block: Heading) -> None:
    body.heading(block.level, block.text, block.id)


def _write_paragraph(body: Body, block: Paragraph) -> None:
    body.content(_PARAGRAPHS[block.style], block.content)


def _write_table(body: Body, block: Table) -> None:
    _write_caption(body, block.caption)
    body.table(table(block, body.width, body.links))


def _write_key_values(body: Body, block: KeyValues) -> None:
    body.table(key_values(block, body.width, body.links))


def _write_figures(body: Body, block: Figures) -> None:
    if block.items:
        body.table(figures(block, body.width))


def _write_list(body: Body, block: ListBlock) -> None:
    if block.ordered:
        body.numbered(block.items)
        return
    for item in block.items:
        body.content("ListBullet", item)


def _write_picture(body: Body, block: Picture) -> None:
    """Write the picture as PNG; where it cannot be drawn, what it shows in words."""
    _write_caption(body, block.caption)
    try:
        png = png_of(block.svg, width_pt=block.width_pt, height_pt=block.height_pt)
    except TypstError:
        body.text(styles.NOTE, f"This picture could not be drawn: {block.alt}")
        return
    body.picture(png, alt=block.alt, width=round(block.width_pt * _EMU_PER_POINT))


def _write_caption(body: Body, caption: str) -> None:
    if caption:
        body.text("Caption", caption)


def _write_code(body: Body, block: CodeBlock) -> None:
    _write_caption(body, block.caption)
    body.text(styles.CODE_BLOCK, block.text)


def _write_page_break(body: Body, _block: PageBreak) -> None:
    body.page_break()


_WRITERS: Final[Mapping[type[Block], Callable[[Body, Any], None]]] = {
    Heading: _write_heading,
    Paragraph: _write_paragraph,
    ListBlock: _write_list,
    Table: _write_table,
    KeyValues: _write_key_values,
    Figures: _write_figures,
    Picture: _write_picture,
    CodeBlock: _write_code,
    PageBreak: _write_page_break,
}
