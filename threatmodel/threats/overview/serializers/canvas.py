"""The canvas as the API shows it."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.elements import (
    FLOW_ORIGINS,
    KINDS,
    RELATION_TYPES,
    TRUST_LEVELS,
)
from threatmodel.threats.threats.serializers.severity_counts import (
    PossibleCountField,
    SeverityCountsSerializer,
    WorstField,
)


class CanvasElementSerializer(serializers.Serializer[dict[str, Any]]):
    """An element as it is drawn; absolute pixels of the top left corner, null before the first layout."""

    id = serializers.UUIDField()
    uid = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    name = serializers.CharField()
    parent = serializers.CharField(allow_null=True, help_text="uid of its parent")  # type: ignore[assignment]
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    width = serializers.FloatField(allow_null=True)
    height = serializers.FloatField(allow_null=True)
    gone = serializers.BooleanField(help_text="Not found by the latest import.")
    threats = SeverityCountsSerializer()
    worst = WorstField()
    possible = PossibleCountField()
    possible_worst = WorstField()
    trust_level = serializers.ChoiceField(
        choices=TRUST_LEVELS,
        allow_null=True,
        help_text="Of a zone, as stated by a person; null if not stated.",
    )


class CanvasFlowSerializer(serializers.Serializer[dict[str, Any]]):
    """A flow as it is drawn. null in encrypted or authenticated means not stated."""

    id = serializers.UUIDField()
    uid = serializers.CharField()
    source = serializers.CharField(help_text="uid")  # type: ignore[assignment]
    destination = serializers.CharField(help_text="uid")
    name = serializers.CharField()
    protocol = serializers.CharField(help_text="Empty when unknown.")
    port = serializers.IntegerField(allow_null=True)
    encrypted = serializers.BooleanField(
        allow_null=True,
        help_text="As stated, so that changes can be undone; lists of flows say it by the protocol as well.",
    )
    authenticated = serializers.BooleanField(allow_null=True)
    review = serializers.CharField(help_text="confirmed or rejected by a person; empty if not reviewed.")
    origin = serializers.ChoiceField(choices=FLOW_ORIGINS)
    why = serializers.CharField()
    crosses = serializers.ListField(
        child=serializers.CharField(), help_text="uids of the trust boundaries crossed"
    )
    gone = serializers.BooleanField()
    threats = SeverityCountsSerializer()
    worst = WorstField()
    possible = PossibleCountField()
    possible_worst = WorstField()


class CanvasRelationSerializer(serializers.Serializer[dict[str, Any]]):
    type = serializers.ChoiceField(choices=RELATION_TYPES)
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()


class ArchitectureSerializer(serializers.Serializer[dict[str, Any]]):
    """Everything the canvas draws, as of `seq`."""

    seq = serializers.IntegerField()
    elements = CanvasElementSerializer(many=True)
    flows = CanvasFlowSerializer(many=True)
    relations = CanvasRelationSerializer(many=True)


class ThreatsByUidSerializer(serializers.Serializer[dict[str, Any]]):
    """Open threats of what is drawn, by uid: how many are critical, high, medium, low and for information.

    What has none is left out.
    """

    elements = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))
    flows = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))


class CanvasThreatsSerializer(ThreatsByUidSerializer):
    """The found threats of what is drawn, and beside them the possible ones."""

    possible = ThreatsByUidSerializer()


class CanvasFiltersSerializer(serializers.Serializer[dict[str, Any]]):
    """What each filter finds, as uids of elements and flows, where the drawing itself does not show it."""

    lifecycle = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="By stage: elements with open threats that a control of this stage addresses.",
    )
    data_sets = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="By uid of the data set: elements and flows that store or transfer it.",
    )
