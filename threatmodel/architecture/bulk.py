"""Writes many rows of one table at once; the one place where SQLite and PostgreSQL are told apart."""

from collections.abc import Collection
from typing import Any

from django.db import connections, models


def rows_insert(rows: Collection[models.Model]) -> None:
    """Insert the rows, which have their keys already; nothing happens without rows.

    On SQLite one prepared statement takes them all, which halves the time of bulk_create: that builds
    one text with a placeholder for each value. PostgreSQL gets them as arrays from bulk_create.
    """
    if not rows:
        return
    table = type(next(iter(rows)))
    connection = connections["default"]
    if connection.vendor == "sqlite":
        _executemany(connection, table, rows)
    else:
        table._base_manager.bulk_create(rows)  # noqa: SLF001 (Django's public name of it)


def rows_overwrite(rows: Collection[models.Model], columns: Collection[str]) -> None:
    """Overwrite these columns of rows that exist: an upsert does it in one statement, an update does not."""
    if rows:
        table = type(next(iter(rows)))
        table._base_manager.bulk_create(  # noqa: SLF001
            rows, update_conflicts=True, unique_fields=["id"], update_fields=sorted(columns)
        )


def _executemany(connection: Any, table: type[models.Model], rows: Collection[models.Model]) -> None:
    meta: Any = table._meta  # noqa: SLF001
    fields = meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = [
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608 (names of our own)
            values,
        )
