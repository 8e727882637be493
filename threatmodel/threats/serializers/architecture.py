"""Models, elements and flows as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.models import Role
from threatmodel.accounts.serializers import NameField
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.serializers.pod_security import PodSecuritySerializer
from threatmodel.threats.serializers.shared import (
    KINDS,
    TRUST_LEVELS,
    AskedSerializer,
    CouldRaiseField,
    ElementBriefSerializer,
    FactSerializer,
    SeverityCountsSerializer,
    SourceSerializer,
    WorstField,
)

FLOW_ORIGINS = ("declared", "inferred", "drawn")
RELATION_TYPES = tuple(CATALOGUE.relations)


class ModelTeamSerializer(serializers.Serializer[dict[str, Any]]):
    """The team that a model belongs to."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()


class MitigationCountsSerializer(serializers.Serializer[dict[str, Any]]):
    """Mitigations by what is left to do; overdue ones are among the open."""

    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    done = serializers.IntegerField()


class CompletenessSerializer(serializers.Serializer[dict[str, Any]]):
    """Per cent of the coverage grid that is settled, by method; null before the first analysis."""

    stride = serializers.IntegerField(allow_null=True)
    linddun = serializers.IntegerField(allow_null=True)


class ModelSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat model with the figures of the dashboard."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    team = ModelTeamSerializer()
    role = serializers.ChoiceField(choices=Role.choices, help_text="What you may do in its team.")
    seq = serializers.IntegerField(help_text="Number of the latest change of the architecture.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    element_count = serializers.IntegerField()
    flow_count = serializers.IntegerField()
    threats = SeverityCountsSerializer()
    mitigations = MitigationCountsSerializer()
    questions_open = serializers.IntegerField()
    questions_answered = serializers.IntegerField(help_text="Those that people have answered.")
    completeness = CompletenessSerializer()
    last_import_at = serializers.DateTimeField(allow_null=True)


class DeletedModelSerializer(serializers.Serializer[dict[str, Any]]):
    """A model in the trash of its team."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    deleted_at = serializers.DateTimeField()
    deleted_by = serializers.CharField(help_text="Empty when that person has no account any more.")
    kept_until = serializers.DateTimeField(help_text="Afterwards it is deleted for good.")


class ModelWriteSerializer(serializers.Serializer[dict[str, Any]]):
    """What people write about a model."""

    name = NameField(max_length=NAME_LENGTH)
    description = serializers.CharField(max_length=4000, allow_blank=True, required=False, default="")


class ModelCreateSerializer(ModelWriteSerializer):
    """A new model; with a template it begins with an architecture."""

    template = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default="", help_text="Id of a template."
    )


class ModelDuplicateSerializer(ModelWriteSerializer):
    """What a copy is called, and whether it takes over what people decided."""

    with_decisions = serializers.BooleanField(
        required=False, default=False, help_text="Decisions about threats, and mitigations."
    )


class TemplateBoxSerializer(serializers.Serializer[dict[str, Any]]):
    """One element of the small picture, in pixels of the canvas."""

    kind = serializers.ChoiceField(choices=KINDS)
    boundary = serializers.BooleanField()
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class TemplatePreviewSerializer(serializers.Serializer[dict[str, Any]]):
    """The boxes, outer ones first, and flows as pairs of places in that list."""

    boxes = TemplateBoxSerializer(many=True)
    lines = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class TemplateSerializer(serializers.Serializer[dict[str, Any]]):
    """An architecture to start from."""

    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    element_count = serializers.IntegerField()
    flow_count = serializers.IntegerField()
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="How many of each kind.")
    preview = TemplatePreviewSerializer()


class CanvasElementSerializer(serializers.Serializer[dict[str, Any]]):
    """An element as it is drawn; absolute pixels of the top left corner, null before the first layout."""

    id = serializers.UUIDField()
    uid = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    name = serializers.CharField()
    parent = serializers.CharField(allow_null=True, help_text="uid of the element it sits inside")  # type: ignore[assignment]
    x = serializers.FloatField(allow_null=True)
    y = serializers.FloatField(allow_null=True)
    width = serializers.FloatField(allow_null=True)
    height = serializers.FloatField(allow_null=True)
    gone = serializers.BooleanField(help_text="The latest import no longer found it.")
    threats = SeverityCountsSerializer()
    worst = WorstField()
    trust_level = serializers.ChoiceField(
        choices=TRUST_LEVELS, allow_null=True, help_text="Of a zone, as somebody said; null when nobody has."
    )


class CanvasFlowSerializer(serializers.Serializer[dict[str, Any]]):
    """A flow as it is drawn. null in encrypted or authenticated means unknown."""

    id = serializers.UUIDField()
    uid = serializers.CharField()
    source = serializers.CharField(help_text="uid")  # type: ignore[assignment]
    destination = serializers.CharField(help_text="uid")
    name = serializers.CharField()
    protocol = serializers.CharField(help_text="Empty when unknown.")
    port = serializers.IntegerField(allow_null=True)
    encrypted = serializers.BooleanField(allow_null=True)
    authenticated = serializers.BooleanField(allow_null=True)
    review = serializers.CharField(help_text="confirmed or rejected by a person; empty when nobody looked.")
    origin = serializers.ChoiceField(choices=FLOW_ORIGINS)
    why = serializers.CharField()
    crosses = serializers.ListField(child=serializers.CharField(), help_text="uids of the boundaries passed")
    gone = serializers.BooleanField()
    threats = SeverityCountsSerializer()
    worst = WorstField()


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


class CanvasThreatsSerializer(serializers.Serializer[dict[str, Any]]):
    """Open threats of what is drawn, by uid: how many are critical, high, medium, low and for information.

    What has none is left out.
    """

    elements = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))
    flows = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))


class CanvasFiltersSerializer(serializers.Serializer[dict[str, Any]]):
    """What each filter finds, as uids of elements and flows, where the drawing itself does not say it."""

    lifecycle = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="By stage: what has open threats that a control of this stage answers.",
    )
    data_sets = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="By uid of the data set: what holds or carries it.",
    )


class ElementRowSerializer(ElementBriefSerializer):
    """An element in a list."""

    parent = ElementBriefSerializer(allow_null=True)
    file = serializers.CharField()
    line = serializers.IntegerField()
    gone = serializers.BooleanField()
    threats = SeverityCountsSerializer()
    worst = WorstField()


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
    encrypted = serializers.BooleanField(allow_null=True)
    authenticated = serializers.BooleanField(allow_null=True)
    review = serializers.CharField(help_text="confirmed or rejected by a person; empty when nobody looked.")
    origin = serializers.ChoiceField(choices=FLOW_ORIGINS)
    gone = serializers.BooleanField()
    threats = SeverityCountsSerializer()
    worst = WorstField()


class OpenQuestionSerializer(AskedSerializer):
    """A question asked about the element or flow shown."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    weight = serializers.IntegerField()
    could_raise = CouldRaiseField()


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


class FlowSerializer(FlowRowSerializer):
    """A flow with all that is known of it."""

    why = serializers.CharField(help_text="How an inferred flow was concluded.")
    crosses = ElementBriefSerializer(many=True)
    provenance = SourceSerializer()
    facts = FactSerializer(many=True)
    questions = OpenQuestionSerializer(many=True)
