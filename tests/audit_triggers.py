"""Lets the tests empty their database: between two of them the audit log may be deleted, never within one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

_TABLES = ("audit_auditevent", "audit_auditchain")


@contextmanager
def audit_triggers_off() -> Iterator[None]:
    """Take the triggers away for a while, as whoever owns the database may."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in _TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            made = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _TABLES]
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'"
            )
            rows = cursor.fetchall()
            made = [sql for _name, sql in rows]
            for name, _sql in rows:
                cursor.execute(f"DROP TRIGGER {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in made:
                cursor.execute(statement)


def empty_database() -> None:
    """Delete all rows, of the tables that have any: to truncate every table takes longer than most tests."""
    tables = [connection.ops.quote_name(name) for name in connection.introspection.django_table_names()]
    found = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)
    # The database looks at references when the transaction ends: the order of the tables does not matter.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(found)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")


@pytest.fixture(scope="session", autouse=True)
def _tests_that_commit_leave_no_rows() -> Iterator[None]:
    """Empty the database after each of them, in place of Django's `flush`."""

    def empty(_case: Any) -> None:
        with audit_triggers_off():
            empty_database()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
