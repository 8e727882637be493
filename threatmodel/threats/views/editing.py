"""Endpoints that change the architecture as the canvas does: batches of operations, and layouts."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.validation import validated_body
from threatmodel.architecture.models import UID_LENGTH
from threatmodel.architecture.operations.apply import Applied, NothingToUndo
from threatmodel.architecture.operations.batch import MAX_OPS
from threatmodel.threats.services.changes import batch_undo, batch_write, layout_write
from threatmodel.threats.views.base import ModelView, Row, answer, refusals, signed_in
from threatmodel.threats.views.large import whole_model


class BatchIdField(serializers.CharField):
    """The id of a batch, chosen by who sends it: sent again, it changes nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, help_text="Chosen by you: sent again, it changes nothing.", **options)


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
        help_text="Operations on what somebody deleted meanwhile; of an undo, what somebody changed since."
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
        help_text="uids; they are laid out with what they hold. null: everything.",
    )


class LayoutAppliedSerializer(BatchAppliedSerializer):
    """The change that holds the layout."""

    problem = serializers.CharField(help_text="What people should know of the layout; mostly empty.")


class BatchesView(ModelView):
    """Changes of the architecture."""

    @extend_schema(request=BatchSerializer, responses=BatchAppliedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Apply a batch of operations, as the canvas does."""
        batch = validated_body(BatchSerializer, request)
        with refusals():
            applied = batch_write(
                model=self.model, actor=signed_in(request), batch_id=batch["id"], ops=batch["ops"]
            )
        return answer(_applied(applied))


class BatchUndoView(ModelView):
    """Changes of one's own taken back."""

    @extend_schema(request=BatchUndoSerializer, responses=BatchAppliedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Take a batch of your own back, as the canvas does: what somebody changed since is left alone."""
        wanted = validated_body(BatchUndoSerializer, request)
        try:
            with refusals():
                applied = batch_undo(
                    model=self.model, actor=signed_in(request), batch_id=wanted["id"], of=wanted["of"]
                )
        except NothingToUndo as fault:
            raise NotFound("You made no such change.") from fault
        return answer(_applied(applied))


class LayoutView(ModelView):
    """Places of elements on the canvas."""

    @extend_schema(request=LayoutSerializer, responses=LayoutAppliedSerializer)
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Lay out everything anew, or the elements that are named with what they hold, as one batch."""
        wanted = validated_body(LayoutSerializer, request)
        with refusals():
            applied, problem = layout_write(
                model=self.model,
                actor=signed_in(request),
                batch_id=wanted["id"],
                elements=wanted["elements"],
            )
        return answer({**_applied(applied), "problem": problem})


def _applied(applied: Applied) -> Row:
    changed = applied.changed or applied.repeated
    return {"seq": applied.seq, "changed": changed, "skipped": applied.skipped}
