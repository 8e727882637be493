"""The audit log as a file."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from threatmodel.api.streaming import file_response, json_parts
from threatmodel.audit.models import AuditEvent
from threatmodel.audit.serializers import AuditEventSerializer

_PART: Final = 500
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what makes spreadsheets calculate
_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

Row = dict[str, Any]


def audit_download(events: QuerySet[AuditEvent], *, file_type: str) -> StreamingHttpResponse:
    """Return the events, newest first, as a file to save: `csv` or `json`."""
    rows = _rows(events)
    parts = json_parts(rows) if file_type == "json" else _csv_parts(rows)
    name = f"audit-log-{timezone.now():%Y-%m-%d}.{file_type}"
    return file_response(parts, content_type=_TYPES[file_type], name=name)


def _rows(events: QuerySet[AuditEvent]) -> Iterator[Row]:
    older = events.order_by("-number")
    while part := [dict(row) for row in AuditEventSerializer(older[:_PART], many=True).data]:
        yield from part
        older = events.order_by("-number").filter(number__lt=part[-1]["number"])


def _csv_parts(rows: Iterator[Row]) -> Iterator[str]:
    names = AuditEventSerializer.Meta.fields
    yield _csv_line(names)
    for row in rows:
        yield _csv_line(_cell(row[name]) for name in names)


def _csv_line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _cell(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text
