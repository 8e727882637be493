"""Layers of defense as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.architecture.api.serializers.elements import SubjectSerializer
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.coverage.selectors.defense_layers import DEFENSE_GAPS, LAYER_STATES

Json = dict[str, Any]


class DefenseLayersQuerySerializer(ListQuerySerializer):
    """Elements and flows by the layers that defend them. They are not rows of a table: filtered in memory."""

    gap = serializers.ListField(
        child=serializers.ChoiceField(choices=DEFENSE_GAPS), required=False, default=list
    )


class DefenseLayerSerializer(serializers.Serializer[Json]):
    """A stage of the lifecycle in which controls act, are planned, or are recommended."""

    id = serializers.ChoiceField(choices=LIFECYCLE)
    state = serializers.ChoiceField(choices=LAYER_STATES)


class DefenseFunctionSerializer(serializers.Serializer[Json]):
    """What controls do: prevent, detect, correct, ..."""

    id = serializers.ChoiceField(choices=CONTROL_CATEGORIES)
    state = serializers.ChoiceField(choices=LAYER_STATES)


class DefendedThreatSerializer(serializers.Serializer[Json]):
    """A threat and its layers."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    layers = DefenseLayerSerializer(many=True)


class DefendedSerializer(serializers.Serializer[Json]):
    """An element or flow: the layers over all of its threats, and the worst of those threats."""

    subject = SubjectSerializer()
    critical = serializers.BooleanField(help_text="By its criticality or the classification of its data.")
    undetected = serializers.BooleanField(help_text="Critical, and no detective control acts.")
    threats = serializers.IntegerField(help_text="Its threats that match; `listed` has the first of them.")
    single_layer = serializers.IntegerField(help_text="Its threats against which one layer acts.")
    no_layer = serializers.IntegerField(help_text="Its threats against which no layer acts.")
    layers = DefenseLayerSerializer(many=True)
    functions = DefenseFunctionSerializer(many=True)
    listed = DefendedThreatSerializer(many=True)


class DefenseGapsSerializer(serializers.Serializer[Json]):
    """Threats of the whole model with one layer or none, and critical elements without detection."""

    single_layer = serializers.IntegerField()
    no_layer = serializers.IntegerField()
    no_detection = serializers.IntegerField()


class DefenseLayersPageSerializer(serializers.Serializer[Json]):
    """One page of elements and flows, and the gaps of the whole model."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = DefendedSerializer(many=True)
    gaps = DefenseGapsSerializer()
