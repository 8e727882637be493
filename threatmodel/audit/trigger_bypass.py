"""Lets a restore replace the audit log, which the database otherwise only appends to."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from threatmodel.audit.models import AuditChain, AuditEvent

_TABLES = (AuditEvent._meta.db_table, AuditChain._meta.db_table)  # noqa: SLF001 (Django's public _meta)


@contextmanager
def triggers_lifted() -> Iterator[None]:
    """Lift the triggers that refuse changes for the block. Needs a transaction: a fault brings them back."""
    with _dropped() if connection.vendor == "sqlite" else _switched_off():
        yield


@contextmanager
def _dropped() -> Iterator[None]:
    """SQLite cannot switch a trigger off: drop those there are, and make them again as they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", _TABLES
        )
        found = cursor.fetchall()
    for name, _sql in found:
        _execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    yield
    for _name, sql in found:
        _execute(sql)


@contextmanager
def _switched_off() -> Iterator[None]:
    for table in _TABLES:
        _execute(f"ALTER TABLE {connection.ops.quote_name(table)} DISABLE TRIGGER USER")
    yield
    for table in _TABLES:
        _execute(f"ALTER TABLE {connection.ops.quote_name(table)} ENABLE TRIGGER USER")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
