"""Questions and their answers as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField
from threatmodel.architecture.api.serializers.edit_batches import JobStartedSerializer
from threatmodel.architecture.api.serializers.elements import (
    SUBJECT_KINDS,
    AskedSerializer,
    SubjectSerializer,
)
from threatmodel.engine.library.question_cards import CARDS_SHOWN

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
_EVERY = f"All cards: nothing shares one so that there are at most {CARDS_SHOWN}."
CARD_LENGTH = 700  # a type, and the uid that a card is about


# --- questions ---------------------------------------------------------------------------------


class DeferredSerializer(serializers.Serializer[Json]):
    """Questions answered with `unknown`: how many, and who answered last."""

    count = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = PersonSerializer(allow_null=True)


class AssignedSerializer(serializers.Serializer[Json]):
    """Questions that a member of the team was asked: how many, by whom and since when."""

    count = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = PersonSerializer(allow_null=True)
    to = PersonSerializer()


class CardEntrySerializer(serializers.Serializer[Json]):
    """One element or flow of a card; an answer about it answers these questions."""

    subject = SubjectSerializer()
    questions = serializers.ListField(child=serializers.UUIDField())
    deferred = DeferredSerializer(allow_null=True)
    assigned = AssignedSerializer(many=True)


class CardPartSerializer(AskedSerializer):
    """One fact that a card asks for; at most 100 elements are named."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=SUBJECT_KINDS, help_text="Of one of the elements.")
    text = serializers.CharField(help_text="The question, with {name} in the place of the element's name.")
    count = serializers.IntegerField(help_text="Questions that an answer for all answers.")
    could_raise = CouldRaiseField()
    entries = CardEntrySerializer(many=True)
    entry_count = serializers.IntegerField()


class CardAnswerChoiceSerializer(serializers.Serializer[Json]):
    """Values that answer several facts of a card at once."""

    label = serializers.CharField()  # type: ignore[assignment]
    values = serializers.DictField(child=serializers.JSONField(), help_text="By part.")
    count = serializers.IntegerField(help_text="Questions that it answers.")


class CardSerializer(serializers.Serializer[Json]):
    """Questions that are asked together."""

    id = serializers.CharField()
    type = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    count = serializers.IntegerField()
    weight = serializers.IntegerField()
    shared_by = serializers.IntegerField(help_text="How many would have a card of their own among all cards.")
    could_raise = CouldRaiseField()
    waiting = serializers.BooleanField(help_text="All its questions are put off, or someone was asked.")
    deferred = DeferredSerializer(allow_null=True)
    assigned = AssignedSerializer(many=True)
    answers = CardAnswerChoiceSerializer(many=True)
    parts = CardPartSerializer(many=True)


class OneAnswerSerializer(serializers.Serializer[Json]):
    question = serializers.UUIDField()
    value = serializers.JSONField()


class AnswersSerializer(serializers.Serializer[Json]):
    """Answers that are written together, or not at all."""

    answers = serializers.ListField(child=OneAnswerSerializer(), min_length=1, max_length=ANSWERS_MOST)


class CardScopeSerializer(serializers.Serializer[Json]):
    """A card as a list shows it."""

    card = serializers.CharField(max_length=CARD_LENGTH)
    search = serializers.CharField(
        max_length=200,
        allow_blank=True,
        required=False,
        default="",
        help_text="The filter of the list of cards: only matching questions are meant.",
    )
    element = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Only questions about this element or flow."
    )
    every = serializers.BooleanField(required=False, default=False, help_text=_EVERY)


class CardAnswerSerializer(CardScopeSerializer):
    """Answers to what is open of a card, each for all elements of a part."""

    values = serializers.DictField(child=serializers.JSONField(), allow_empty=False, help_text="By part.")


class ChosenSerializer(CardScopeSerializer):
    """Questions that are named, or those of a card: all of it, or some parts."""

    card = serializers.CharField(max_length=CARD_LENGTH, required=False, allow_blank=True, default="")
    parts = serializers.ListField(child=serializers.CharField(max_length=200), required=False, default=list)
    questions = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=ANSWERS_MOST
    )


class DeferSerializer(ChosenSerializer):
    """Put questions off ("don't know yet"), or take that back."""

    deferred = serializers.BooleanField(required=False, default=True)


class AssignSerializer(ChosenSerializer):
    """Ask a member of the team to answer; null takes that back."""

    user = serializers.UUIDField(allow_null=True)


class QuestionsChangedSerializer(serializers.Serializer[Json]):
    """How many questions it was about."""

    changed = serializers.IntegerField()


class QuestionQuerySerializer(ListQuerySerializer):
    element = serializers.UUIDField(required=False, default=None, help_text="id of an element or flow")
    ordering = OrderingField(by={"rank": "rank", "weight": "weight", "fact": "fact"}, default="-rank,-weight")


class CardQuerySerializer(ListQuerySerializer):
    """Cards that nobody has looked at come first; of them what could raise the worst threats."""

    element = serializers.UUIDField(required=False, default=None, help_text="id of an element or flow")
    every = serializers.BooleanField(required=False, default=False, help_text=_EVERY)


class QuestionSerializer(AskedSerializer):
    """An unknown fact, and the rules that wait for it."""

    id = serializers.UUIDField()
    subject = SubjectSerializer()
    text = serializers.CharField()
    rules = serializers.ListField(child=serializers.CharField())
    weight = serializers.IntegerField()
    could_raise = CouldRaiseField()


class AnsweredSerializer(JobStartedSerializer):
    """Answers were written, and the analysis after them has begun."""

    seq = serializers.IntegerField(help_text="To undo the answers at changes/{seq}/undo/.")


class CardAnsweredSerializer(AnsweredSerializer):
    """What is open of a card was answered."""

    answered = serializers.IntegerField(help_text="How many questions.")
