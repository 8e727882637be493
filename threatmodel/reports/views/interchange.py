"""Endpoints that export a model in the formats of other tools."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.responses import file_to_save, found_or_404
from threatmodel.architecture.api.views.export_audit import export_recorded
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.engine.exporters.interchange import EXPORT_FORMATS, ExportFile, ExportFormat
from threatmodel.reports.selectors.interchange import export_content
from threatmodel.reports.serializers.interchange import ExportFormatsSerializer, ExportPreviewSerializer

_MEDIA_TYPES: Final = sorted({one.media_type for one in EXPORT_FORMATS.values()})


class ExportView(ModelView):
    """What the endpoints of one format share."""

    def format(self, export_format: str) -> ExportFormat:
        """Return the format of this id; 404 where there is none."""
        return found_or_404(EXPORT_FORMATS.get(export_format))

    def written(self, export_format: str) -> ExportFile:
        """Return the model as a file of this format."""
        return self.format(export_format).write(export_content(model=self.model))

    def file_name(self, export_format: str) -> str:
        """Return the name of the file: the state, as no name of a model is fit for all systems."""
        return f"threat-model-change-{self.model.seq}{self.format(export_format).ending}"


class ExportFormatsView(ModelView):
    """The formats of other tools."""

    @extend_schema(operation_id="exports_list", responses=ExportFormatsSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the formats in which the model can be exported."""
        rows = [
            {
                "id": one.id,
                "name": one.label,
                "purpose": one.purpose,
                "left_out": one.left_out,
                "ending": one.ending,
            }
            for one in EXPORT_FORMATS.values()
        ]
        return Response({"formats": rows})


class ExportPreviewView(ExportView):
    """A file that is not downloaded yet."""

    @extend_schema(responses=ExportPreviewSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, export_format: str) -> Response:  # noqa: ARG002
        """Return name and size of the file, and what of this model is not in it."""
        written = self.written(export_format)
        return Response(
            {
                "file_name": self.file_name(export_format),
                "size_bytes": len(written.data),
                "losses": list(written.losses),
            }
        )


class ExportFileView(ExportView):
    """The file."""

    @extend_schema(
        operation_id="export_file",
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in _MEDIA_TYPES},
    )
    @export_recorded(lambda view, _: {"format": view.kwargs["export_format"], "seq": view.model.seq})
    @whole_model
    def get(self, _request: Request, model: UUID, export_format: str) -> HttpResponse:  # noqa: ARG002
        """Download the model as a file of this format."""
        written = self.written(export_format)
        media_type = self.format(export_format).media_type
        return file_to_save(written.data, content_type=media_type, name=self.file_name(export_format))
