"""Events of a model as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field
from threatmodel.history.choices import EVENT_SUBJECTS


class EventQuerySerializer(ListQuerySerializer):
    subject_type = choices_field(EVENT_SUBJECTS)
    number = serializers.IntegerField(required=False, default=None, help_text="Of the threat or mitigation.")
    ordering = OrderingField(by={"at": "id"}, default="-at")


class EventGroupSerializer(serializers.Serializer[dict[str, Any]]):
    """What was done with many threats at once; it can be undone as a whole."""

    id = serializers.UUIDField()
    count = serializers.IntegerField()
    undone = serializers.BooleanField()


class EventSerializer(serializers.Serializer[dict[str, Any]]):
    """Who did what, when, and what it was before. No actor: the analysis did it."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonSerializer(allow_null=True)
    token = serializers.CharField(allow_blank=True, help_text="Name of the API token that the actor used.")
    subject_type = serializers.ChoiceField(choices=EVENT_SUBJECTS)
    subject_number = serializers.IntegerField(allow_null=True)
    what = serializers.CharField()
    before = serializers.DictField(child=serializers.JSONField(allow_null=True))
    after = serializers.DictField(child=serializers.JSONField(allow_null=True))
    group = EventGroupSerializer(allow_null=True)
