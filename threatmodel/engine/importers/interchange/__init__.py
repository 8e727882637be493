"""Models of other threat modeling tools: how they are known. What reads them is loaded for the first one.

Each tool has a module that turns its file into a drawing (drawing.py); drawing_writer.py adds it to a model.
What is called how is data: engine/library/interchange/.
"""

from collections.abc import Sequence
from typing import Any, Final

from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.interchange.table_files import table_file
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.deferred import deferred

_TM7_SUFFIX: Final = ".tm7"

_tool_model = deferred("threatmodel.engine.importers.interchange.model_import", "tool_model")
_import_models = deferred("threatmodel.engine.importers.interchange.model_import", "import_models")


class InterchangeModels:
    """Models of other threat modeling tools."""

    id: Final = "interchange"
    label: Final = "a model of another threat modeling tool"
    phase: Final = Phase.ELEMENTS
    of_documents: Final = True

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> Any | None:
        """Return a spreadsheet or a file of the Microsoft tool, by name, or a document of another tool."""
        if isinstance(source, TextFile):
            return source if source.name.lower().endswith(_TM7_SUFFIX) else table_file(source)
        return _tool_model(source)

    def read(self, claims: Sequence[Any], context: ImportContext) -> None:
        """Add what the models draw, in the order of the input."""
        if claims:
            _import_models(claims, context)
