"""What people send: a new session, moves, votes and threats."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.elements import ELEMENT_FLOW_OR_MODEL
from threatmodel.architecture.models import FLOW_UID_LENGTH
from threatmodel.engine.library.linddun_go_cards import CATEGORIES
from threatmodel.library.choices import SEVERITIES
from threatmodel.linddun_go.choices import MOVES, VOTES
from threatmodel.linddun_go.models import NOTE_LENGTH
from threatmodel.linddun_go.services.sessions import PARTICIPANTS_MOST
from threatmodel.linddun_go.services.votes_and_threats import SUBJECTS_MOST
from threatmodel.threats.threats.models import DESCRIPTION_LENGTH, TITLE_LENGTH

Json = dict[str, Any]
_UIDS_MOST = 200


class SessionStartSerializer(serializers.Serializer[Json]):
    """Which cards are dealt, and to whom."""

    categories = serializers.ListField(
        child=serializers.ChoiceField(choices=tuple(CATEGORIES)),
        max_length=len(CATEGORIES),
        required=False,
        default=list,
        help_text="Categories of the cards; none for all cards.",
    )
    participants = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=PARTICIPANTS_MOST,
        required=False,
        default=list,
        help_text="Members of the team, in the order in which cards are dealt; none for oneself.",
    )


class SessionVersionSerializer(serializers.Serializer[Json]):
    """The version of the session that the person saw."""

    version = serializers.IntegerField(min_value=0)


class SessionMoveSerializer(SessionVersionSerializer):
    """Which card comes next."""

    move = serializers.ChoiceField(choices=MOVES)


class SessionParticipantsSerializer(SessionVersionSerializer):
    """Who takes part."""

    participants = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=PARTICIPANTS_MOST
    )


class CardVoteWriteSerializer(serializers.Serializer[Json]):
    """What the person thinks of a card."""

    answer = serializers.ChoiceField(choices=VOTES)
    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, required=False, default="")
    uids = serializers.ListField(
        child=serializers.CharField(max_length=FLOW_UID_LENGTH),
        max_length=_UIDS_MOST,
        required=False,
        default=list,
        help_text="Uids of the elements and flows that it is about.",
    )


class CardSubjectSerializer(serializers.Serializer[Json]):
    """What a threat is about."""

    on = serializers.ChoiceField(choices=ELEMENT_FLOW_OR_MODEL)
    uid = serializers.CharField(
        max_length=FLOW_UID_LENGTH,
        allow_blank=True,
        required=False,
        default="",
        help_text="Of the element or flow; empty for the model.",
    )


class CardThreatsSerializer(serializers.Serializer[Json]):
    """Threats that a card led to: one on each of the subjects, of the category of the card."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH, allow_blank=True, required=False, default=""
    )
    severity = serializers.ChoiceField(choices=SEVERITIES)
    subjects = serializers.ListField(child=CardSubjectSerializer(), min_length=1, max_length=SUBJECTS_MOST)
