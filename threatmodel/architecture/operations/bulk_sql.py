"""Writes many rows of one table at once; the only code that differs between SQLite and PostgreSQL."""

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connections, models

_FEW: Final = 20
_TOGETHER: Final = 1_000


def rows_insert(rows: Collection[models.Model]) -> None:
    """Insert the rows, which have their keys already; or all get them from the database, unknown to the rows.

    bulk_create builds one text with a placeholder for each value. One prepared statement (SQLite) or
    COPY (PostgreSQL) takes the same values in half the time: 2.3 s instead of 4 s for an import of 1,000
    elements, 1,500 flows and their threats.
    """
    if not rows:
        return
    connection = connections["default"]
    meta: Any = type(next(iter(rows)))._meta  # noqa: SLF001
    with_key = next(iter(rows)).pk is not None
    fields = [field for field in meta.concrete_fields if with_key or not field.primary_key]
    values = (
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
        for row in rows
    )
    _values_insert(connection, meta, fields, values, count=len(rows))


def copies_insert(row: models.Model, columns: Sequence[str], values: Collection[Sequence[Any]]) -> None:
    """Insert a copy of a row for each of the values of these columns; else the database gives the keys.

    Thousands of events or treatments of one change differ in two or three columns. To make an object of
    each row and to prepare all its columns takes longer than to write them.
    """
    if not values:
        return
    connection = connections["default"]
    meta: Any = row._meta  # noqa: SLF001
    varying = [meta.get_field(column) for column in columns]
    fields = [field for field in meta.concrete_fields if field in varying or not field.primary_key]
    shared = [
        None if field in varying else field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for field in fields
    ]
    places = [(fields.index(field), field.get_db_prep_save) for field in varying]

    def prepared() -> Iterator[list[Any]]:
        for some in values:
            line = shared.copy()
            for (place, prepare), value in zip(places, some, strict=True):
                line[place] = prepare(value, connection)
            yield line

    _values_insert(connection, meta, fields, prepared(), count=len(values))


def rows_overwrite(rows: Collection[models.Model], columns: Collection[str]) -> None:
    """Overwrite these columns of rows that exist: an upsert does it in one statement, an update does not.

    For a few rows, as an edit on the canvas has them, the update takes a third of the time.
    """
    if 0 < len(rows) <= _FEW:
        _update(rows, sorted(columns))
    elif rows:
        table = type(next(iter(rows)))
        table._base_manager.bulk_create(  # noqa: SLF001 (Django's public name of it)
            rows, update_conflicts=True, unique_fields=["id"], update_fields=sorted(columns)
        )


def among(column: str, keys: Collection[uuid.UUID]) -> models.Q | models.Func:
    """Return the condition that a column has one of the keys; many of them are one parameter.

    With a placeholder for each of ten thousand keys, building and reading the text of a statement takes
    longer than running it. A join with the list of keys was rejected: of a table that just grew, PostgreSQL
    compares each row with each key.
    """
    return models.Q(**{f"{column}__in": list(keys)}) if len(keys) <= _FEW else _Among(column, tuple(keys))


class _Among(models.Func):
    """Whether a column has one of many keys."""

    output_field = models.BooleanField()

    def __init__(self, column: str, keys: tuple[uuid.UUID, ...]) -> None:
        super().__init__(column)
        self._keys = keys

    def as_sql(self, compiler: Any, _connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the condition for SQLite, which keeps keys as texts."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        texts = [key.hex for key in self._keys]
        condition = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 (the name of our own column)
        return condition, [*params, json.dumps(texts)]

    def as_postgresql(self, compiler: Any, _connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """Return the condition for PostgreSQL."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = ANY(%s::uuid[])", [*params, list(self._keys)]


def _values_insert(
    connection: Any, meta: Any, fields: Sequence[Any], values: Iterable[list[Any]], *, count: int
) -> None:
    """Insert as many lines of prepared values of these fields."""
    quote = connection.ops.quote_name
    table = f"{quote(meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    if connection.vendor != "postgresql":
        _executemany(connection, table, len(fields), values)
    elif count > _FEW:
        _copy(connection, table, values)
    else:
        _insert(connection, table, len(fields), values)


def _update(rows: Collection[models.Model], columns: Collection[str]) -> None:
    connection = connections["default"]
    meta: Any = type(next(iter(rows)))._meta  # noqa: SLF001
    fields = [*map(meta.get_field, columns), meta.pk]
    quote = connection.ops.quote_name
    placeholders = ", ".join(f"{quote(field.column)} = %s" for field in fields[:-1])
    statement = f"UPDATE {quote(meta.db_table)} SET {placeholders} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608
    values = [
        [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _copy(connection: Any, table: str, values: Iterable[list[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _insert(connection: Any, table: str, columns: int, values: Iterable[list[Any]]) -> None:
    """Insert a few rows in one statement: COPY asks the server three times."""
    rows = list(values)
    placeholders = ", ".join([f"({', '.join(['%s'] * columns)})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} VALUES {placeholders}", [value for row in rows for value in row])  # noqa: S608


def _executemany(connection: Any, table: str, columns: int, values: Iterable[list[Any]]) -> None:
    placeholders = ", ".join(["%s"] * columns)
    rows = iter(values)
    with connection.cursor() as cursor:
        while some := list(islice(rows, _TOGETHER)):  # the values of an import are hundreds of megabytes
            # The names are those of our own tables.
            cursor.executemany(f"INSERT INTO {table} VALUES ({placeholders})", some)  # noqa: S608
