"""Filters of lists and downloads of the audit log."""

from typing import ClassVar

from django_filters import rest_framework as filters

from threatmodel.audit.actions import Action
from threatmodel.audit.models import AuditEvent


class AuditEventFilter(filters.FilterSet):  # type: ignore[misc]
    """By who, what and when. Days are those of UTC, both ends included."""

    actor = filters.UUIDFilter(field_name="actor_id")
    action = filters.MultipleChoiceFilter(choices=Action.choices)
    since = filters.DateFilter(field_name="occurred_at", lookup_expr="date__gte")
    until = filters.DateFilter(field_name="occurred_at", lookup_expr="date__lte")

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = []
