"""Keeps the redacted lines of imported files that threats can point to."""

import uuid

from django.db.models import Sum

from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.models import FILE_LENGTH, SourceFile
from threatmodel.engine.importers.source_lines import LINES_MOST, SourceLines


def source_files_replace(*, model_id: uuid.UUID, lines: SourceLines, reach: ImportScope) -> None:
    """Write the lines of the files of an import in the place of those kept of them before.

    At most LINES_MOST lines of a model are kept: files beyond it have none. Files whose lines are the same
    are not written. Call it in the transaction that writes the import.
    """
    all_kept = SourceFile.objects.filter(model_id=model_id)
    before = all_kept.filter(file__in=reach.files | lines.keys()) if reach.scope == "files" else all_kept
    known = {row.file: row for row in before}
    total = all_kept.aggregate(lines=Sum("line_count"))["lines"] or 0
    wanted = _wanted(model_id, lines, kept=total - sum(row.line_count for row in known.values()))
    same = {file for file, row in wanted.items() if file in known and known[file].lines == row.lines}
    if stale := known.keys() - same:
        all_kept.filter(file__in=stale).delete()
    SourceFile.objects.bulk_create([row for file, row in wanted.items() if file not in same])


def _wanted(model_id: uuid.UUID, lines: SourceLines, *, kept: int) -> dict[str, SourceFile]:
    """The rows of the files by name, up to LINES_MOST lines with those kept of other files."""
    rows: dict[str, SourceFile] = {}
    for file, found in sorted(lines.items()):
        if found and len(file) <= FILE_LENGTH and kept + len(found) <= LINES_MOST:
            kept += len(found)
            texts = {str(number): text for number, text in found.items()}
            rows[file] = SourceFile(model_id=model_id, file=file, lines=texts, line_count=len(found))
    return rows
