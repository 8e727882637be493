"""Batches, answers and what changed."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.models import UID_LENGTH
from threatmodel.architecture.operations.batch import MAX_OPS
from threatmodel.jobs.serializers import JobSerializer

Json = dict[str, Any]
Row = dict[str, Any]


class ChangedSerializer(serializers.Serializer[Json]):
    """The change that was made, by its number, and the analysis that follows it."""

    seq = serializers.IntegerField(help_text="To undo the change at changes/{seq}/undo/.")
    changed = serializers.BooleanField(help_text="false: no change.")
    job = JobSerializer(allow_null=True)


class AnswerSerializer(serializers.Serializer[dict[str, Any]]):
    """The value of the fact asked for, of the question's type."""

    value = serializers.JSONField()


class JobStartedSerializer(serializers.Serializer[Row]):
    """Background work has begun; its progress comes over the WebSocket and at /api/jobs/."""

    job = JobSerializer()


class BatchIdField(serializers.CharField):
    """The id of a batch, chosen by who sends it: sent again, it changes nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=64, help_text="Chosen by the client: the same id is applied once.", **options
        )


class BatchSerializer(serializers.Serializer[Row]):
    """Operations that are applied together or not at all; docs/live.md describes them."""

    id = BatchIdField()
    ops = serializers.ListField(
        child=serializers.DictField(), max_length=MAX_OPS["person"], allow_empty=False
    )


class BatchAppliedSerializer(serializers.Serializer[Row]):
    """The change that holds the batch; when nothing differed, the latest change."""

    seq = serializers.IntegerField()
    changed = serializers.BooleanField()
    skipped = serializers.IntegerField(
        help_text="Operations on deleted objects; for an undo, objects that others have changed since."
    )


class BatchUndoSerializer(serializers.Serializer[Row]):
    """A batch that takes another one of yours back."""

    id = BatchIdField()
    of = BatchIdField()


class LayoutSerializer(serializers.Serializer[Row]):
    """What to lay out anew."""

    id = BatchIdField()
    elements = serializers.ListField(
        child=serializers.CharField(max_length=UID_LENGTH),
        allow_null=True,
        required=False,
        default=None,
        max_length=MAX_OPS["layout"],
        help_text="uids; they are arranged with their content. null: everything.",
    )


class LayoutAppliedSerializer(BatchAppliedSerializer):
    """The change that holds the layout."""

    problem = serializers.CharField(help_text="Notes on the layout; usually empty.")
