"""Threats of all models of a portfolio."""

from typing import Any

from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field, owners_field, rank
from threatmodel.architecture.api.serializers.models import ModelBriefSerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import DUE_STATES, THREAT_STATUSES
from threatmodel.threats.overview.serializers.models import ModelTeamSerializer
from threatmodel.threats.threats.serializers.threat_list_query import appetite_field, day_field, level_field


class PortfolioThreatQuerySerializer(ListQuerySerializer):
    team = serializers.UUIDField(required=False, default=None, help_text="Of this team alone.")
    severity = choices_field(SEVERITIES)
    status = choices_field(THREAT_STATUSES)
    rule = serializers.ListField(child=serializers.CharField(max_length=120), required=False, default=list)
    owner = owners_field("threats")
    due = choices_field(DUE_STATES)
    mitigation = serializers.ChoiceField(
        choices=["none"], required=False, allow_blank=True, default="", help_text="Without a mitigation."
    )
    seen_since = day_field("First seen on this day (UTC) or later.")
    seen_until = day_field("First seen on this day or before.")
    closed_since = day_field("Mitigated, resolved or ruled out on this day or later, and still so.")
    closed_until = day_field("Mitigated, resolved or ruled out on this day or before.")
    likelihood = level_field("Likelihood of the threat.")
    impact = level_field("Impact of the threat.")
    above_appetite = appetite_field()
    ordering = OrderingField(
        by={
            "score": "score",
            "severity": rank("severity", SEVERITIES),
            "title": Lower("title"),
            "model": Lower("model__name"),
            "first_seen": "first_seen_at",
            "owner": Lower("owner__name"),
        },
        default="-score",
        nullable=("owner",),
    )


class PortfolioThreatSerializer(serializers.Serializer[dict[str, Any]]):
    """A found threat of one of the models."""

    model = ModelBriefSerializer()
    team = ModelTeamSerializer()
    number = serializers.IntegerField()
    title = serializers.CharField()
    subject = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    score = serializers.IntegerField()
    status = serializers.ChoiceField(choices=THREAT_STATUSES)
    owner = PersonSerializer(allow_null=True)
    first_seen_at = serializers.DateTimeField()
    due = serializers.DateField(allow_null=True)
    due_by_severity = serializers.BooleanField(help_text="By the days of its team, not set by a person.")
    days_left = serializers.IntegerField(allow_null=True, help_text="Negative where it is overdue.")
