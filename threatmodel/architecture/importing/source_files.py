"""Keeps the redacted lines of imported files that threats can point to."""

import uuid

from django.db.models import Sum

from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.models import FILE_LENGTH, SourceFile
from threatmodel.engine.importers.source_lines import LINES_MOST, SourceLines


def source_files_replace(*, model_id: uuid.UUID, lines: SourceLines, reach: ImportScope) -> None:
    """Write the lines of the files of an import in the place of those kept of them before.

    At most LINES_MOST lines of a model are kept: files beyond it have none. Call it in the transaction that
    writes the import.
    """
    before = SourceFile.objects.filter(model_id=model_id)
    if reach.scope == "files":
        before = before.filter(file__in=reach.files | lines.keys())
    before.delete()
    kept = SourceFile.objects.filter(model_id=model_id).aggregate(lines=Sum("line_count"))["lines"] or 0
    rows = []
    for file, found in sorted(lines.items()):
        if found and len(file) <= FILE_LENGTH and kept + len(found) <= LINES_MOST:
            kept += len(found)
            texts = {str(number): text for number, text in found.items()}
            rows.append(SourceFile(model_id=model_id, file=file, lines=texts, line_count=len(found)))
    SourceFile.objects.bulk_create(rows)
