"""What people send during a review."""

from typing import Any

from rest_framework import serializers

from threatmodel.reviews.choices import LEFT_AS, REVIEW_SCOPES
from threatmodel.reviews.models import NOTE_LENGTH, PLANNED_MINUTES_MOST

Json = dict[str, Any]


class ReviewStartSerializer(serializers.Serializer[Json]):
    """What is reviewed."""

    scope = serializers.ChoiceField(choices=REVIEW_SCOPES, required=False, default="all")
    planned_minutes = serializers.IntegerField(
        min_value=5, max_value=PLANNED_MINUTES_MOST, allow_null=True, required=False, default=None
    )


class ReviewVersionSerializer(serializers.Serializer[Json]):
    """The version of the session that the person saw."""

    version = serializers.IntegerField(min_value=0)


class ReviewShowSerializer(ReviewVersionSerializer):
    """Which item is shown next, and what becomes of the present one."""

    place = serializers.IntegerField(min_value=0, help_text="As many as there are items: the end.")
    left_as = serializers.ChoiceField(choices=LEFT_AS, required=False, allow_blank=True, default="")


class PresenterSerializer(ReviewVersionSerializer):
    """Who presents from now on: oneself, or a person who attends."""

    presenter = serializers.UUIDField()


class ItemAddSerializer(ReviewVersionSerializer):
    """A threat for the agenda, by its number."""

    threat = serializers.IntegerField(min_value=1)


class ReviewNoteWriteSerializer(serializers.Serializer[Json]):
    """What the person notes; an empty text deletes it."""

    text = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True)


class SignOffWriteSerializer(serializers.Serializer[Json]):
    """What the approver says with the signature."""

    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, required=False, default="")
