"""The audit log as a file, sent while it is read: memory holds one part of it at a time."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from threatmodel.audit.models import AuditEvent
from threatmodel.audit.serializers import AuditEventSerializer

_PART: Final = 500
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what makes spreadsheets calculate
_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

Row = dict[str, Any]


def audit_download(events: QuerySet[AuditEvent], *, file_type: str) -> StreamingHttpResponse:
    """Return the events, newest first, as a file to save: `csv` or `json`."""
    parts = _json_parts if file_type == "json" else _csv_parts
    response = StreamingHttpResponse(parts(events), content_type=_TYPES[file_type])
    name = f"audit-log-{timezone.now():%Y-%m-%d}.{file_type}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


async def _json_parts(events: QuerySet[AuditEvent]) -> AsyncIterator[str]:
    separator = "[\n"
    async for rows in _parts(events):
        yield separator + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


async def _csv_parts(events: QuerySet[AuditEvent]) -> AsyncIterator[str]:
    names = AuditEventSerializer.Meta.fields
    yield _csv_lines([names])
    async for rows in _parts(events):
        yield _csv_lines([_cell(row[name]) for name in names] for row in rows)


async def _parts(events: QuerySet[AuditEvent]) -> AsyncIterator[list[Row]]:
    # On the thread of the request, whose connection is closed with the response.
    read: Callable[..., Any] = sync_to_async(_rows_below)
    below = None
    while rows := await read(events, below):
        yield rows
        below = rows[-1]["number"]


def _rows_below(events: QuerySet[AuditEvent], below: int | None) -> list[Row]:
    older = events if below is None else events.filter(number__lt=below)
    return [dict(row) for row in AuditEventSerializer(older.order_by("-number")[:_PART], many=True).data]


def _csv_lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text
