"""A report as a document of Word: cover, contents, and each section with real headings and tables."""

import io
from typing import Final, assert_never

import docx
from typst import TypstError

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
from threatmodel.reports.renderers.fixed_zip import without_times
from threatmodel.reports.renderers.svg_png import png_of

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
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
    body.page_break()
    for section in document.sections:
        _write_section(body, section)
    content = io.BytesIO()
    made.save(content)
    return without_times(content.getvalue())


def _write_section(body: Body, section: Section) -> None:
    body.turn(landscape=section.landscape)
    body.heading(1, section.title, section.id)
    for block in section.blocks:
        _write(body, block)


def _write(body: Body, block: Block) -> None:
    match block:
        case Heading():
            body.heading(block.level, block.text, block.id)
        case Paragraph():
            body.content(_PARAGRAPHS[block.style], block.content)
        case ListBlock():
            _write_list(body, block)
        case Table():
            _write_caption(body, block.caption)
            body.table(table(block, body.width, body.links))
        case KeyValues():
            body.table(key_values(block, body.width, body.links))
        case Figures():
            if block.items:
                body.table(figures(block, body.width))
        case Picture():
            _write_picture(body, block)
        case CodeBlock():
            _write_caption(body, block.caption)
            body.text(styles.CODE_BLOCK, block.text)
        case PageBreak():
            body.page_break()
        case _:
            assert_never(block)


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
