"""Streamed responses: memory holds one part of them at a time."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from threatmodel.api.responses import as_file

_ROWS: Final = 500  # read at once
_PART_CHARACTERS: Final = 64 * 1024  # sent at once
# What makes spreadsheets calculate. Source: OWASP, CSV Injection.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BYTE_ORDER_MARK: Final = "\ufeff"  # without it, spreadsheets do not read UTF-8
CSV: Final = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object of which not everything is in memory: values may be iterators, which become lists."""

    members: Iterable[tuple[str, Any]]


def file_response(parts: Iterator[str], *, content_type: str, name: str) -> StreamingHttpResponse:
    """Return the text as a file to save; `parts` is asked for more as the client reads."""
    response = StreamingHttpResponse(_on_request_thread(_joined(parts)), content_type=content_type)
    return as_file(response, name=name)


def json_parts(value: Any) -> Iterator[str]:
    """Yield the JSON of a value, of iterators and JsonObjects piece by piece."""
    if isinstance(value, JsonObject):
        members = ((json.dumps(name) + ": ", member) for name, member in value.members)
        yield from _enclosed("{", members, "}")
    elif isinstance(value, Iterator):
        yield from _enclosed("[", (("", item) for item in value), "]")
    else:
        yield json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def csv_parts(names: Iterable[str], rows: Iterable[Iterable[str | int | float]]) -> Iterator[str]:
    """Yield the lines of a table for spreadsheets, its header first; no text is a formula."""
    yield _BYTE_ORDER_MARK + _csv_line(names)
    for cells in rows:
        yield _csv_line(cells)


def _csv_line(cells: Iterable[str | int | float]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(map(_inert, cells))
    return text.getvalue()


def _inert(cell: str | float) -> str | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def rows_in_parts(rows: QuerySet[Any], *fields: str) -> Iterator[dict[str, Any]]:
    """Yield fields of the rows in order of their keys, some hundred of them read at once."""
    last = None
    while True:
        following = rows if last is None else rows.filter(pk__gt=last)
        part = list(following.order_by("pk").values("pk", *fields)[:_ROWS])
        for row in part:
            last = row.pop("pk")
            yield row
        if len(part) < _ROWS:
            return


def _enclosed(start: str, members: Iterable[tuple[str, Any]], end: str) -> Iterator[str]:
    separator = start
    for name, member in members:
        yield f"{separator}\n{name}"
        yield from json_parts(member)
        separator = ","
    yield f"\n{end}" if separator == "," else start + end


def _joined(parts: Iterator[str]) -> Iterator[str]:
    waiting: list[str] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= _PART_CHARACTERS:
            yield "".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting)


async def _on_request_thread(parts: Iterator[str]) -> AsyncIterator[str]:
    # The connection to the database belongs to the thread, and is closed with the response.
    following = sync_to_async(lambda: next(parts, None))
    while (part := await following()) is not None:
        yield part
