"""Endpoint of the layers of defense of a model."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.pagination import page_of
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.threats.coverage.selectors.defense_layers import defense_layers_of
from threatmodel.threats.coverage.serializers.defense_layers import (
    DefenseLayersPageSerializer,
    DefenseLayersQuerySerializer,
)


class DefenseLayersView(ModelView):
    """The elements and flows of a model by the layers of defense that act."""

    @extend_schema(
        operation_id="defense_layers_list",
        parameters=[DefenseLayersQuerySerializer],
        responses=DefenseLayersPageSerializer,
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List elements and flows, the least defended first, with the layers that act on each threat."""
        query = validated_query(DefenseLayersQuerySerializer, request)
        found = defense_layers_of(model=self.model, query=query)
        return Response({**page_of(request, found.lines, found.rows), "gaps": found.gaps})
