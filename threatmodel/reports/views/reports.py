"""Endpoints of reports: what they can be made of, the list, one report, its file."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.permissions import request_user
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import NO_CONTENT, file_to_save, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.jobs.tasks import run_job
from threatmodel.reports.choices import LINK_DAYS_MOST
from threatmodel.reports.models import Report, ReportTemplate
from threatmodel.reports.renderers.registry import BY_ID, RENDERERS, Renderer
from threatmodel.reports.sections.registry import NOT_OF_VERSIONS, OF_VERSIONS, SECTIONS, SectionType
from threatmodel.reports.selectors.reports import report_file, report_get, report_rows, reports_of
from threatmodel.reports.serializers.reports import (
    ReportOptionsSerializer,
    ReportQuerySerializer,
    ReportRequestSerializer,
    ReportSerializer,
)
from threatmodel.reports.services.reports import report_delete, report_downloaded, report_request

# A browser that shows a file after all runs nothing in it and loads nothing: style and pictures are inside.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


class ReportOptionsView(APIView):
    """What reports can be made of."""

    @extend_schema(responses=ReportOptionsSerializer)
    def get(self, _request: Request) -> Response:
        """List the formats and sections."""
        return Response(
            {
                "formats": [_format(one) for one in RENDERERS],
                "sections": [_section(one) for one in SECTIONS],
                "keep_days": settings.KEEP_REPORTS_DAYS,
                "link_days_most": LINK_DAYS_MOST,
            }
        )


def _section(one: SectionType) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "about": one.about,
        "of_versions": one.id in OF_VERSIONS,
        "not_of_versions": NOT_OF_VERSIONS.get(one.id, ""),
    }


def _format(one: Renderer) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "suffix": one.suffix,
        "media_type": one.media_type,
        "table_only": one.table_only,
    }


class ReportView(ModelView):
    """What the endpoints of reports share."""

    def report(self, key: UUID) -> Report:
        """Return a report of the model, or answer 404."""
        return found_or_404(report_get(model=self.model, report_id=key))

    def row(self, key: UUID) -> dict[str, Any]:
        """Return the report as the API shows it, or answer 404."""
        rows = report_rows(reports_of(model=self.model).filter(pk=key))
        return found_or_404(rows[0] if rows else None)


class ReportsView(ReportView):
    """The reports of a model."""

    expensive = frozenset({"POST"})

    @list_schema("reports", ReportSerializer, ReportQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the reports, the newest first."""
        return Response(page_of(request, reports_of(model=self.model), report_rows))

    @extend_schema(request=ReportRequestSerializer, responses={202: ReportSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Have a report made of the model as it is now, or of one of its versions."""
        values = validated_body(ReportRequestSerializer, request)
        key = values.pop("template")
        templates = ReportTemplate.objects.filter(team_id=self.model.team_id, pk=key)
        template = found_or_404(templates.first()) if key else None
        with service_errors():
            made = report_request(
                model=self.model,
                actor=request_user(request),
                format_id=values.pop("format"),
                template=template,
                **values,
            )
        run_job.delay_on_commit(str(made.job_id))
        return Response(self.row(made.pk), status=202)


class ReportOneView(ReportView):
    """One report."""

    @extend_schema(responses=ReportSerializer)
    def get(self, _request: Request, model: UUID, report: UUID) -> Response:  # noqa: ARG002
        """Read a report."""
        return Response(self.row(report))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, report: UUID) -> Response:  # noqa: ARG002
        """Delete the report with its file and links."""
        report_delete(report=self.report(report), actor=request_user(request))
        return Response(status=204)


class ReportFileView(ReportView):
    """The file of a report."""

    @extend_schema(
        operation_id="report_file",
        responses={(200, one.media_type): OpenApiTypes.BINARY for one in RENDERERS},
    )
    def get(self, request: Request, model: UUID, report: UUID) -> HttpResponse:  # noqa: ARG002
        """Download the file; 404 until it is ready."""
        found = self.report(report)
        data = found_or_404(report_file(report=found))
        if request.method == "GET":  # HEAD only looks
            report_downloaded(model=self.model, report=found, actor=request_user(request))
        return report_response(found, data)


def report_response(report: Report, data: bytes) -> HttpResponse:
    """Return a file to save, which a browser neither guesses about nor runs."""
    renderer = BY_ID.get(report.format)
    media_type = renderer.media_type if renderer else "application/octet-stream"
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    name = report_file_name(report, renderer.suffix if renderer else "")
    response = file_to_save(data, content_type=f"{media_type}{charset}", name=name, policy=_POLICY)
    response["Cache-Control"] = "no-store"
    return response


def report_file_name(report: Report, suffix: str) -> str:
    """Return the name of the file: the day and the state, as no name of a model is fit for all systems."""
    day = (report.saved_at or report.created_at).date().isoformat()
    return f"threat-model-{day}-change-{report.seq or 0}{suffix}"
