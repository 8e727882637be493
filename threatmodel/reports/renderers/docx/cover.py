"""What a document has beside its sections: cover, table of contents, headers and footers."""

import datetime as dt
from typing import Any, Final

from docx.image.exceptions import UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Cm

from threatmodel.engine.xml_characters import xml_text
from threatmodel.reports.document import Document, Heading, KeyValues
from threatmodel.reports.renderers.docx.body import Body
from threatmodel.reports.renderers.docx.inline import write_text
from threatmodel.reports.renderers.docx.styles import CONTENTS, COVER
from threatmodel.reports.renderers.docx.tables import key_values
from threatmodel.reports.renderers.docx.xml import add

_LOGO_HEIGHT: Final = Cm(2.2)
_LOGO_WIDTH: Final = Cm(8)
_PROPERTY_MOST: Final = 255  # characters; python-docx refuses more
_LEVELS: Final = 2  # of headings in the table of contents


def write_cover(body: Body, document: Document) -> None:
    """Write the first page: what the report is about, and of which state of the model."""
    if document.logo:
        _write_logo(body, document.logo.png)
    if document.classification:
        body.text(COVER, document.classification.upper(), bold=True)
    body.text("Title", document.title)
    if document.subtitle:
        body.text("Subtitle", document.subtitle)
    body.table(key_values(KeyValues(document.facts), body.width, body.links))


def write_contents(body: Body, document: Document) -> None:
    """Write the table of contents.

    Word computes the page numbers, as only Word knows the pages; until it does, the entries are links.
    """
    body.page_break()
    body.text(COVER, "Contents", bold=True)
    entries = [
        (level, key, title)
        for section in document.sections
        for level, key, title in (
            (1, section.id, section.title),
            *(
                (2, block.id, block.text)
                for block in section.blocks
                if isinstance(block, Heading) and block.level <= _LEVELS and block.id
            ),
        )
    ]
    paragraph = None
    for place, (level, key, title) in enumerate(entries):
        paragraph = body.paragraph(CONTENTS[level - 1])
        if place == 0:
            _field_start(paragraph, f'TOC \\o "1-{_LEVELS}" \\h \\z \\u')
        name = body.links.bookmarks.get(key)
        target = add(paragraph, "w:hyperlink", {"w:anchor": name, "w:history": "1"}) if name else paragraph
        write_text(target, title)
    if paragraph is not None:
        _field_end(paragraph)


def write_header_and_footer(section: Any, document: Document) -> None:
    """Write what stands on each page but the cover: classification, what it is, page x of y."""
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]._p  # noqa: SLF001 (elements are written without a search)
    write_text(header, " · ".join(part for part in (document.classification, document.title) if part))
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]._p  # noqa: SLF001 (as above)
        write_text(paragraph, f"{document.team} · {document.stamp.label} · Page ")
        _field(paragraph, "PAGE")
        write_text(paragraph, " of ")
        _field(paragraph, "NUMPAGES")


def set_properties(made: Any, document: Document) -> None:
    """Say in the properties of the file what it is; the date is that of the state of the model."""
    package = made.part.package
    for key in [key for key, one in package.rels.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del package.rels[key]  # a picture of the empty template
    properties = made.core_properties
    at = document.stamp.at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    properties.title = _property(document.title)
    properties.subject = _property(document.subtitle)
    properties.author = properties.last_modified_by = "Bulkhead"
    properties.category = _property(document.classification)
    properties.comments = ""
    properties.created = properties.modified = at


def _property(text: str) -> str:
    return xml_text(text)[:_PROPERTY_MOST]


def _write_logo(body: Body, png: bytes) -> None:
    try:
        body.picture(png, alt="Logo", width=_LOGO_WIDTH, height=_LOGO_HEIGHT)
    except UnrecognizedImageError:  # a logo is no reason to have no report
        return


def _field(paragraph: Any, instruction: str) -> None:
    _field_start(paragraph, instruction)
    write_text(paragraph, "1")
    _field_end(paragraph)


def _field_start(paragraph: Any, instruction: str) -> None:
    attributes = {"w:fldCharType": "begin", "w:dirty": "true"}  # Word computes it when it opens the file
    add(add(paragraph, "w:r"), "w:fldChar", attributes)
    code = add(add(paragraph, "w:r"), "w:instrText")
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    code.text = f" {instruction} "
    add(add(paragraph, "w:r"), "w:fldChar", {"w:fldCharType": "separate"})


def _field_end(paragraph: Any) -> None:
    add(add(paragraph, "w:r"), "w:fldChar", {"w:fldCharType": "end"})
