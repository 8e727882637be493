"""bulkhead.yaml: what people said about a model, beside the manifests.

Found by its key `schema`. It adds nothing to what files say by itself: `apply_statements` says it of the
model that all other files make, once that has its final uids.
"""

from collections.abc import Sequence
from typing import Final

from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap, as_text
from threatmodel.engine.model.bulkhead_yaml_statements import STATEMENT_FILES
from threatmodel.engine.model.deferred import deferred

_PREFIX: Final = "bulkhead.model/"

_has_its_keys = deferred("threatmodel.engine.importers.bulkhead_yaml.reader", "has_its_keys")
_read_statements = deferred("threatmodel.engine.importers.bulkhead_yaml.reader", "read_statements")


class ModelTexts:
    """Documents with the schema of bulkhead.yaml; one input has one of them."""

    id: Final = "model-text"
    label: Final = ""
    phase: Final = Phase.FACTS
    of_documents: Final = True

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> ParsedDocument | None:
        """Return a document that has the schema, or is in a file of the name and no manifest."""
        return source if isinstance(source, ParsedDocument) and _is_one(source) else None

    def read(self, claims: Sequence[ParsedDocument], context: ImportContext) -> None:
        """Keep what the first document says."""
        for place, claim in enumerate(claims):
            if place:
                message = (
                    f"One input has one bulkhead.yaml, and {claims[0].file} is read; this one is ignored."
                )
                context.builder.report(claim.file, claim.line, "error", message)
                continue
            statements, problems = _read_statements(claim)
            context.builder.report_all(problems)
            context.statements = statements


def _is_one(document: ParsedDocument) -> bool:
    """Whether the document is one of bulkhead.yaml, even if it is wrong in parts."""
    content = document.content
    if not isinstance(content, YamlMap):
        return False
    if as_text(content.get("schema")).startswith(_PREFIX):
        return True
    return document.file.rpartition("/")[2] in STATEMENT_FILES and _has_its_keys(content)


MODEL_TEXTS: Final = ModelTexts()
