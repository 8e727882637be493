"""The audit log as a file."""

import json
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from threatmodel.api.streaming import CSV, csv_parts, file_response, json_parts
from threatmodel.audit.models import AuditEvent
from threatmodel.audit.serializers import AuditEventSerializer

_PART: Final = 500
_TYPES: Final = {"csv": CSV, "json": "application/json"}

Row = dict[str, Any]


def audit_download(events: QuerySet[AuditEvent], *, file_type: str) -> StreamingHttpResponse:
    """Return the events, newest first, as a file to save: `csv` or `json`."""
    rows = _rows(events)
    parts = json_parts(rows) if file_type == "json" else _csv(rows)
    name = f"audit-log-{timezone.now():%Y-%m-%d}.{file_type}"
    return file_response(parts, content_type=_TYPES[file_type], name=name)


def _rows(events: QuerySet[AuditEvent]) -> Iterator[Row]:
    older = events.order_by("-number")
    while part := [dict(row) for row in AuditEventSerializer(older[:_PART], many=True).data]:
        yield from part
        older = events.order_by("-number").filter(number__lt=part[-1]["number"])


def _csv(rows: Iterator[Row]) -> Iterator[str]:
    names = AuditEventSerializer.Meta.fields
    return csv_parts(names, ([_cell(row[name]) for name in names] for row in rows))


def _cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value or "")
