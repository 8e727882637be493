"""The changes of an architecture as the API shows them."""

from typing import Any, get_args

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import choices_field
from threatmodel.api.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from threatmodel.architecture.models import FLOW_UID_LENGTH
from threatmodel.architecture.operations.batch import Origin
from threatmodel.history.serializers.state_comparison import (
    FactDifferenceSerializer,
    LinkDifferenceSerializer,
    PropDifferenceSerializer,
)
from threatmodel.history.serializers.versions import VersionBriefSerializer

Row = dict[str, Any]


CHANGE_ORIGINS = get_args(Origin)


class HistoryRetentionSerializer(serializers.Serializer[Row]):
    """Since when the history is kept; null where nothing was removed."""

    changes_since = serializers.DateTimeField(allow_null=True)
    events_since = serializers.DateTimeField(allow_null=True)


class CursorQuerySerializer(serializers.Serializer[Row]):
    """One page of a history, newest first."""

    before = serializers.IntegerField(
        min_value=1, required=False, default=None, help_text="`next` of the page before."
    )
    page_size = serializers.IntegerField(
        min_value=1, max_value=MAX_PAGE_SIZE, required=False, default=PAGE_SIZE
    )


class TimelineQuerySerializer(CursorQuerySerializer):
    """Which changes to list."""

    person = serializers.UUIDField(required=False, default=None)
    origin = choices_field(CHANGE_ORIGINS)
    subject = serializers.CharField(
        max_length=FLOW_UID_LENGTH,
        required=False,
        default="",
        help_text="uid of an element or flow, also of a removed one.",
    )
    moves = serializers.BooleanField(
        required=False, default=True, help_text="false: without changes that only moved things."
    )
    search = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")


class ChangeLineSerializer(serializers.Serializer[Row]):
    """A change, or what one person moved within a minute. `what` follows the name of the actor."""

    seq = serializers.IntegerField()
    first_seq = serializers.IntegerField(help_text="Of the first change of this line.")
    changes = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonSerializer(allow_null=True)
    token = serializers.CharField(allow_blank=True, help_text="Name of the API token that the actor used.")
    origin = serializers.ChoiceField(choices=CHANGE_ORIGINS)
    what = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    is_move = serializers.BooleanField()
    files = serializers.ListField(child=serializers.CharField(), help_text="Of an import: the first 20.")
    file_count = serializers.IntegerField(help_text="How many files an import had; 0 for other changes.")
    versions = VersionBriefSerializer(many=True)


class TimelineSerializer(serializers.Serializer[Row]):
    next = serializers.IntegerField(allow_null=True, help_text="`before` of the next page.")
    results = ChangeLineSerializer(many=True)


class SubjectChangeSerializer(serializers.Serializer[Row]):
    """What one change did to an element or flow."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonSerializer(allow_null=True)
    token = serializers.CharField(allow_blank=True, help_text="Name of the API token that the actor used.")
    origin = serializers.ChoiceField(choices=CHANGE_ORIGINS)
    did = serializers.ChoiceField(choices=("added", "changed", "removed"))
    props = PropDifferenceSerializer(many=True)
    facts = FactDifferenceSerializer(many=True)
    links = LinkDifferenceSerializer(many=True)


class SubjectChangesSerializer(serializers.Serializer[Row]):
    next = serializers.IntegerField(allow_null=True, help_text="`before` of the next page.")
    results = SubjectChangeSerializer(many=True)
