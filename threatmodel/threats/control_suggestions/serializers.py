"""Suggested controls as the API shows them."""

from typing import Any, Final

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.library.serializers.library import ControlBriefSerializer

_MODELS_MOST: Final = 300


class SuggestionQuerySerializer(ListQuerySerializer):
    """`search` looks at the title of the control."""


class ControlSuggestionSerializer(serializers.Serializer[dict[str, Any]]):
    """A control, and the open threats that it would treat."""

    control = ControlBriefSerializer()
    how = serializers.CharField()
    threats = serializers.IntegerField(help_text="In this model.")
    resolved = serializers.IntegerField(
        help_text="Those of which it changes the facts, so imports verify it."
    )
    score = serializers.IntegerField(help_text="The sum of their scores.")
    team_threats = serializers.IntegerField(help_text="In all models of the team.")
    team_models = serializers.IntegerField()
    mitigation = serializers.IntegerField(
        allow_null=True, help_text="Number of the unfinished mitigation that applies it here already."
    )


class SuggestionModelSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class ReachedThreatSerializer(serializers.Serializer[dict[str, Any]]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)


class ControlReachSerializer(serializers.Serializer[dict[str, Any]]):
    """A model in which the control would treat threats; `listed` are the ten with the highest scores."""

    model = SuggestionModelSerializer()
    threats = serializers.IntegerField()
    score = serializers.IntegerField()
    worst = serializers.ChoiceField(choices=SEVERITIES)
    listed = ReachedThreatSerializer(many=True)
    mitigation = serializers.IntegerField(allow_null=True)


class ControlPlanSerializer(serializers.Serializer[dict[str, Any]]):
    """The models in which the control is to be planned."""

    models = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=_MODELS_MOST)


class PlannedControlSerializer(serializers.Serializer[dict[str, Any]]):
    """The mitigation of a model that applies the control now."""

    model = serializers.UUIDField()
    number = serializers.IntegerField()
    version = serializers.IntegerField()
    is_new = serializers.BooleanField(help_text="False: threats were attached to one that was there.")
    attached = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of the threats.")
