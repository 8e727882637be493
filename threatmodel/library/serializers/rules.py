"""Rules of the library and of a team as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, choices_field, memory_ordering
from threatmodel.architecture.api.serializers.elements import (
    SUBJECT_KINDS,
    EvidenceSerializer,
    SubjectSerializer,
)
from threatmodel.architecture.api.serializers.models import ModelBriefSerializer
from threatmodel.library.choices import CATEGORIES, METHODS, SEVERITIES
from threatmodel.library.serializers.controls import ORIGINS
from threatmodel.library.serializers.library import REFERENCE_SOURCES, RuleRowSerializer, RuleSerializer

Json = dict[str, Any]


# --- rules of a team ---------------------------------------------------------------------------


class TeamRuleRowSerializer(RuleRowSerializer):
    """A rule, built in or the team's own, with how often it fires in this team's models."""

    origin = serializers.ChoiceField(choices=ORIGINS)
    fired = serializers.IntegerField(help_text="Open threats in the models of the team.")
    enabled = serializers.BooleanField()
    note = serializers.CharField(help_text="Why Bulkhead disabled the rule; otherwise empty.")


class RuleExampleSerializer(serializers.Serializer[Json]):
    """A situation: facts by whose they are. `asks` is the missing fact of an unknown one."""

    name = serializers.CharField()
    facts = serializers.DictField(child=serializers.JSONField())
    asks = serializers.CharField()


class RuleExamplesSerializer(serializers.Serializer[Json]):
    threat = RuleExampleSerializer(many=True)
    no_threat = RuleExampleSerializer(many=True)
    unknown = RuleExampleSerializer(many=True)


class FiredInSerializer(serializers.Serializer[Json]):
    """How often a rule fires in one model."""

    model = ModelBriefSerializer()
    fired = serializers.IntegerField()


class TeamRuleSerializer(RuleSerializer):
    """A rule with its condition, its examples, and what it means."""

    origin = serializers.ChoiceField(choices=ORIGINS)
    fired = serializers.IntegerField()
    fired_in = FiredInSerializer(
        many=True, help_text="The models with matches, most matches first; at most 50."
    )
    enabled = serializers.BooleanField()
    note = serializers.CharField()
    examples = RuleExamplesSerializer()
    definition = serializers.DictField(
        child=serializers.JSONField(), help_text="As it was written, in the shape of the library's files."
    )


class RuleCreateSerializer(serializers.Serializer[Json]):
    """A new rule, in the shape of the library's files. Its id begins with `team-`."""

    rule = serializers.DictField(child=serializers.JSONField())
    enabled = serializers.BooleanField(required=False, default=True)


class RuleUpdateSerializer(serializers.Serializer[Json]):
    """What may be changed about a rule; its id stays."""

    rule = serializers.DictField(child=serializers.JSONField(), required=False)
    enabled = serializers.BooleanField(required=False)


class RuleDryRunSerializer(serializers.Serializer[Json]):
    """A rule to try on a model of the team. Nothing is saved."""

    rule = serializers.DictField(child=serializers.JSONField())
    model = serializers.UUIDField()


class DryRunThreatSerializer(serializers.Serializer[Json]):
    title = serializers.CharField()
    subject = SubjectSerializer()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    evidence = EvidenceSerializer(many=True)


class DryRunQuestionSerializer(serializers.Serializer[Json]):
    text = serializers.CharField()
    subject = SubjectSerializer()


class RuleProblemSerializer(serializers.Serializer[Json]):
    """What keeps the rule from being used; `place` is the field at fault."""

    place = serializers.CharField()
    message = serializers.CharField()


class DryRunResultSerializer(serializers.Serializer[Json]):
    """What the rule would find in the model: at most 200 threats and questions are listed."""

    threats = DryRunThreatSerializer(many=True)
    threat_count = serializers.IntegerField()
    questions = DryRunQuestionSerializer(many=True)
    question_count = serializers.IntegerField()
    problems = RuleProblemSerializer(many=True)


class TeamRuleQuerySerializer(ListQuerySerializer):
    """Rules of the library and of the team. They are not rows of one table: filtered in memory."""

    severity = choices_field(SEVERITIES)
    kind = choices_field(SUBJECT_KINDS)
    method = choices_field(METHODS)
    category = choices_field(CATEGORIES)
    origin = choices_field(("built-in", "team"))
    reference = choices_field(REFERENCE_SOURCES)
    ordering = memory_ordering("id", "title", "severity", "fired")
