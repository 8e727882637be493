"""The shape of an event in the API and in downloads."""

from typing import Any, Final

from rest_framework import serializers

from threatmodel.audit.change_origin import Via
from threatmodel.audit.models import AuditEvent

AUDIT_SEARCHED: Final = ["actor_label", "subject_label", "address"]


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One event of the audit log."""

    before = serializers.DictField()
    after = serializers.DictField()
    via = serializers.ChoiceField(choices=Via.choices)

    class Meta:
        model = AuditEvent
        fields = [
            "id",
            "number",
            "occurred_at",
            "action",
            "actor_id",
            "actor_label",
            "subject_type",
            "subject_id",
            "subject_label",
            "before",
            "after",
            "via",
            "address",
            "request_id",
            "hash",
        ]
        read_only_fields = fields


class AuditDownloadSerializer(serializers.Serializer[dict[str, Any]]):
    """In which format a log is downloaded."""

    type = serializers.ChoiceField(choices=["csv", "json"], default="csv")
