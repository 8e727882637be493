"""Restores a backup as a whole or not at all, and compares the rows with the file."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import structlog
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Field, Model

from threatmodel.audit.trigger_bypass import triggers_lifted
from threatmodel.config.backups.dump import Summary
from threatmodel.config.backups.file_format import (
    FORMAT,
    FORMAT_VERSION,
    Fingerprint,
    Row,
    columns_of,
    line_of,
    rows_of,
    schema_applied,
    tables_emptied,
    tables_kept,
)

log = structlog.get_logger("bulkhead.backup")

_ROWS_TOGETHER: Final = 500
_CHARACTERS_TOGETHER: Final = 4_000_000


class NotRestorable(ValueError):
    """The file is no backup, is damaged, or does not fit this database; nothing was changed."""


@transaction.atomic
def backup_restore(*, path: Path, replace: bool) -> Summary:
    """Fill the database with what the file holds. `replace`: remove what is there, else it must be empty.

    Raises NotRestorable.
    """
    try:
        with gzip.open(path, "rt", encoding="ascii") as lines:
            _check_header(_parsed(lines.readline()))
            _make_room(replace=replace)
            end = _insert_all(lines)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as fault:
        raise NotRestorable(f"{path} cannot be read completely: {fault}") from fault
    except (IntegrityError, DataError) as fault:
        raise NotRestorable(f"The database rejects the content of {path}: {fault}") from fault
    _count_on()
    summary = _compared(end)
    # The audit log is what the backup says; that it was put back is for the process log.
    log.warning("backup_restored", rows=summary.rows, fingerprint=summary.fingerprint, replaced=replace)
    return summary


def _check_header(header: Any) -> None:
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise NotRestorable("This file is not a Bulkhead backup.")
    if header["version"] != FORMAT_VERSION:
        raise NotRestorable(f"This backup has the format {header['version']} of another release of Bulkhead.")
    applied, needed = set(schema_applied()), set(header["schema"])
    if needed - applied:
        raise NotRestorable(
            "This backup is of a newer release, or the database is not migrated: run `manage.py migrate`, or "
            f"restore it with the release that made it. Missing here: {', '.join(sorted(needed - applied))}"
        )
    if applied - needed:
        raise NotRestorable(
            "This backup is of an older release. Restore it with the release that made it, then start this "
            f"one, which migrates it. Not in the backup: {', '.join(sorted(applied - needed))}"
        )


def _make_room(*, replace: bool) -> None:
    if replace:
        with triggers_lifted():
            for model in tables_emptied():
                rows = model._base_manager.all()
                rows._raw_delete(rows.db)
        return
    for model in tables_emptied():
        if model._base_manager.exists():
            raise NotRestorable(
                f"The database is not empty ({model._meta.label}). Restore into an empty one, "
                "or use --replace to delete its content first."
            )


def _insert_all(lines: IO[str]) -> dict[str, Any]:
    """Insert the rows of all tables; return what the last line says."""
    tables = {model._meta.label: model for model in tables_kept()}
    model: type[Model] | None = None
    for part in _parts(lines):
        if isinstance(part, list):
            if model is None:
                raise NotRestorable("This backup is damaged: rows without a table.")
            _insert(model, part)
        elif "table" in part:
            model = tables.get(part["table"])
            if model is None or columns_of(model) != part["columns"]:
                raise NotRestorable(f"This release has no table {part['table']}, which is in the backup.")
        else:
            return part
    raise NotRestorable("This backup is truncated.")


def _parts(lines: IO[str]) -> Iterator[dict[str, Any] | list[Row]]:
    """Return what is no row by itself, and rows of one table several at a time, in bounded memory."""
    rows: list[Row] = []
    characters = 0
    for line in lines:
        part = _parsed(line)
        if isinstance(part, list):
            rows.append(part)
            characters += len(line)
        if rows and (not isinstance(part, list) or _is_enough(rows, characters)):
            yield rows
            rows, characters = [], 0
        if isinstance(part, dict):
            yield part


def _is_enough(rows: list[Row], characters: int) -> bool:
    return len(rows) >= _ROWS_TOGETHER or characters >= _CHARACTERS_TOGETHER


def _insert(model: type[Model], rows: list[Row]) -> None:
    """Insert rows as they are: times that are set by themselves keep what they were."""
    fields: list[Field[Any, Any]] = sorted(model._meta.concrete_fields, key=lambda field: field.attname)
    objects = [
        model(**{field.attname: field.to_python(value) for field, value in zip(fields, row, strict=True)})
        for row in rows
    ]
    size = max(1, connection.ops.bulk_batch_size(fields, objects))
    for start in range(0, len(objects), size):
        some = objects[start : start + size]
        model._base_manager._insert(some, fields=fields, raw=True)  # type: ignore[attr-defined]


def _count_on() -> None:
    """Let new rows have numbers after those that were restored, and check what refers to what."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables_kept())):
            cursor.execute(statement)
    try:
        connection.check_constraints()
    except IntegrityError as fault:
        raise NotRestorable(f"This backup is damaged: {fault}") from fault


def _compared(end: dict[str, Any]) -> Summary:
    """Return what the database holds now, which must be what the backup says it held."""
    fingerprint = Fingerprint()
    for model in tables_kept():
        for row in rows_of(model):
            fingerprint.add(model._meta.label, line_of(row))
    if (fingerprint.rows, fingerprint.hexdigest()) != (end["rows"], end["fingerprint"]):
        raise NotRestorable("The restored data differs from the backup: the file is damaged.")
    return Summary(sum(fingerprint.rows.values()), fingerprint.hexdigest())


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as fault:
        raise NotRestorable("This file is not a Bulkhead backup, or it is damaged.") from fault
