"""Endpoints of evidence."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import NO_CONTENT, file_to_save, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.export_audit import export_of, export_recorded
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.threats.mitigation_evidence.models import MitigationEvidence
from threatmodel.threats.mitigation_evidence.selectors.evidence import (
    evidence_content,
    evidence_of,
    evidence_rows,
)
from threatmodel.threats.mitigation_evidence.serializers import (
    EvidenceFileSerializer,
    MitigationEvidenceSerializer,
    WrittenEvidenceSerializer,
)
from threatmodel.threats.mitigation_evidence.services.evidence import (
    FILE_MOST_BYTES,
    evidence_remove,
    evidence_restore,
    file_add,
    link_add,
)
from threatmodel.threats.mitigation_evidence.services.file_types import FILE_TYPES
from threatmodel.threats.mitigations.models import Mitigation


class EvidenceListView(ModelView):
    """The evidence of a mitigation."""

    expensive = frozenset({"POST"})
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(responses=MitigationEvidenceSerializer(many=True))
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """List the evidence, newest first."""
        self._check(number)
        return Response(evidence_rows(evidence_of(model=self.model, number=number)))

    @extend_schema(
        request={
            "application/json": WrittenEvidenceSerializer,
            "multipart/form-data": EvidenceFileSerializer,
        },
        responses={201: MitigationEvidenceSerializer},
    )
    def post(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Add a link, a note or a file. It does not verify the mitigation."""
        self._check(number)
        actor = request_user(request)
        if request.FILES:
            name, data = _uploaded(request)
            with service_errors():
                made = file_add(model=self.model, actor=actor, number=number, name=name, data=data)
        else:
            values = validated_body(WrittenEvidenceSerializer, request)
            with service_errors():
                made = link_add(model=self.model, actor=actor, number=number, values=values)
        return Response(_row(made), status=201)

    def _check(self, number: int) -> None:
        """Raise Http404 where there is no such mitigation, before its evidence is looked at."""
        found_or_404(Mitigation.objects.filter(model=self.model, number=number).only("pk").first())


class EvidenceView(ModelView):
    """One piece of evidence."""

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, evidence: UUID) -> Response:  # noqa: ARG002
        """Remove the evidence; for a day it can be restored."""
        with service_errors():
            evidence_remove(model=self.model, actor=request_user(request), evidence_id=evidence)
        return Response(status=204)


class EvidenceRestoreView(ModelView):
    """The undo of a removal."""

    @extend_schema(request=None, responses=MitigationEvidenceSerializer)
    def post(self, request: Request, model: UUID, removed_evidence: UUID) -> Response:  # noqa: ARG002
        """Restore evidence that was removed."""
        with service_errors():
            restored = evidence_restore(
                model=self.model, actor=request_user(request), evidence_id=removed_evidence
            )
        return Response(_row(restored))


class EvidenceContentView(ModelView):
    """The file of a piece of evidence."""

    @extend_schema(
        operation_id="evidence_content",
        responses={(200, one.media_type): OpenApiTypes.BINARY for one in FILE_TYPES},
    )
    @export_recorded(export_of("evidence", "evidence"))
    def get(self, _request: Request, model: UUID, evidence: UUID) -> HttpResponse:  # noqa: ARG002
        """Download the file."""
        content = found_or_404(evidence_content(model=self.model, evidence_id=evidence))
        kind = content.evidence.media_type
        content_type = f"{kind}; charset=utf-8" if kind == "text/plain" else kind
        return file_to_save(bytes(content.data), content_type=content_type, name=content.evidence.title)


def _uploaded(request: Request) -> tuple[str, bytes]:
    files: Any = request.FILES
    if list(files) != ["file"] or len(files.getlist("file")) != 1:
        raise ValidationError({"file": ["Send one file, in the field file."]})
    file = files["file"]
    if file.size > FILE_MOST_BYTES:
        raise ValidationError({"file": [f"A file has at most {FILE_MOST_BYTES // (1024 * 1024)} MB."]})
    return file.name, file.read()


def _row(evidence: MitigationEvidence) -> dict[str, Any]:
    return evidence_rows(MitigationEvidence.objects.filter(pk=evidence.pk))[0]
