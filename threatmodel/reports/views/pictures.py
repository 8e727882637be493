"""Endpoint of the architecture as a picture."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from threatmodel.accounts.choices import Role
from threatmodel.api.responses import file_to_save
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.export_audit import export_recorded
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.reports.sections.picture_export import NothingToDraw, architecture_picture, picture_file
from threatmodel.reports.selectors.report_content import THREATS, report_content
from threatmodel.reports.serializers.pictures import ArchitecturePictureSerializer

_MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png"}


def _drawn(view: ModelView, request: Request) -> dict[str, Any]:
    asked = validated_body(ArchitecturePictureSerializer, request)
    return {"format": asked["type"], "seq": view.model.seq}


class ArchitecturePictureView(ModelView):
    """The architecture as a picture."""

    roles = {"POST": Role.VIEWER}
    expensive = frozenset({"POST"})
    reading = ("POST",)

    @extend_schema(
        operation_id="architecture_picture",
        request=ArchitecturePictureSerializer,
        responses={(200, media): OpenApiTypes.BINARY for media in _MEDIA.values()},
    )
    @export_recorded(_drawn)
    @whole_model
    def post(self, request: Request, model: UUID) -> HttpResponse:  # noqa: ARG002
        """Draw the elements at their places, with trust boundaries, flows and the counts of threats."""
        asked = validated_body(ArchitecturePictureSerializer, request)
        elements = None if asked["elements"] is None else frozenset(asked["elements"])
        try:
            drawing = architecture_picture(report_content(model=self.model, needs=[THREATS]), elements)
        except NothingToDraw as fault:
            raise ValidationError({"elements": [str(fault)]}) from fault
        picture = asked["type"]
        content = picture_file(drawing, picture)
        return file_to_save(content, content_type=_MEDIA[picture], name=f"architecture.{picture}")
