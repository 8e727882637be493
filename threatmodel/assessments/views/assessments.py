"""Endpoints of assessments, their findings, and files of alerts."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.assessments.models import Assessment
from threatmodel.assessments.selectors.assessments import assessment_row, assessment_rows, assessments_of
from threatmodel.assessments.selectors.threat_findings import threat_finding_rows
from threatmodel.assessments.serializers.assessments import (
    AssessmentConflictSerializer,
    AssessmentRowSerializer,
    AssessmentSerializer,
    ThreatFindingsSerializer,
)
from threatmodel.assessments.serializers.inputs import (
    AlertsFileSerializer,
    AssessmentChangeSerializer,
    AssessmentVersionQuerySerializer,
    AssessmentWriteSerializer,
    FindingChangeSerializer,
    FindingWriteSerializer,
)
from threatmodel.assessments.services.alert_import import alerts_import
from threatmodel.assessments.services.assessments import (
    assessment_change,
    assessment_create,
    assessment_delete,
)
from threatmodel.assessments.services.findings import finding_change, finding_create, finding_delete
from threatmodel.engine.importers.limits import megabytes
from threatmodel.engine.importers.scanners.falco import AlertLimits
from threatmodel.threats.threats.models import Threat

_CHANGED = {200: AssessmentSerializer, 409: AssessmentConflictSerializer}
_ALERTS_SCHEMA: Any = {"multipart/form-data": AlertsFileSerializer}


class AssessmentBase(ModelView):
    """What the endpoints of one assessment share."""

    def row(self, assessment: UUID) -> dict[str, Any]:
        """Return the assessment as it is now; 404 where the model has none of this id."""
        return found_or_404(assessment_row(model=self.model, assessment_id=assessment))

    def written(self, assessment: UUID, write: Callable[..., object], *, status: int = 200) -> Response:
        """Answer a write with the assessment, unless it is gone; with 409 when another person was faster."""
        try:
            with service_errors():
                write(model=self.model, assessment_id=assessment)
        except OutdatedEdit:
            detail = "Another person has changed this since you saw it."
            return Response({"detail": detail, "current": self.row(assessment)}, status=409)
        return Response(None if status == 204 else self.row(assessment), status=status)


class AssessmentsView(AssessmentBase):
    """The assessments of a model."""

    @list_schema("assessments", AssessmentRowSerializer, ListQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the assessments, the newest first."""
        return Response(page_of(request, assessments_of(model=self.model), assessment_rows))

    @extend_schema(request=AssessmentWriteSerializer, responses={201: AssessmentSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Record an assessment."""
        values = validated_body(AssessmentWriteSerializer, request)
        with service_errors():
            made = assessment_create(model=self.model, actor=request_user(request), values=values)
        return Response(self.row(made.pk), status=201)


class AssessmentView(AssessmentBase):
    """One assessment."""

    @extend_schema(responses=AssessmentSerializer)
    def get(self, _request: Request, model: UUID, assessment: UUID) -> Response:  # noqa: ARG002
        """Return the assessment with its findings."""
        return Response(self.row(assessment))

    @extend_schema(request=AssessmentChangeSerializer, responses=_CHANGED)
    def put(self, request: Request, model: UUID, assessment: UUID) -> Response:  # noqa: ARG002
        """Change the assessment."""
        values = validated_body(AssessmentChangeSerializer, request)
        version = values.pop("version")
        write = partial(assessment_change, actor=request_user(request), version=version, values=values)
        return self.written(assessment, write)

    @extend_schema(
        parameters=[AssessmentVersionQuerySerializer],
        responses={204: NO_CONTENT, 409: AssessmentConflictSerializer},
    )
    def delete(self, request: Request, model: UUID, assessment: UUID) -> Response:  # noqa: ARG002
        """Delete the assessment with its findings."""
        version = validated_query(AssessmentVersionQuerySerializer, request)["version"]
        write = partial(assessment_delete, actor=request_user(request), version=version)
        return self.written(assessment, write, status=204)


class FindingsView(AssessmentBase):
    """The findings of an assessment."""

    @extend_schema(request=FindingWriteSerializer, responses={201: AssessmentSerializer})
    def post(self, request: Request, model: UUID, assessment: UUID) -> Response:  # noqa: ARG002
        """Add a finding with what it is linked to."""
        values = validated_body(FindingWriteSerializer, request)
        write = partial(finding_create, actor=request_user(request), values=values)
        return self.written(assessment, write, status=201)


class FindingView(AssessmentBase):
    """One finding."""

    @extend_schema(request=FindingChangeSerializer, responses=_CHANGED)
    def patch(self, request: Request, model: UUID, assessment: UUID, finding: UUID) -> Response:  # noqa: ARG002
        """Change the finding, or what it is linked to."""
        values = validated_body(FindingChangeSerializer, request)
        version = values.pop("version")
        actor = request_user(request)
        write = partial(finding_change, actor=actor, finding_id=finding, version=version, values=values)
        return self.written(assessment, write)

    @extend_schema(parameters=[AssessmentVersionQuerySerializer], responses=_CHANGED)
    def delete(self, request: Request, model: UUID, assessment: UUID, finding: UUID) -> Response:  # noqa: ARG002
        """Delete the finding; the answer is the assessment without it."""
        version = validated_query(AssessmentVersionQuerySerializer, request)["version"]
        write = partial(finding_delete, actor=request_user(request), finding_id=finding, version=version)
        return self.written(assessment, write)


class AlertFilesView(AssessmentBase):
    """Files of alerts that become an assessment."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="assessment_alerts_import",
        request=_ALERTS_SCHEMA,
        responses={201: AssessmentSerializer},
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Import alerts of Falco into a new assessment: a finding for each rule and workload."""
        return Response(self.row(_imported(self.model, request).pk), status=201)


class AssessmentAlertsView(AssessmentBase):
    """Files of alerts that are added to an assessment."""

    expensive = frozenset({"POST"})
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="assessment_alerts_add", request=_ALERTS_SCHEMA, responses=AssessmentSerializer
    )
    def post(self, request: Request, model: UUID, assessment: UUID) -> Response:  # noqa: ARG002
        """Import later alerts of Falco; those that were imported before are not counted again."""
        self.row(assessment)
        return Response(self.row(_imported(self.model, request, assessment_id=assessment).pk))


class ThreatFindingsView(ModelView):
    """What assessments found about a threat."""

    @extend_schema(responses=ThreatFindingsSerializer)
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """List the findings that are linked to the threat, confirmed ones first."""
        there = Threat.with_possible.filter(model=self.model, number=number)
        found_or_404(there.only("pk").first())
        return Response({"findings": threat_finding_rows(model=self.model, number=number)})


def _imported(model: Any, request: Request, *, assessment_id: UUID | None = None) -> Assessment:
    """Import the file of the form field `file`."""
    files: Any = request.FILES
    if list(files) != ["file"] or len(files.getlist("file")) != 1:
        raise ValidationError({"file": ["Send one file, in the field file."]})
    file, most = files["file"], AlertLimits().max_bytes
    if file.size > most:
        raise ValidationError({"file": [f"A file of alerts has at most {megabytes(most)}. Split it."]})
    with service_errors():
        return alerts_import(
            model=model, actor=request_user(request), data=file.read(), assessment_id=assessment_id
        )
