"""Models of a team with their figures."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.choices import Role
from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.api.serializers.models import FolderBriefSerializer, ModelWriteSerializer
from threatmodel.threats.threats.serializers.severity_counts import (
    PossibleCountField,
    SeverityCountsSerializer,
    WorstField,
)


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


class ModelSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat model with the figures of the dashboard."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    team = ModelTeamSerializer()
    role = serializers.ChoiceField(choices=Role.choices, help_text="What you may do in its team.")
    folder = FolderBriefSerializer(allow_null=True)
    owner = PersonSerializer(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    is_favorite = serializers.BooleanField(help_text="Of yours.")
    seq = serializers.IntegerField(help_text="Number of the latest change of the architecture.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    element_count = serializers.IntegerField()
    flow_count = serializers.IntegerField()
    threats = SeverityCountsSerializer()
    accepted = serializers.IntegerField(help_text="Of these threats, those whose risk is accepted.")
    scenarios = serializers.IntegerField(help_text="Of these threats, those that are attack scenarios.")
    worst = WorstField()
    possible = PossibleCountField()
    possible_worst = WorstField()
    mitigations = MitigationCountsSerializer()
    questions_open = serializers.IntegerField()
    questions_answered = serializers.IntegerField(help_text="By people or files, or not needed any more.")
    questions_asked = serializers.IntegerField(
        help_text="All that were ever asked: those that are open and those that are answered."
    )
    questions_follow_up = serializers.IntegerField(
        help_text="Of the open ones, those that answers led to; progress leaves them out."
    )
    completeness = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        help_text="Per cent of the coverage grid that is settled, by method; null before the first analysis.",
    )
    analyzed_on = serializers.DateField(
        allow_null=True,
        help_text="The day of the newest analysis, by which dates such as that of a restore test count.",
    )
    last_import_at = serializers.DateTimeField(allow_null=True)


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
