"""The endpoint of the model as text; importing it is an import like that of other files."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from threatmodel.api.responses import file_to_save
from threatmodel.architecture.api.views.export_audit import export_format, export_recorded
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.bulkhead_yaml.services.file_versions import text_write
from threatmodel.engine.importers.bulkhead_yaml.schema import FILE_NAME


class ModelTextView(ModelView):
    """What people said about a model."""

    expensive = frozenset({"GET"})

    @extend_schema(responses={(200, "application/yaml"): OpenApiTypes.BINARY})
    @export_recorded(export_format(FILE_NAME))
    def get(self, _request: Request, model: UUID) -> HttpResponse:  # noqa: ARG002
        """Download bulkhead.yaml. It carries the version that changes of it are merged by."""
        text = text_write(model=self.model)
        return file_to_save(text, content_type="application/yaml", name=FILE_NAME)
