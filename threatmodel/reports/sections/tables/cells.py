"""What the cells of these tables have in common."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db.models import QuerySet

from threatmodel.reports.document import Column, Run, Section, Table, Value

Row: TypeAlias = Mapping[str, Any]
ROWS_AT_ONCE: Final = 500  # read from the database


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table, and what a row has in it."""

    column: Column
    value: Callable[[Row], Value]


def table_section(section_id: str, title: str, fields: Sequence[Field], rows: Iterable[Row]) -> Section:
    """Return a section that is one table."""
    columns = tuple(field.column for field in fields)
    return Section(section_id, title, (Table(columns, tuple(values_of(fields, rows))),), landscape=True)


def values_of(fields: Sequence[Field], rows: Iterable[Row]) -> Iterator[tuple[Value, ...]]:
    """Yield the cells of each row."""
    return (tuple(field.value(row) for field in fields) for row in rows)


def read_by_number(rows: QuerySet[Any], to_rows: Callable[[Any], Sequence[Row]]) -> Iterator[Row]:
    """Yield the rows that `to_rows` makes of a query, by number and some hundred at once."""
    last = 0
    while part := to_rows(rows.filter(number__gt=last).order_by("number")[:ROWS_AT_ONCE]):
        yield from part
        last = part[-1]["number"]


def person(row: Row | None) -> str:
    """Return what a person is called."""
    return str(row["name"] or row["email"]) if row else ""


def link(address: str, text: str) -> tuple[Run, ...]:
    """Return a cell that leads to a page of this server."""
    return (Run(text, href=address),)
