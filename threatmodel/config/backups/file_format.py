"""The format of backups: their tables, the encoding of rows, and the fingerprint."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

FORMAT: Final = "bulkhead-backup"
FORMAT_VERSION: Final = 1
# Made by migrations, under keys that differ between databases; groups are not used.
_MADE_BY_MIGRATIONS: Final = frozenset({"contenttypes.ContentType", "auth.Permission"})
_UNUSED: Final = frozenset(
    {"auth.Group", "auth.Group_permissions", "accounts.User_groups", "accounts.User_user_permissions"}
)
# Sessions: a backup must not allow to continue the session of a person.
_SESSIONS: Final = frozenset({"sessions.Session", "usersessions.UserSession"})
# Of the moment alone: a mail that waited then must not be sent again by a restore weeks later.
_PASSING: Final = frozenset({"jobs.Mail", "accounts.RateLimit"})

Row = list[Any]


def tables_kept() -> tuple[type[Model], ...]:
    """Return the tables of a backup, in a fixed order."""
    left_out = _MADE_BY_MIGRATIONS | _UNUSED | _SESSIONS | _PASSING
    return tuple(model for model in _tables() if model._meta.label not in left_out)


def tables_emptied() -> tuple[type[Model], ...]:
    """Return the tables that a restore empties: those of a backup, sessions, and waiting mails."""
    left = _MADE_BY_MIGRATIONS | {"auth.Group", "auth.Group_permissions"}
    return tuple(model for model in _tables() if model._meta.label not in left)


def _tables() -> list[type[Model]]:
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted(found, key=lambda model: model._meta.label)


def columns_of(model: type[Model]) -> list[str]:
    """Return the names of the columns, in the order of a row."""
    return sorted(field.attname for field in model._meta.concrete_fields)


def schema_applied() -> list[str]:
    """Return the migrations of the database, by name: what must be equal where a backup is restored."""
    ours = {config.label for config in apps.get_app_configs()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in ours)


def rows_of(model: type[Model]) -> Iterator[Row]:
    """Return every row, read a few at a time."""
    rows = model._base_manager.order_by("pk").values_list(*columns_of(model))
    for row in rows.iterator(chunk_size=100):
        yield [plain(value) for value in row]


def plain(value: Any) -> Any:
    """Return a value as JSON has it, the same from every database."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, float) and value.is_integer():
        return int(value)  # PostgreSQL writes 1e5 in JSON as 100000
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def line_of(thing: Any) -> str:
    """Return one line of the file; equal things have equal lines."""
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), allow_nan=False)


class Fingerprint:
    """A hash of rows that does not depend on their order, which databases see differently."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self._sums: dict[str, int] = {}

    def add(self, table: str, line: str) -> None:
        """Count one row, given as its line."""
        digest = hashlib.sha256(line.encode("ascii")).digest()
        self.rows[table] = self.rows.get(table, 0) + 1
        self._sums[table] = (self._sums.get(table, 0) + int.from_bytes(digest)) % (1 << 256)

    def hexdigest(self) -> str:
        """Return the hash of everything added so far."""
        parts = [[table, self.rows[table], f"{self._sums[table]:064x}"] for table in sorted(self.rows)]
        return hashlib.sha256(line_of(parts).encode("ascii")).hexdigest()
