"""What waits for a person, as the API shows it."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.library.choices import MITIGATION_STATUSES, SEVERITIES
from threatmodel.threats.choices import ASKED, THREAT_STATUSES, TRACKED
from threatmodel.threats.overview.selectors.my_work import BUCKETS


class WorkQuerySerializer(serializers.Serializer[dict[str, Any]]):
    page = serializers.IntegerField(min_value=1, required=False, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=200, required=False, default=50)


class ModelOfWorkSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class WorkRowSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat or a mitigation that the person owns."""

    kind = serializers.ChoiceField(choices=TRACKED)
    model = ModelOfWorkSerializer()
    team = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=("", *SEVERITIES), help_text="Of a threat.")
    state = serializers.ChoiceField(choices=tuple(dict.fromkeys((*THREAT_STATUSES, *MITIGATION_STATUSES))))
    due = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True, help_text="Negative once the day has passed.")
    bucket = serializers.ChoiceField(choices=BUCKETS)


class WorkBucketsSerializer(serializers.Serializer[dict[str, Any]]):
    """How many threats and mitigations are due when; `week` is within seven days."""

    overdue = serializers.IntegerField()
    week = serializers.IntegerField()
    later = serializers.IntegerField()
    undated = serializers.IntegerField()


class AskedQuestionSerializer(serializers.Serializer[dict[str, Any]]):
    """A question that the person was asked: of a fact, or about a threat."""

    kind = serializers.ChoiceField(choices=ASKED)
    model = ModelOfWorkSerializer()
    number = serializers.IntegerField(allow_null=True, help_text="Of the threat.")
    text = serializers.CharField()
    asked_by = PersonSerializer(allow_null=True)
    asked_at = serializers.DateTimeField()


class AskedQuestionsSerializer(serializers.Serializer[dict[str, Any]]):
    count = serializers.IntegerField()
    results = AskedQuestionSerializer(many=True)


class AwaitedDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """A request to accept risk on which the person is to decide."""

    model = ModelOfWorkSerializer()
    team = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    requested_by = PersonSerializer(allow_null=True)
    expires_on = serializers.DateField()


class DecisionsSerializer(serializers.Serializer[dict[str, Any]]):
    count = serializers.IntegerField()
    results = AwaitedDecisionSerializer(many=True)


class MyWorkSerializer(serializers.Serializer[dict[str, Any]]):
    """A page of the work of a person, first due first; questions and decisions at most 20 each."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = WorkRowSerializer(many=True)
    buckets = WorkBucketsSerializer()
    questions = AskedQuestionsSerializer()
    decisions = DecisionsSerializer()
