"""Models of other threat modeling tools: their elements, flows, data sets, layout and threats.

Each tool has a module that turns its file into a drawing (drawing.py); drawing_writer.py adds it to a model.
What is called how is data: engine/library/interchange/.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from threatmodel.engine.importers.format_protocol import ParsedDocument
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.interchange.drawing import Drawing
from threatmodel.engine.importers.interchange.drawing_writer import write_drawing
from threatmodel.engine.importers.interchange.registry import TOOLS, Tool
from threatmodel.engine.importers.interchange.table_files import TableFile
from threatmodel.engine.importers.interchange.tables import TableDrawing, connect_flows, read_tables
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.struct_base import Record


class ToolModel(Record, frozen=True):
    """A file or document of a tool."""

    tool: Tool
    document: ParsedDocument


Claim = ToolModel | TableFile | TextFile


def tool_model(document: ParsedDocument) -> ToolModel | None:
    """Return a document that is a model of a tool."""
    content = document.content
    if not isinstance(content, YamlMap):
        return None
    return next((ToolModel(tool, document) for tool in TOOLS if tool.matches(content)), None)


def import_models(claims: Sequence[Claim], context: ImportContext) -> None:
    """Add what the models draw, in the order of the input; flows of tables last, between all elements."""
    files: list[tuple[TableDrawing, ...]] = []
    for claim in claims:
        if isinstance(claim, TableFile):
            tables = read_tables(claim, context)
            files.append(tables)
            drawings = [one.drawing for one in tables if one.table.lists != "flows"]
        else:
            drawings = [one for one in [_drawing(claim, context)] if one is not None]
        for drawing in drawings:
            write_drawing(drawing, context)
    for tables in files:
        connect_flows(tables, context)
        for one in tables:
            if one.table.lists == "flows":
                write_drawing(one.drawing, context)


def _drawing(claim: ToolModel | TextFile, context: ImportContext) -> Drawing | None:
    if isinstance(claim, TextFile):
        # Loaded only where it is needed: the library of XML takes 2 % of a start.
        tm7: Any = import_module("threatmodel.engine.importers.interchange.tm7")
        drawing: Drawing | None = tm7.read_file(claim, context)
        return drawing
    content = claim.document.content
    return claim.tool.read(content, claim.document.file) if isinstance(content, YamlMap) else None
