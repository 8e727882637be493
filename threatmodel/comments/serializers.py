"""Comments and their threads as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField
from threatmodel.architecture.models import FLOW_UID_LENGTH
from threatmodel.comments.choices import COMMENT_PLACES
from threatmodel.comments.services import TEXT_LENGTH

_TEXT_HELP = "Plain text; `<@id>` names a member of the team by their id."


class CommentTextSerializer(serializers.Serializer[dict[str, Any]]):
    """A statement of a person."""

    text = serializers.CharField(max_length=TEXT_LENGTH, help_text=_TEXT_HELP)


class CommentCreateSerializer(CommentTextSerializer):
    """The first comment of a thread, and what it is pinned to."""

    on = serializers.ChoiceField(choices=COMMENT_PLACES)
    uid = serializers.CharField(
        max_length=FLOW_UID_LENGTH,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of the element or flow; T7 or M3 for threats and mitigations; empty for the model.",
    )


class CommentChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """New words for a comment of one's own, or whether its thread is resolved."""

    text = serializers.CharField(max_length=TEXT_LENGTH, required=False, help_text=_TEXT_HELP)
    resolved = serializers.BooleanField(required=False)


class CommentSerializer(serializers.Serializer[dict[str, Any]]):
    """One comment. A deleted one whose thread goes on has no text."""

    id = serializers.UUIDField()
    author = PersonSerializer(allow_null=True)
    text = serializers.CharField(help_text=_TEXT_HELP)
    mentions = PersonSerializer(many=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted = serializers.BooleanField()


class CommentPlaceSerializer(serializers.Serializer[dict[str, Any]]):
    """What a thread is pinned to, as it is called now. `id` is null once it was deleted."""

    on = serializers.ChoiceField(choices=COMMENT_PLACES)
    uid = serializers.CharField()
    name = serializers.CharField()
    id = serializers.UUIDField(allow_null=True)
    kind = serializers.CharField(help_text="A kind of element, or flow.")
    gone = serializers.BooleanField(help_text="Removed from the architecture.")


class ThreadSerializer(CommentSerializer):
    """The first comment of a thread with its answers, oldest first."""

    place = CommentPlaceSerializer()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = PersonSerializer(allow_null=True)
    replies = CommentSerializer(many=True)


class CommentCountsSerializer(serializers.Serializer[dict[str, Any]]):
    """Open threads of the model, by uid of what they are pinned to, and one's unseen notices."""

    open = serializers.IntegerField()
    places = serializers.DictField(child=serializers.IntegerField())
    unread = serializers.IntegerField()


class CommentQuerySerializer(ListQuerySerializer):
    """What the list of threads may be asked."""

    place = serializers.ChoiceField(choices=COMMENT_PLACES, required=False, default="")
    uid = serializers.CharField(max_length=FLOW_UID_LENGTH, required=False, allow_blank=True, default="")
    state = serializers.ChoiceField(choices=("open", "resolved"), required=False, default="")
    mentions_me = serializers.BooleanField(required=False, default=False)
    comment = serializers.UUIDField(
        required=False, default=None, help_text="The thread that this comment belongs to."
    )
    ordering = OrderingField(by={"created_at": "created_at"}, default="-created_at")
