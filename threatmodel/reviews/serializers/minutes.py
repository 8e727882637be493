"""The minutes of a session."""

from typing import Any

from rest_framework import serializers

from threatmodel.library.choices import MITIGATION_STATUSES, SEVERITIES
from threatmodel.reviews.serializers.sessions import ReviewSerializer
from threatmodel.threats.choices import ACCEPTANCE_STATUSES, THREAT_STATUSES

Json = dict[str, Any]


class DecisionSerializer(serializers.Serializer[Json]):
    """A threat that people decided about, assigned or dated, as it was at the end."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    subject = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    before = serializers.ChoiceField(choices=THREAT_STATUSES)
    status = serializers.ChoiceField(choices=THREAT_STATUSES)
    reason = serializers.CharField()
    owner = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    by = serializers.CharField()


class MinutedMitigationSerializer(serializers.Serializer[Json]):
    """A mitigation that was proposed or changed."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=MITIGATION_STATUSES)
    owner = serializers.CharField()
    due = serializers.DateField(allow_null=True)


class MinutedAcceptanceSerializer(serializers.Serializer[Json]):
    """An acceptance that was requested."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    threat_count = serializers.IntegerField()
    status = serializers.ChoiceField(choices=ACCEPTANCE_STATUSES)
    expires_on = serializers.DateField()
    requested_by = serializers.CharField()
    approvers = serializers.ListField(child=serializers.CharField())


class OpenCardSerializer(serializers.Serializer[Json]):
    """A card of questions that was still open, and how many of them wait for a person."""

    key = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    asked = serializers.IntegerField()


class WaitingThreatSerializer(serializers.Serializer[Json]):
    """A threat about which a person was asked and has not answered."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    asked = serializers.CharField()


class MinutesSerializer(serializers.Serializer[Json]):
    """What came of a session; names are those of its end."""

    session = ReviewSerializer()
    decisions = DecisionSerializer(many=True)
    more_decisions = serializers.IntegerField(help_text="How many are not listed.")
    mitigations = MinutedMitigationSerializer(many=True)
    acceptances = MinutedAcceptanceSerializer(many=True)
    questions = OpenCardSerializer(many=True)
    waiting = WaitingThreatSerializer(many=True)
