"""Endpoints of the coverage grid."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.pagination import page_of
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.threats.coverage.selectors.coverage import grid_of, grid_rows
from threatmodel.threats.coverage.serializers.coverage import CoveragePageSerializer, CoverageQuerySerializer


class CoverageView(ModelView):
    """The coverage grid of a model."""

    @extend_schema(
        operation_id="coverage_list", parameters=[CoverageQuerySerializer], responses=CoveragePageSerializer
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List elements and flows by category: threats, considered, waiting, unknown."""
        query = validated_query(CoverageQuerySerializer, request)
        method = query["method"]
        grid = grid_of(model=self.model, query=query)
        rows = page_of(request, grid.lines, lambda some: grid_rows(some, model=self.model, method=method))
        return Response({**rows, **grid.figures(method)})
