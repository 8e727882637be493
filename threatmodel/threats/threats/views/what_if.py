"""Endpoint of how a threat can be resolved."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.responses import found_or_404
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.threats.threats.selectors.what_if import what_if
from threatmodel.threats.threats.serializers.what_if import WhatIfSerializer


class WhatIfView(ModelView):
    """How one threat can be resolved."""

    @extend_schema(responses=WhatIfSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the changes of facts that would resolve the threat."""
        return Response(found_or_404(what_if(model=self.model, number=number)))
