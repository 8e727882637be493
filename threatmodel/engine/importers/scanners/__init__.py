"""Reports of scanners: how they are known. What reads them is loaded for the first one."""

from collections.abc import Sequence
from typing import Any, Final

from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.scanners.recognition import is_json, is_tag_value
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.deferred import deferred

_recognized = deferred("threatmodel.engine.importers.scanners.report_import", "recognized")
_import_reports = deferred("threatmodel.engine.importers.scanners.report_import", "import_reports")


class ScannerReports:
    """Reports of scanners: facts of the images and workloads that they name."""

    id: Final = "scanner-report"
    label: Final = "a scanner's report"
    phase: Final = Phase.FACTS
    of_documents: Final = False

    def sniff(self, source: TextFile | ParsedDocument, context: ImportContext) -> Any | None:
        """Return the report that a file holds."""
        if not isinstance(source, TextFile) or not (is_json(source.data) or is_tag_value(source.data)):
            return None
        return _recognized(source, context)

    def read(self, claims: Sequence[Any], context: ImportContext) -> None:
        """Give the images and workloads of the model what the reports say of them."""
        if claims:
            _import_reports(claims, context.builder)
