"""Lets the tests empty their database: between two of them the audit log may be deleted, never within one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
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


@pytest.fixture(scope="session", autouse=True)
def _audit_log_can_be_emptied() -> Iterator[None]:
    emptying = vars(TransactionTestCase)["_fixture_teardown"]

    def empty(case: Any) -> None:
        with audit_triggers_off():
            emptying(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
