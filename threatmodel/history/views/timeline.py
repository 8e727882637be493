"""Endpoints of changes and of the history of one element or flow."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.architecture.models import Element, Flow
from threatmodel.history.selectors.element_history import element_history
from threatmodel.history.selectors.history_start import history_retention
from threatmodel.history.selectors.timeline import timeline
from threatmodel.history.serializers.timeline import (
    CursorQuerySerializer,
    HistoryRetentionSerializer,
    SubjectChangesSerializer,
    TimelineQuerySerializer,
    TimelineSerializer,
)


class HistoryRetentionView(ModelView):
    """Since when the history of the model is kept."""

    @extend_schema(operation_id="history_kept", responses=HistoryRetentionSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return since when changes and events are kept, where older ones were removed."""
        return Response(history_retention(model=self.model))


class ChangesView(ModelView):
    """The changes of the architecture."""

    @extend_schema(
        operation_id="changes_list", parameters=[TimelineQuerySerializer], responses=TimelineSerializer
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List who changed what, newest first; what one person moved within a minute is one line."""
        return Response(timeline(model=self.model, query=validated_query(TimelineQuerySerializer, request)))


class ElementChangesView(ModelView):
    """The history of one element."""

    @extend_schema(parameters=[CursorQuerySerializer], responses=SubjectChangesSerializer)
    @whole_model
    def get(self, request: Request, model: UUID, element: UUID) -> Response:  # noqa: ARG002
        """List what each change did to the element, newest first; moves on the canvas are left out."""
        row = found_or_404(Element.objects.filter(model=self.model, pk=element).values("uid", "kind").first())
        query = validated_query(CursorQuerySerializer, request)
        return Response(element_history(model=self.model, on="element", query=query, **row))


class FlowChangesView(ModelView):
    """The history of one flow."""

    @extend_schema(parameters=[CursorQuerySerializer], responses=SubjectChangesSerializer)
    @whole_model
    def get(self, request: Request, model: UUID, flow: UUID) -> Response:  # noqa: ARG002
        """List what each change did to the flow, newest first."""
        row = found_or_404(Flow.objects.filter(model=self.model, pk=flow).values("uid").first())
        query = validated_query(CursorQuerySerializer, request)
        return Response(element_history(model=self.model, on="flow", kind="flow", query=query, **row))
