"""Endpoints that change the architecture as the canvas does: batches of operations, and layouts."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.serializers.edit_batches import (
    BatchAppliedSerializer,
    BatchSerializer,
    BatchUndoSerializer,
    ChangedSerializer,
    LayoutAppliedSerializer,
    LayoutSerializer,
)
from threatmodel.architecture.api.services.architecture_edits import (
    batch_undo,
    batch_write,
    edit_undo,
    layout_write,
)
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, Row, edit_response, service_errors
from threatmodel.architecture.operations.apply import Applied, NothingToUndo


class ChangeUndoView(ModelView):
    """The way back from a change of one's own."""

    @extend_schema(request=None, responses=ChangedSerializer)
    @whole_model
    def post(self, request: Request, model: UUID, seq: int) -> Response:  # noqa: ARG002
        """Undo the change. What others changed since stays, and the response lists it."""
        with service_errors():
            return edit_response(edit_undo(model=self.model, actor=request_user(request), seq=seq))


class BatchesView(ModelView):
    """Changes of the architecture."""

    @extend_schema(request=BatchSerializer, responses=BatchAppliedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Apply a batch of operations, as the canvas does."""
        batch = validated_body(BatchSerializer, request)
        with service_errors():
            applied = batch_write(
                model=self.model, actor=request_user(request), batch_id=batch["id"], ops=batch["ops"]
            )
        return Response(_applied(applied))


class BatchUndoView(ModelView):
    """Changes of one's own taken back."""

    @extend_schema(request=BatchUndoSerializer, responses=BatchAppliedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Undo a batch of your own, as the canvas does: what others changed since stays."""
        wanted = validated_body(BatchUndoSerializer, request)
        try:
            with service_errors():
                applied = batch_undo(
                    model=self.model, actor=request_user(request), batch_id=wanted["id"], of=wanted["of"]
                )
        except NothingToUndo as fault:
            raise NotFound("You did not make this change.") from fault
        return Response(_applied(applied))


class LayoutView(ModelView):
    """Places of elements on the canvas."""

    @extend_schema(request=LayoutSerializer, responses=LayoutAppliedSerializer)
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Lay out everything anew, or the elements that are named with what they hold, as one batch."""
        wanted = validated_body(LayoutSerializer, request)
        with service_errors():
            applied, problem = layout_write(
                model=self.model,
                actor=request_user(request),
                batch_id=wanted["id"],
                elements=wanted["elements"],
            )
        return Response({**_applied(applied), "problem": problem})


def _applied(applied: Applied) -> Row:
    changed = applied.changed or applied.repeated
    return {"seq": applied.seq, "changed": changed, "skipped": applied.skipped}
