"""Sessions as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.api.serializers.elements import SubjectSerializer
from threatmodel.library.choices import CATEGORIES, SEVERITIES
from threatmodel.linddun_go.choices import CARD_STATES, SESSION_STATES, VOTES
from threatmodel.threats.choices import THREAT_STATUSES

Json = dict[str, Any]


class CardControlSerializer(serializers.Serializer[Json]):
    """A control that answers a card."""

    id = serializers.CharField()
    title = serializers.CharField()


class PrivacyCardSerializer(serializers.Serializer[Json]):
    """A card of LINDDUN GO."""

    id = serializers.CharField()
    category = serializers.ChoiceField(choices=CATEGORIES)
    title = serializers.CharField()
    questions = serializers.ListField(child=serializers.CharField())
    examples = serializers.ListField(child=serializers.CharField())
    whole_model = serializers.BooleanField(help_text="It is also about the system as a whole.")
    controls = CardControlSerializer(many=True)


class PrivacyCardsSerializer(serializers.Serializer[Json]):
    """All cards, and whether the model can be played."""

    cards = PrivacyCardSerializer(many=True)
    personal_data = serializers.BooleanField(
        help_text="Whether something in the model is stated to hold personal data."
    )


class CardMatchesSerializer(serializers.Serializer[Json]):
    """What a card is about, and may be about where a fact is unknown; at most 200 of each are listed."""

    uids = serializers.ListField(
        child=serializers.CharField(), help_text="Of all that it is about, for the drawing."
    )
    matching = SubjectSerializer(many=True)
    possible_count = serializers.IntegerField()
    possible = SubjectSerializer(many=True)


class CardVoteSerializer(serializers.Serializer[Json]):
    """What a person thinks of a card."""

    person = PersonSerializer(allow_null=True)
    answer = serializers.ChoiceField(choices=VOTES)
    note = serializers.CharField()
    subjects = SubjectSerializer(many=True)


class RecordedThreatSerializer(serializers.Serializer[Json]):
    """A threat that was recorded; severity and status are null once it was deleted."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES, allow_null=True)
    status = serializers.ChoiceField(choices=THREAT_STATUSES, allow_null=True)
    subject = serializers.CharField()


class DealtCardSerializer(serializers.Serializer[Json]):
    """A card of the session."""

    card = serializers.CharField()
    place = serializers.IntegerField()
    state = serializers.ChoiceField(choices=CARD_STATES)
    reader = PersonSerializer(allow_null=True)
    votes = CardVoteSerializer(many=True)
    threats = RecordedThreatSerializer(many=True)


class PrivacySessionSerializer(serializers.Serializer[Json]):
    """A session with its cards, votes and threats."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=SESSION_STATES)
    position = serializers.IntegerField(
        help_text="Place of the card in turn; beyond the last: all were played."
    )
    version = serializers.IntegerField()
    turn = PersonSerializer(allow_null=True)
    started_by = PersonSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    participants = PersonSerializer(many=True)
    cards = DealtCardSerializer(many=True)


class PrivacySessionRowSerializer(serializers.Serializer[Json]):
    """A session in the list."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=SESSION_STATES)
    started_by = PersonSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    cards_count = serializers.IntegerField()
    discussed = serializers.IntegerField()
    participants_count = serializers.IntegerField()
    threats_count = serializers.IntegerField()


class SessionConflictSerializer(serializers.Serializer[Json]):
    """Another person was faster; `current` is the session as it is now."""

    detail = serializers.CharField()
    current = PrivacySessionSerializer()
