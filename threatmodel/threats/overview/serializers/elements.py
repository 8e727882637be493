"""Elements and flows with counts of their threats."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.elements import (
    FLOW_ORIGINS,
    RELATION_TYPES,
    ElementBriefSerializer,
    FactSerializer,
    SourceSerializer,
)
from threatmodel.threats.coverage.serializers.pod_security import PodSecuritySerializer
from threatmodel.threats.questions.serializers import OpenQuestionSerializer
from threatmodel.threats.risk.serializers.ratings import SubjectRiskSerializer
from threatmodel.threats.threats.serializers.severity_counts import (
    PossibleCountField,
    SeverityCountsSerializer,
    WorstField,
)


class ElementRowSerializer(ElementBriefSerializer):
    """An element in a list."""

    parent = ElementBriefSerializer(allow_null=True)
    file = serializers.CharField()
    line = serializers.IntegerField()
    gone = serializers.BooleanField()
    threats = SeverityCountsSerializer()
    worst = WorstField()
    possible = PossibleCountField()
    possible_worst = WorstField()


class ElementRelationSerializer(serializers.Serializer[dict[str, Any]]):
    """A relation seen from one of its ends."""

    type = serializers.ChoiceField(choices=RELATION_TYPES)
    label = serializers.CharField()  # type: ignore[assignment]
    direction = serializers.ChoiceField(choices=("out", "in"))
    element = ElementBriefSerializer()


class FlowRowSerializer(serializers.Serializer[dict[str, Any]]):
    """A flow in a list."""

    id = serializers.UUIDField()
    uid = serializers.CharField()
    name = serializers.CharField()
    source = ElementBriefSerializer()  # type: ignore[assignment]
    destination = ElementBriefSerializer()
    protocol = serializers.CharField()
    port = serializers.IntegerField(allow_null=True)
    encrypted = serializers.BooleanField(
        allow_null=True,
        help_text="As stated, else by the protocol of a drawn flow; null if unknown.",
    )
    authenticated = serializers.BooleanField(allow_null=True)
    review = serializers.CharField(help_text="confirmed or rejected by a person; empty if not reviewed.")
    origin = serializers.ChoiceField(choices=FLOW_ORIGINS)
    gone = serializers.BooleanField()
    threats = SeverityCountsSerializer()
    worst = WorstField()
    possible = PossibleCountField()
    possible_worst = WorstField()


class ElementSerializer(ElementRowSerializer):
    """An element with all that is known of it."""

    seq = serializers.IntegerField()
    source = SourceSerializer()  # type: ignore[assignment]
    facts = FactSerializer(many=True)
    relations = ElementRelationSerializer(many=True)
    flows = FlowRowSerializer(many=True)
    children = ElementBriefSerializer(many=True)
    questions = OpenQuestionSerializer(many=True)
    pod_security = PodSecuritySerializer(
        allow_null=True, help_text="Of a workload whose pods Kubernetes runs, by the latest version."
    )
    risk = SubjectRiskSerializer()


class FlowSerializer(FlowRowSerializer):
    """A flow with all that is known of it."""

    why = serializers.CharField(help_text="Why a flow was inferred.")
    crosses = ElementBriefSerializer(many=True)
    provenance = SourceSerializer()
    risk = SubjectRiskSerializer()
    facts = FactSerializer(many=True)
    questions = OpenQuestionSerializer(many=True)
