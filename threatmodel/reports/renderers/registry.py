"""The formats of reports. A renderer is one function; another format is its file and its line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from threatmodel.engine.model.deferred import deferred
from threatmodel.reports.document import Document
from threatmodel.reports.renderers import csv, html, markdown, pdf
from threatmodel.reports.renderers.media_types import DOCX, XLSX


@dataclass(frozen=True, slots=True)
class Renderer:
    """A format of reports. `render` gives the same bytes for the same document."""

    id: str
    label: str
    media_type: str
    suffix: str  # with its dot
    render: Callable[[Document], bytes]
    missing: Callable[[Document], str] = lambda _document: ""  # characters that it cannot show here
    table_only: bool = False  # shows tables of rows alone, and no sections that can be chosen


# Their libraries take a twelfth of the start of each process; few ever write such a report.
_docx_render: Final = deferred("threatmodel.reports.renderers.docx.writer", "render")
_xlsx_render: Final = deferred("threatmodel.reports.renderers.xlsx", "render")

RENDERERS: Final[tuple[Renderer, ...]] = (
    Renderer("pdf", "PDF", "application/pdf", ".pdf", pdf.render, pdf.characters_without_font),
    Renderer("docx", "Word (DOCX)", DOCX, ".docx", _docx_render),
    Renderer("html", "HTML", "text/html", ".html", html.render),
    Renderer("markdown", "Markdown", "text/markdown", ".md", markdown.render),
    Renderer("xlsx", "Excel (XLSX)", XLSX, ".xlsx", _xlsx_render, table_only=True),
    Renderer("csv", "CSV", "application/zip", ".zip", csv.render, table_only=True),
)
BY_ID: Final = {one.id: one for one in RENDERERS}
