"""Endpoints of the report templates of a team."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.responses import NO_CONTENT, found_or_404, inert
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.reports.choices import LOGO_MOST_BYTES
from threatmodel.reports.selectors.templates import template_rows, templates_of
from threatmodel.reports.serializers.reports import (
    LogoSerializer,
    ReportTemplateChangeSerializer,
    ReportTemplateConflictSerializer,
    ReportTemplateSerializer,
    ReportTemplateWriteSerializer,
)
from threatmodel.reports.services.templates import logo_set, template_create, template_delete, template_update


class TemplateView(TeamScoped):
    """What the endpoints of templates share."""

    def row(self, key: UUID) -> dict[str, Any]:
        """Return a template of the team as the API shows it, or answer 404."""
        rows = template_rows(templates_of(team_id=self.team_id()).filter(pk=key))
        return found_or_404(rows[0] if rows else None)


class ReportTemplatesView(TemplateView):
    """The report templates of a team."""

    @extend_schema(responses=ReportTemplateSerializer(many=True))
    def get(self, _request: Request, team: UUID) -> Response:
        """List the templates by name."""
        return Response(template_rows(templates_of(team_id=team)))

    @extend_schema(request=ReportTemplateWriteSerializer, responses={201: ReportTemplateSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Add a template."""
        values = validated_body(ReportTemplateWriteSerializer, request)
        with service_errors():
            made = template_create(team_id=team, actor=request_user(request), values=values)
        return Response(self.row(made.pk), status=201)


class ReportTemplateView(TemplateView):
    """One report template."""

    @extend_schema(responses=ReportTemplateSerializer)
    def get(self, _request: Request, team: UUID, template: UUID) -> Response:  # noqa: ARG002
        """Read a template."""
        return Response(self.row(template))

    @extend_schema(
        request=ReportTemplateChangeSerializer,
        responses={200: ReportTemplateSerializer, 409: ReportTemplateConflictSerializer},
    )
    def patch(self, request: Request, team: UUID, template: UUID) -> Response:
        """Change the template."""
        self.row(template)
        changes = validated_body(ReportTemplateChangeSerializer, request)
        version = changes.pop("version")
        try:
            with service_errors():
                template_update(
                    team_id=team,
                    template_id=template,
                    actor=request_user(request),
                    version=version,
                    changes=changes,
                )
        except OutdatedEdit:
            detail = "Another person has changed the template since you opened it."
            return Response({"detail": detail, "current": self.row(template)}, status=409)
        return Response(self.row(template))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, template: UUID) -> Response:
        """Delete the template."""
        with service_errors():
            template_delete(team_id=team, template_id=template, actor=request_user(request))
        return Response(status=204)


class ReportTemplateLogoView(TemplateView):
    """The logo of a report template."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="report_template_logo", responses={(200, "image/png"): OpenApiTypes.BINARY})
    def get(self, _request: Request, team: UUID, template: UUID) -> HttpResponse:
        """Read the logo; 404 where there is none."""
        found = templates_of(team_id=team).filter(pk=template).values_list("logo", flat=True).first()
        data = found_or_404(bytes(found) if found else None)
        return inert(HttpResponse(data, content_type="image/png"))

    @extend_schema(request={"multipart/form-data": LogoSerializer}, responses=ReportTemplateSerializer)
    def put(self, request: Request, team: UUID, template: UUID) -> Response:
        """Put a PNG of at most 256 kB on the template."""
        self.row(template)
        file = request.FILES.get("file")
        if file is None or isinstance(file, list):
            raise ValidationError({"file": ["Send one file, in the field file."]})
        if (file.size or 0) > LOGO_MOST_BYTES:
            raise ValidationError({"file": [f"A logo has at most {LOGO_MOST_BYTES // 1024} kB."]})
        return self._set(request, team, template, file.read())

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, template: UUID) -> Response:
        """Remove the logo."""
        self._set(request, team, template, b"")
        return Response(status=204)

    def _set(self, request: Request, team: UUID, template: UUID, data: bytes) -> Response:
        with service_errors():
            logo_set(team_id=team, template_id=template, actor=request_user(request), data=data)
        return Response(self.row(template))
