"""Endpoint of what would silence a threat."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.architecture.api.views.base import ModelView, answer, found
from threatmodel.architecture.api.views.large_models import whole_model
from threatmodel.threats.threats.selectors.what_if import silencing_of
from threatmodel.threats.threats.serializers.what_if import SilencingSerializer


class SilencingView(ModelView):
    """What would silence one threat."""

    @extend_schema(responses=SilencingSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Say which facts, were they otherwise, would make the threat disappear."""
        return answer(found(silencing_of(model=self.model, number=number)))
