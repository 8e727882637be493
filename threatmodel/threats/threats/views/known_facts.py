"""Endpoint of what is known about a threat."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.responses import found_or_404
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.threats.threats.selectors.known_facts import known_fact_rows
from threatmodel.threats.threats.serializers.threats import KnownFactsSerializer


class KnownFactsView(ModelView):
    """The known facts behind one threat."""

    @extend_schema(responses=KnownFactsSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the known facts that the rule reads: of a possible threat, what makes it possible."""
        return Response(found_or_404(known_fact_rows(model=self.model, number=number)))
