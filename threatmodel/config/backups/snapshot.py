"""A consistent read of the database while others write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def consistent_read() -> Iterator[None]:
    """Read a consistent snapshot inside the block, without blocking writers."""
    if connection.vendor == "sqlite":
        with _of_sqlite():
            yield
    else:
        with _of_postgresql():
            yield


@contextmanager
def _of_sqlite() -> Iterator[None]:
    """A transaction that only reads: Django's own would take the lock of the writers when it begins."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def _of_postgresql() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
