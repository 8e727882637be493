"""Questions and their answers as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field
from threatmodel.architecture.api.serializers.changes import JobStartedSerializer
from threatmodel.architecture.api.serializers.elements import (
    SUBJECT_KINDS,
    AskedSerializer,
    SubjectSerializer,
)

Json = dict[str, Any]


class CouldRaiseField(serializers.DictField):
    """How many threats may come of an answer, by severity, the worst first; zeros are left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.IntegerField(), **options)


class OpenQuestionSerializer(AskedSerializer):
    """A question asked about the element or flow shown."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    weight = serializers.IntegerField()
    could_raise = CouldRaiseField()


ANSWERS_MOST = 200


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
        help_text="The filter of the list of groups: only matching questions are answered.",
    )
    value = serializers.JSONField()


class QuestionQuerySerializer(ListQuerySerializer):
    element = serializers.UUIDField(required=False, default=None, help_text="id of an element or flow")
    ordering = OrderingField(by={"weight": "weight", "fact": "fact"}, default="-weight")


class QuestionGroupQuerySerializer(ListQuerySerializer):
    """The groups that decide most come first."""

    kind = choices_field(SUBJECT_KINDS)


class QuestionSerializer(AskedSerializer):
    """A fact that nobody has told yet, and the rules that wait for it."""

    id = serializers.UUIDField()
    subject = SubjectSerializer()
    text = serializers.CharField()
    rules = serializers.ListField(child=serializers.CharField())
    weight = serializers.IntegerField()
    could_raise = CouldRaiseField()


class AnsweredSerializer(JobStartedSerializer):
    """Answers were written, and the analysis after them has begun."""

    seq = serializers.IntegerField(help_text="To undo the answers at changes/{seq}/undo/.")


class GroupAnsweredSerializer(AnsweredSerializer):
    """A group of questions was answered as a whole."""

    answered = serializers.IntegerField(help_text="How many questions.")
