"""Sessions as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.reviews.choices import ITEM_KINDS, ITEM_STATES, REVIEW_SCOPES, REVIEW_STATES
from threatmodel.threats.choices import THREAT_STATUSES

Json = dict[str, Any]


class AttendanceSerializer(serializers.Serializer[Json]):
    """A person who attended; `left_at` is null while they do."""

    person = PersonSerializer(allow_null=True)
    joined_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)
    presented = serializers.BooleanField(help_text="At any time: who did cannot sign the review off.")


class ReviewNoteSerializer(serializers.Serializer[Json]):
    """What one person noted."""

    person = PersonSerializer(allow_null=True)
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class ReviewItemSerializer(serializers.Serializer[Json]):
    """Something on the agenda."""

    place = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ITEM_KINDS)
    key = serializers.CharField(help_text="Number of the threat, id of the card, or key of the goal.")
    cause = serializers.CharField(
        help_text="Of the threats that share the cause of the item; empty where it is one."
    )
    count = serializers.IntegerField(help_text="Threats of the cause, questions of the card, or paths.")
    title = serializers.CharField()
    subject = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    score = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ITEM_STATES)
    seconds = serializers.IntegerField(help_text="How long it was shown, without the present time.")
    status = serializers.ChoiceField(
        choices=THREAT_STATUSES, allow_null=True, help_text="Of the threat at present."
    )
    notes = ReviewNoteSerializer(many=True)


class ReviewedVersionSerializer(serializers.Serializer[Json]):
    """The state of the model that was reviewed."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    seq = serializers.IntegerField()


class SignOffSerializer(serializers.Serializer[Json]):
    """Who signed the review off, and when."""

    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()


class ReviewSerializer(serializers.Serializer[Json]):
    """A review session with its agenda, notes and attendance."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=REVIEW_STATES)
    scope = serializers.ChoiceField(choices=REVIEW_SCOPES)
    baseline = serializers.CharField(help_text="Name of the version that changes were measured by.")
    position = serializers.IntegerField(
        help_text="Place of the item that is shown; beyond the last: the end."
    )
    shown_at = serializers.DateTimeField(help_text="Since when that item is shown.")
    version = serializers.IntegerField()
    planned_minutes = serializers.IntegerField(allow_null=True)
    presenter = PersonSerializer(allow_null=True)
    started_by = PersonSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    attendances = AttendanceSerializer(many=True)
    items = ReviewItemSerializer(many=True)
    reviewed = ReviewedVersionSerializer(allow_null=True)
    signed_off = SignOffSerializer(allow_null=True)
    sign_off_note = serializers.CharField()


class ReviewRowSerializer(serializers.Serializer[Json]):
    """A session in the list."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=REVIEW_STATES)
    scope = serializers.ChoiceField(choices=REVIEW_SCOPES)
    started_by = PersonSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    items_count = serializers.IntegerField()
    discussed = serializers.IntegerField()
    attendees_count = serializers.IntegerField()
    decisions_count = serializers.IntegerField()
    signed_off = SignOffSerializer(allow_null=True)


class ReviewConflictSerializer(serializers.Serializer[Json]):
    """Another person was faster; `current` is the session as it is now."""

    detail = serializers.CharField()
    current = ReviewSerializer()
