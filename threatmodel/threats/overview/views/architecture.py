"""Endpoints of the architecture: the canvas, elements and flows."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import found_or_404
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.threats.overview.selectors.canvas import architecture_snapshot, canvas_threats
from threatmodel.threats.overview.selectors.canvas_filters import canvas_filters
from threatmodel.threats.overview.selectors.elements import (
    element_detail,
    element_rows,
    elements_of,
    flow_detail,
    flow_rows,
    flows_of,
)
from threatmodel.threats.overview.serializers.canvas import (
    ArchitectureSerializer,
    CanvasFiltersSerializer,
    CanvasThreatsSerializer,
)
from threatmodel.threats.overview.serializers.elements import (
    ElementRowSerializer,
    ElementSerializer,
    FlowRowSerializer,
    FlowSerializer,
)
from threatmodel.threats.overview.serializers.list_queries import ElementQuerySerializer, FlowQuerySerializer


class ArchitectureView(ModelView):
    """The whole architecture, as the canvas draws it."""

    @extend_schema(responses=ArchitectureSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return every element, flow and relation with positions and open threats."""
        with service_errors():
            return Response(architecture_snapshot(model=self.model))


class CanvasThreatsView(ModelView):
    """The marks of threats on the canvas."""

    @extend_schema(responses=CanvasThreatsSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Count the open threats of everything drawn; read again after each analysis."""
        return Response(canvas_threats(model=self.model))


class CanvasFiltersView(ModelView):
    """What the drawing can be filtered by."""

    @extend_schema(responses=CanvasFiltersSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return what each stage of the lifecycle and each data set finds on the canvas."""
        return Response(canvas_filters(model=self.model))


class ElementsView(ModelView):
    """The elements of a model."""

    @list_schema("elements", ElementRowSerializer, ElementQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List elements."""
        return list_response(
            request, ElementQuerySerializer, partial(elements_of, model=self.model), element_rows
        )


class ElementView(ModelView):
    """One element."""

    @extend_schema(responses=ElementSerializer)
    def get(self, _request: Request, model: UUID, element: UUID) -> Response:  # noqa: ARG002
        """Return the element with its facts, relations, flows and questions."""
        return Response(found_or_404(element_detail(model=self.model, element_id=element)))


class FlowsView(ModelView):
    """The flows of a model."""

    @list_schema("flows", FlowRowSerializer, FlowQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List flows."""
        return list_response(request, FlowQuerySerializer, partial(flows_of, model=self.model), flow_rows)


class FlowView(ModelView):
    """One flow."""

    @extend_schema(responses=FlowSerializer)
    def get(self, _request: Request, model: UUID, flow: UUID) -> Response:  # noqa: ARG002
        """Return the flow with its facts, the boundaries it crosses and its questions."""
        return Response(found_or_404(flow_detail(model=self.model, flow_id=flow)))
