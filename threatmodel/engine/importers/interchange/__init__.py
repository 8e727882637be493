"""Models of other threat modeling tools: their elements, flows, data sets, layout and threats.

Each tool has a module that turns its file into a drawing (drawing.py); writer.py adds that to the model. What
is called how is data: engine/library/interchange/.
"""

from collections.abc import Sequence
from typing import Final

from threatmodel.engine.importers.context import ImportContext
from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.interchange import table, tm7
from threatmodel.engine.importers.interchange.drawing import Drawing
from threatmodel.engine.importers.interchange.registry import TOOLS, Tool
from threatmodel.engine.importers.interchange.writer import write_drawing
from threatmodel.engine.importers.interchange.xml_tree import InvalidXml, read_xml
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.library.interchange import vocabulary
from threatmodel.engine.model.struct_base import Record

_TM7_SUFFIX: Final = ".tm7"


class ToolModel(Record, frozen=True):
    """A file or document of a tool."""

    tool: Tool
    document: ParsedDocument


Claim = ToolModel | table.Table | TextFile


class InterchangeModels:
    """Models of other threat modeling tools."""

    id: Final = "interchange"
    label: Final = "a model of another threat modeling tool"
    phase: Final = Phase.ELEMENTS

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> Claim | None:
        """Return a file of the Microsoft tool, known by its name, or a document of another tool."""
        if isinstance(source, TextFile):
            return source if source.name.lower().endswith(_TM7_SUFFIX) else table.recognize(source)
        content = source.content
        if not isinstance(content, YamlMap):
            return None
        return next((ToolModel(tool, source) for tool in TOOLS if tool.matches(content)), None)

    def read(self, claims: Sequence[Claim], context: ImportContext) -> None:
        """Add what the models draw, in the order of the input."""
        for claim in claims:
            drawing = _drawing(claim, context)
            if drawing is not None:
                write_drawing(drawing, context)


def _drawing(claim: Claim, context: ImportContext) -> Drawing | None:
    if isinstance(claim, TextFile):
        return _tm7(claim, context)
    if isinstance(claim, table.Table):
        return _table(claim, context)
    content = claim.document.content
    return claim.tool.read(content, claim.document.file) if isinstance(content, YamlMap) else None


def _table(claim: table.Table, context: ImportContext) -> Drawing | None:
    try:
        return table.read(claim, context.limits)
    except table.InvalidTable as fault:
        context.builder.report(claim.file.name, fault.line, "error", str(fault))
        return None


def _tm7(file: TextFile, context: ImportContext) -> Drawing | None:
    try:
        root = read_xml(file.data, context.limits, left_out=tm7.LEFT_OUT)
    except InvalidXml as fault:
        context.builder.report(file.name, 0, "error", str(fault))
        return None
    if root.name != "ThreatModel":
        message = f"This is no model of {vocabulary(tm7.ID).label}: the root is not `ThreatModel`."
        context.builder.report(file.name, 0, "error", message)
        return None
    return tm7.read(root, file.name)
