"""Endpoint of threats as a file."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import file_to_save
from threatmodel.api.streaming import CSV, file_response
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.export_audit import export_recorded
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.audit.actions import Action
from threatmodel.engine.model.deferred import deferred
from threatmodel.reports.renderers.csv import csv_of
from threatmodel.reports.renderers.media_types import XLSX
from threatmodel.reports.renderers.sheets import Sheet
from threatmodel.reports.sections.tables.cells import values_of
from threatmodel.reports.sections.tables.threats import threat_fields, threat_rows
from threatmodel.reports.serializers.threat_export import ThreatExportQuerySerializer
from threatmodel.threats.triage.selectors.selected_threats import threats_selected
from threatmodel.threats.triage.serializers import SelectionSerializer

_workbook_of: Final = deferred("threatmodel.reports.renderers.xlsx", "workbook_of")


def _file_type(request: Request) -> str:
    file_type: str = validated_query(ThreatExportQuerySerializer, request)["type"]
    return file_type


def _exported(view: ModelView, request: Request) -> dict[str, Any]:
    return {"format": _file_type(request), "seq": view.model.seq}


class ThreatExportView(ModelView):
    """Threats as a file."""

    roles = {"POST": Role.VIEWER}
    expensive = frozenset({"POST"})
    reading = ("POST",)

    @extend_schema(
        parameters=[ThreatExportQuerySerializer],
        request=SelectionSerializer,
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, XLSX): OpenApiTypes.BINARY},
    )
    @export_recorded(_exported, action=Action.THREATS_EXPORTED)
    def post(self, request: Request, model: UUID) -> HttpResponseBase:  # noqa: ARG002
        """Send the selected threats as CSV or as a workbook (XLSX), worst first."""
        return self._workbook(request) if _file_type(request) == "xlsx" else self._csv(request)

    def _csv(self, request: Request) -> StreamingHttpResponse:
        lines = csv_of(self._sheet(request), _site(request))
        return file_response(lines, content_type=CSV, name="threats.csv")

    @whole_model
    def _workbook(self, request: Request) -> HttpResponse:
        content = _workbook_of(
            [self._sheet(request)], title="Threats", at=self.model.updated_at, site=_site(request)
        )
        return file_to_save(content, content_type=XLSX, name="threats.xlsx")

    def _sheet(self, request: Request) -> Sheet:
        selection: dict[str, Any] = validated_body(SelectionSerializer, request)
        user = request_user(request)
        threats = threats_selected(model=self.model, selection=selection, user_id=user.pk)
        fields = threat_fields(self.model, _site(request))
        columns = [field.column for field in fields]
        return Sheet("Threats", columns, values_of(fields, threat_rows(threats)))


def _site(request: Request) -> str:
    return (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
