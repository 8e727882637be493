"""Models of other threat modeling tools: their elements, flows, data sets, layout and threats.

Each tool has a module that turns its file into a drawing (drawing.py); drawing_writer.py adds it to a model.
What is called how is data: engine/library/interchange/.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.interchange.drawing import Drawing
from threatmodel.engine.importers.interchange.drawing_writer import write_drawing
from threatmodel.engine.importers.interchange.registry import TOOLS, Tool
from threatmodel.engine.importers.interchange.tables import (
    TableDrawing,
    TableFile,
    connect_flows,
    read_tables,
    table_file,
)
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.struct_base import Record

_TM7_SUFFIX: Final = ".tm7"


class ToolModel(Record, frozen=True):
    """A file or document of a tool."""

    tool: Tool
    document: ParsedDocument


Claim = ToolModel | TableFile | TextFile


class InterchangeModels:
    """Models of other threat modeling tools."""

    id: Final = "interchange"
    label: Final = "a model of another threat modeling tool"
    phase: Final = Phase.ELEMENTS

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> Claim | None:
        """Return a spreadsheet or a file of the Microsoft tool, by name, or a document of another tool."""
        if isinstance(source, TextFile):
            return source if source.name.lower().endswith(_TM7_SUFFIX) else table_file(source)
        content = source.content
        if not isinstance(content, YamlMap):
            return None
        return next((ToolModel(tool, source) for tool in TOOLS if tool.matches(content)), None)

    def read(self, claims: Sequence[Claim], context: ImportContext) -> None:
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
