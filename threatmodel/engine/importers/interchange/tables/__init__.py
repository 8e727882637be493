"""Tables of threats, components or flows that people keep in spreadsheets: CSV, tabbed text, and XLSX.

What the columns hold is known by their headings (library/interchange/csv.yaml), or by a mapping of a person
(importers/table_mapping.py). A threat names its element; the import looks for the only one of that name, and
so do flows of their ends. What is not read is said. Values that start like a formula are text here as
everything else.
"""

import posixpath
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from msgspec.structs import replace

from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.import_problems import Severity
from threatmodel.engine.importers.interchange.drawing import Drawing
from threatmodel.engine.importers.interchange.table_files import OTHER_SUFFIXES, TEXT_SUFFIXES, TableFile
from threatmodel.engine.importers.interchange.tables.column_recognition import (
    WORDS,
    Table,
    headings_at,
    recognize,
)
from threatmodel.engine.importers.interchange.tables.component_rows import add_components
from threatmodel.engine.importers.interchange.tables.delimited_text import read_text
from threatmodel.engine.importers.interchange.tables.flow_rows import FlowEnds, add_flows
from threatmodel.engine.importers.interchange.tables.sheets import InvalidTable, Sheet
from threatmodel.engine.importers.interchange.tables.threat_rows import add_threats
from threatmodel.engine.importers.interchange.value_readers import id_of, line_text
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.importers.table_mapping import known_tables
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.library.tool_vocabularies import vocabulary
from threatmodel.engine.model.struct_base import Record

_LONGEST_HEADING: Final = 60
_HEADINGS_NAMED: Final = 6


def sheets_in(file: TextFile, limits: InputLimits) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the tables of a file, and the names of hidden sheets, which are not. Raises InvalidTable."""
    name = file.name.lower()
    if name.endswith(TEXT_SUFFIXES):
        return (read_text(file, limits),), ()
    if name.endswith(OTHER_SUFFIXES):
        raise InvalidTable(0, "This format of spreadsheets is not read. Save the table as XLSX or CSV.")
    # Loaded only where it is needed: openpyxl doubles the time of a start.
    workbooks: Any = import_module("threatmodel.engine.importers.interchange.tables.workbooks")
    book = workbooks.read_workbook(file, limits)
    return book.sheets, book.hidden


class TableDrawing(Record, frozen=True):
    """What a table lists, as a drawing. That of flows is empty until its ends are known."""

    table: Table
    drawing: Drawing


def read_tables(claim: TableFile, context: ImportContext) -> tuple[TableDrawing, ...]:
    """Return what each table of a file lists; what cannot be read is reported."""
    file = claim.file
    try:
        sheets, hidden = sheets_in(file, context.limits)
    except InvalidTable as fault:
        context.builder.report(file.name, fault.line, "error", str(fault))
        return ()
    mappings = known_tables(context.options.mappings)
    found = [(sheet, recognize(sheet, mappings)) for sheet in sheets]
    known = any(table for _, table in found)
    drawings: list[TableDrawing] = []
    for sheet, table in found:
        if table is None:
            _report_unknown(sheet, context, known=known)
        elif table.lists == "nothing":
            _report_left_out(sheet, context)
        else:
            drawings.append(_drawn(table))
    if not sheets:
        context.builder.report(
            file.name, 0, "error", "The spreadsheet has no sheet with cells that is shown."
        )
    if hidden:
        message = f"Hidden sheets are not read: {_listed(hidden)}."
        context.builder.report(file.name, 0, "info", message)
    return tuple(drawings)


def connect_flows(tables: Sequence[TableDrawing], context: ImportContext) -> None:
    """Add the flows of the tables of a file to their drawings, once all elements of the import are read."""
    flows = [one for one in tables if one.table.lists == "flows"]
    if not flows:
        return
    components = [one.drawing for one in tables if one.table.lists == "components"]
    ends = FlowEnds(components, context.builder.named())
    for one in flows:
        add_flows(one.drawing, one.table, ends)


def table_name(sheet: Sheet) -> str:
    """What the rows of a table are known by, unless a mapping names it: its file, and its sheet."""
    base = posixpath.basename(sheet.file.replace("\\", "/")).rpartition(".")[0]
    return f"{base}/{sheet.name}" if sheet.name else base


def _drawn(table: Table) -> TableDrawing:
    sheet, mapping = table.sheet, table.mapping
    stated = mapping.name if mapping else ""
    is_workbook = bool(sheet.name)
    scope = id_of(stated or table_name(sheet))
    drawing = Drawing("xlsx" if is_workbook else "csv", sheet.file, scope=scope, words=WORDS)
    if is_workbook:
        drawing.words = replace(vocabulary(WORDS), label="XLSX")
    for heading, field in zip(table.headings, table.fields, strict=True):
        if heading and not field:
            drawing.unread(f"column ({line_text(heading, _LONGEST_HEADING)})", "columns")
    drawing.unread("column without a heading", "columns without headings", _nameless(table))
    if table.lists == "threats":
        add_threats(drawing, table)
    elif table.lists == "components":
        add_components(drawing, table)
    return TableDrawing(table, drawing)


def _nameless(table: Table) -> int:
    """How many columns hold something below no heading, as beside a merged one."""
    named = [bool(heading) for heading in table.headings]
    longest = max((len(cells) for _, cells in table.rows), default=0)
    without = [at for at in range(longest) if at >= len(named) or not named[at]]
    return sum(any(at < len(cells) and cells[at] for _, cells in table.rows) for at in without)


def _report_left_out(sheet: Sheet, context: ImportContext) -> None:
    """Say that a person left out the table."""
    where = f'Sheet "{line_text(sheet.name)}"' if sheet.name else "The table"
    context.builder.report(sheet.file, 0, "info", f"{where} is not imported, as its mapping says.")


def _report_unknown(sheet: Sheet, context: ImportContext, *, known: bool) -> None:
    """Say that nothing tells what the columns hold: an error, unless another sheet of the file was read."""
    if not sheet.rows:
        context.builder.report(sheet.file, 0, "error", "The table is empty.")
        return
    line, headings = sheet.rows[headings_at(sheet)]
    where = f'Sheet "{line_text(sheet.name)}": ' if sheet.name else ""
    named = _listed([one for one in headings if one])
    message = (
        f"{where}nothing says what the columns of this table hold ({named}). Choose that in the dialog of "
        "the import, or in a file for --mapping."
    )
    severity: Severity = "info" if known else "error"
    context.builder.report(sheet.file, line, severity, message[0].upper() + message[1:])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(line_text(one, _LONGEST_HEADING) for one in names[:_HEADINGS_NAMED])
    more = len(names) - _HEADINGS_NAMED
    return f"{shown}, and {more:,} more" if more > 0 else shown
