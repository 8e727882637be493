"""Where the review of a model is, and when the next one is due."""

from typing import Any

from rest_framework import serializers

from threatmodel.history.serializers.versions import VersionBriefSerializer
from threatmodel.reviews.choices import REVIEW_STATUSES
from threatmodel.reviews.models import CADENCE_DAYS_MOST
from threatmodel.reviews.serializers.sessions import SignOffSerializer

Json = dict[str, Any]
_MODELS_MOST = 200


class SignedOffSerializer(SignOffSerializer):
    """The version that is signed off."""

    version = VersionBriefSerializer()


class ReviewStatusSerializer(serializers.Serializer[Json]):
    """Where the review of a model is."""

    model = serializers.UUIDField()
    status = serializers.ChoiceField(choices=REVIEW_STATUSES)
    running = serializers.UUIDField(allow_null=True, help_text="The session that runs.")
    waiting = serializers.UUIDField(
        allow_null=True, help_text="The ended session that is not signed off yet."
    )
    approved = SignedOffSerializer(allow_null=True)
    changes_since = serializers.IntegerField(help_text="Changes of the architecture since the sign-off.")
    threats_since = serializers.IntegerField(help_text="Open threats found since the sign-off.")
    overdue = serializers.BooleanField()
    next_review_on = serializers.DateField(allow_null=True)
    cadence_days = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField(help_text="Of the plan.")


class ReviewPlanSerializer(serializers.Serializer[Json]):
    """When the model is reviewed next, and how many days after each sign-off."""

    version = serializers.IntegerField(min_value=0)
    cadence_days = serializers.IntegerField(min_value=1, max_value=CADENCE_DAYS_MOST, allow_null=True)
    next_review_on = serializers.DateField(allow_null=True)


class ReviewPlanConflictSerializer(serializers.Serializer[Json]):
    """Another person has changed the plan; `current` is the status as it is now."""

    detail = serializers.CharField()
    current = ReviewStatusSerializer()


class ReviewStatusQuerySerializer(serializers.Serializer[Json]):
    """Of which models."""

    model = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=_MODELS_MOST, help_text="Ids of models."
    )
