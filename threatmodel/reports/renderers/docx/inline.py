"""Text with its looks and links, as runs of paragraphs."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from threatmodel.engine.xml_characters import xml_text
from threatmodel.reports.document import SEVERITY_COLORS, Document, Heading, Run, Value, inline
from threatmodel.reports.renderers.docx.xml import add, add_value

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS: Final = re.compile(r"(\r\n|[\n\t\r])")
_LINK_COLOR: Final = "0B57D0"
CODE: Final = "ReportCode"  # id of a character style


@dataclass(slots=True)
class Links:
    """Where links of a report lead: bookmarks of its headings by their ids, and addresses."""

    part: Any
    bookmarks: dict[str, str] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    def address(self, href: str) -> str:
        """Return the id under which the document keeps an address."""
        if href not in self._addresses:
            key = f"rLink{len(self._addresses) + 1}"
            self.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, href, key, is_external=True)
            self._addresses[href] = key
        return self._addresses[href]


def bookmarks_of(document: Document) -> dict[str, str]:
    """Return the names of bookmarks by the ids of sections and headings."""
    ids = [
        key
        for section in document.sections
        for key in (section.id, *(block.id for block in section.blocks if isinstance(block, Heading)))
        if key
    ]
    return {key: f"b{number}" for number, key in enumerate(dict.fromkeys(ids), 1)}


def write(paragraph: Any, content: Value, links: Links) -> None:
    """Append text to a paragraph."""
    for run in inline(content):
        if run.text:
            _write_run(_target(paragraph, run.href, links), run)


def write_text(parent: Any, text: str) -> Any:
    """Append one run without a look and return it."""
    run = add(parent, "w:r")
    fill(run, text)
    return run


def fill(run: Any, text: str) -> None:
    """Append text to a run; breaks and tabs are elements of their own."""
    for part in _BREAKS.split(xml_text(text)):
        if part == "\t":
            add(run, "w:tab")
        elif part in {"\n", "\r", "\r\n"}:
            add(run, "w:br")
        elif part:
            written = add(run, "w:t")
            written.set(_SPACE, "preserve")
            written.text = part


def open_bookmark(paragraph: Any, key: str, links: Links) -> None:
    """Make the paragraph the place that links to the id lead to."""
    name = links.bookmarks.get(key)
    if name:
        add(paragraph, "w:bookmarkStart", {"w:id": name[1:], "w:name": name})
        add(paragraph, "w:bookmarkEnd", {"w:id": name[1:]})


def _target(paragraph: Any, href: str, links: Links) -> Any:
    if href.startswith("#"):
        name = links.bookmarks.get(href[1:])
        return add(paragraph, "w:hyperlink", {"w:anchor": name, "w:history": "1"}) if name else paragraph
    if href.startswith(("https://", "http://")):
        link = add(paragraph, "w:hyperlink")
        link.set(qn("r:id"), links.address(xml_text(href)))
        return link
    return paragraph


def _write_run(parent: Any, run: Run) -> None:
    made = add(parent, "w:r")
    looks = add(made, "w:rPr")
    if run.code:
        add_value(looks, "w:rStyle", CODE)
    if run.bold or run.severity:
        add(looks, "w:b")
    if run.italic:
        add(looks, "w:i")
    if run.severity in SEVERITY_COLORS:
        background, text = (color.removeprefix("#") for color in SEVERITY_COLORS[run.severity])
        add_value(looks, "w:color", text)
        add(looks, "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": background})
    elif run.href:
        add_value(looks, "w:color", _LINK_COLOR)
        add_value(looks, "w:u", "single")
    fill(made, run.text)
