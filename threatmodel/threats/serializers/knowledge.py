"""The coverage grid, grouped questions, and the rules of a team as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.threats.serializers.controls import ORIGINS, ModelBriefSerializer
from threatmodel.threats.serializers.library import RuleRowSerializer, RuleSerializer
from threatmodel.threats.serializers.shared import (
    SUBJECT_KINDS,
    AskedSerializer,
    CouldRaiseField,
    SubjectSerializer,
)
from threatmodel.threats.serializers.threats import EvidenceSerializer
from threatmodel.threats.vocabulary import CELL_STATES, SEVERITIES

ANSWERS_MOST = 200
Json = dict[str, Any]


# --- coverage ----------------------------------------------------------------------------------


class CellThreatSerializer(serializers.Serializer[Json]):
    number = serializers.IntegerField()
    severity = serializers.ChoiceField(choices=SEVERITIES)


class CellQuestionSerializer(serializers.Serializer[Json]):
    """A fact that is waited for. No question: nobody is asked for it at the moment."""

    question = serializers.UUIDField(allow_null=True)
    fact = serializers.CharField()
    text = serializers.CharField()


class CoverageCellSerializer(serializers.Serializer[Json]):
    """One category on one element or flow."""

    state = serializers.ChoiceField(choices=CELL_STATES)
    threats = CellThreatSerializer(many=True)
    waiting = CellQuestionSerializer(many=True)
    considered = serializers.ListField(child=serializers.CharField(), help_text="Rules that stayed silent.")
    because = serializers.CharField(help_text="Why the category does not apply, or what is waited for.")


class CoverageRowSerializer(serializers.Serializer[Json]):
    """The cells of one element or flow, by category. Categories never asked of its kind are left out."""

    subject = SubjectSerializer()
    cells = serializers.DictField(child=CoverageCellSerializer())


class CoverageCategorySerializer(serializers.Serializer[Json]):
    id = serializers.CharField()
    letter = serializers.CharField()
    name = serializers.CharField()
    classic_name = serializers.CharField()


class CoveragePageSerializer(serializers.Serializer[Json]):
    """One page of the grid, and how much of the whole of it is settled."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CoverageRowSerializer(many=True)
    percent = serializers.IntegerField(min_value=0, max_value=100)
    settled = serializers.IntegerField()
    applicable = serializers.IntegerField()
    categories = CoverageCategorySerializer(many=True)


# --- questions ---------------------------------------------------------------------------------


class GroupedQuestionSerializer(serializers.Serializer[Json]):
    id = serializers.UUIDField()
    subject = SubjectSerializer()


class QuestionGroupSerializer(AskedSerializer):
    """The same question about several elements of one kind; at most 100 of them are named."""

    kind = serializers.ChoiceField(choices=SUBJECT_KINDS)
    text = serializers.CharField(help_text="The question, with {name} in the place of the element's name.")
    count = serializers.IntegerField()
    weight = serializers.IntegerField()
    could_raise = CouldRaiseField()
    rule_count = serializers.IntegerField(help_text="Rules that wait for one of the answers.")
    questions = GroupedQuestionSerializer(many=True)


class OneAnswerSerializer(serializers.Serializer[Json]):
    question = serializers.UUIDField()
    value = serializers.JSONField()


class AnswersSerializer(serializers.Serializer[Json]):
    """Answers that are written together, or not at all."""

    answers = serializers.ListField(child=OneAnswerSerializer(), min_length=1, max_length=ANSWERS_MOST)


class GroupAnswerSerializer(serializers.Serializer[Json]):
    """One answer to every open question of a group."""

    fact = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=SUBJECT_KINDS)
    search = serializers.CharField(
        max_length=200,
        allow_blank=True,
        required=False,
        default="",
        help_text="What narrowed the list of groups: only the questions it finds are answered.",
    )
    value = serializers.JSONField()


# --- rules of a team ---------------------------------------------------------------------------


class TeamRuleRowSerializer(RuleRowSerializer):
    """A rule, built in or the team's own, with how often it fires in this team's models."""

    origin = serializers.ChoiceField(choices=ORIGINS)
    fired = serializers.IntegerField(help_text="Open threats in the models of the team.")
    enabled = serializers.BooleanField()
    note = serializers.CharField(help_text="Why Bulkhead switched the rule off; else empty.")


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
    fired_in = FiredInSerializer(many=True, help_text="The models it fires in, most first; at most 50.")
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


class RuleTrySerializer(serializers.Serializer[Json]):
    """A rule to try on a model of the team. Nothing is saved."""

    rule = serializers.DictField(child=serializers.JSONField())
    model = serializers.UUIDField()


class TriedThreatSerializer(serializers.Serializer[Json]):
    title = serializers.CharField()
    subject = SubjectSerializer()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    evidence = EvidenceSerializer(many=True)


class TriedQuestionSerializer(serializers.Serializer[Json]):
    text = serializers.CharField()
    subject = SubjectSerializer()


class RuleProblemSerializer(serializers.Serializer[Json]):
    """What keeps the rule from being used; `place` is the field at fault."""

    place = serializers.CharField()
    message = serializers.CharField()


class RuleTriedSerializer(serializers.Serializer[Json]):
    """What the rule would say of the model: at most 200 threats and questions are named."""

    threats = TriedThreatSerializer(many=True)
    threat_count = serializers.IntegerField()
    questions = TriedQuestionSerializer(many=True)
    question_count = serializers.IntegerField()
    problems = RuleProblemSerializer(many=True)
