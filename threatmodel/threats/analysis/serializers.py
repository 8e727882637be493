"""Analyses and the threats that differ between two states."""

from typing import Any

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field
from threatmodel.history.serializers.comparison import StatesQuerySerializer, WithinSerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import DISPOSITIONS
from threatmodel.threats.threats.serializers.counts import SeverityCountsSerializer

Row = dict[str, Any]


class ThreatDifferencesQuerySerializer(StatesQuerySerializer, ListQuerySerializer):
    """Which threats to list."""

    what = choices_field(("came", "went"))


class ThreatDifferenceSerializer(serializers.Serializer[Row]):
    """A threat of only one state. `number` and `status` are those of the list, null when it never held it."""

    what = serializers.ChoiceField(choices=("came", "went"))
    rule = serializers.CharField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    score = serializers.IntegerField()
    subject = WithinSerializer()
    number = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=DISPOSITIONS, allow_null=True)


class ThreatDifferenceCountsSerializer(serializers.Serializer[Row]):
    came = SeverityCountsSerializer()
    went = SeverityCountsSerializer()
    stayed = serializers.IntegerField()


class ThreatDifferencesSerializer(serializers.Serializer[Row]):
    """One page of the threats that came and went, both states judged by the rules of today."""

    counts = ThreatDifferenceCountsSerializer()
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ThreatDifferenceSerializer(many=True)


class PageQuerySerializer(ListQuerySerializer):
    """Runs and imports: newest first."""

    ordering = OrderingField(by={"created_at": "created_at"}, default="-created_at")


class AnalysisCountsSerializer(serializers.Serializer[dict[str, Any]]):
    threats = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    gone = serializers.IntegerField()
    returned = serializers.IntegerField()
    questions = serializers.IntegerField()


class AnalysisRunSerializer(serializers.Serializer[dict[str, Any]]):
    """One analysis that found something new, and the seq it looked at."""

    id = serializers.UUIDField()
    seq = serializers.IntegerField()
    day = serializers.DateField(
        allow_null=True,
        help_text="The day for which it was analyzed: by it restore tests are outdated or not.",
    )
    counts = AnalysisCountsSerializer()
    duration_ms = serializers.IntegerField()
    created_at = serializers.DateTimeField()
