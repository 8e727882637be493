"""Endpoints of patches that resolve threats."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.responses import file_to_save, found_or_404
from threatmodel.architecture.api.views.export_audit import export_format, export_recorded
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.threats.threats.selectors.patches import patches_archive, threat_patch
from threatmodel.threats.threats.serializers.patches import ThreatPatchSerializer

_ZIP = "application/zip"


class ThreatPatchView(ModelView):
    """The patch of one threat."""

    expensive = frozenset({"GET"})

    @extend_schema(responses=ThreatPatchSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return a patch that resolves the threat and raises none, or why there is none."""
        return Response(found_or_404(threat_patch(model=self.model, number=number)))


class ModelPatchesView(ModelView):
    """The patches of a model."""

    expensive = frozenset({"GET"})

    @extend_schema(responses={(200, _ZIP): OpenApiTypes.BINARY})
    @export_recorded(export_format("patches"))
    @whole_model
    def get(self, _request: Request, model: UUID) -> HttpResponse:  # noqa: ARG002
        """Send the patches of all critical and high threats as one ZIP archive."""
        return file_to_save(patches_archive(model=self.model), content_type=_ZIP, name="patches.zip")
