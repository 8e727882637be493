"""Writes a consistent backup of the database while it is in use."""

import gzip
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils import timezone

from threatmodel.config.backups.file_format import (
    FORMAT,
    FORMAT_VERSION,
    Fingerprint,
    columns_of,
    line_of,
    rows_of,
    schema_applied,
    tables_kept,
)
from threatmodel.config.backups.snapshot import consistent_read


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds."""

    rows: int
    fingerprint: str


def backup_write(*, path: Path) -> Summary:
    """Write a backup that only its owner may read; nothing is left behind where it fails.

    Raises FileExistsError rather than writing over a backup that exists.
    """
    draft = path.with_name(f"{path.name}.part")
    if path.exists():
        raise FileExistsError(f"{path} exists")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever a draft that was left behind had
            with gzip.open(file, "wt", encoding="ascii", newline="\n") as lines:
                summary = _write(lines)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, fails if the file exists by now
    finally:
        draft.unlink(missing_ok=True)
    return summary


def _write(lines: IO[str]) -> Summary:
    fingerprint = Fingerprint()
    with consistent_read():
        header = {"format": FORMAT, "version": FORMAT_VERSION, "schema": schema_applied()}
        _write_line(lines, {**header, "made": timezone.now().isoformat()})
        for model in tables_kept():
            table = model._meta.label
            _write_line(lines, {"table": table, "columns": columns_of(model)})
            for row in rows_of(model):
                line = line_of(row)
                fingerprint.add(table, line)
                lines.write(line + "\n")
    _write_line(lines, {"rows": fingerprint.rows, "fingerprint": fingerprint.hexdigest()})
    return Summary(sum(fingerprint.rows.values()), fingerprint.hexdigest())


def _write_line(lines: IO[str], thing: object) -> None:
    lines.write(line_of(thing) + "\n")
