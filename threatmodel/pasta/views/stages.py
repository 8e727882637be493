"""Endpoints of the stages: overview, content, owner, approval, and the document."""

from typing import ClassVar
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.subprocess_requests import runs_in_subprocess
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.pasta.choices import STAGES
from threatmodel.pasta.selectors.stages import (
    ROWS_OF_A_STAGE,
    ROWS_OF_THE_DOCUMENT,
    section_found,
    section_rows,
    stage_outlines,
    stage_row,
    stage_rows,
)
from threatmodel.pasta.selectors.stored_stages import stored_stage_rows
from threatmodel.pasta.serializers.stage_records import RecordConflictSerializer
from threatmodel.pasta.serializers.stages import (
    SectionQuerySerializer,
    StageApproveSerializer,
    StageEditSerializer,
    StageOutlineSerializer,
    StageSectionRowSerializer,
    StageSerializer,
)
from threatmodel.pasta.services.stages import SelfApproval, stage_approval_withdraw, stage_approve, stage_edit
from threatmodel.pasta.services.stored_stages import stages_request_for_reader


class _AllStages(ModelView):
    most: ClassVar[int]  # rows of a section

    def read(self, request: Request) -> HttpResponseBase:
        """Answer with the stages that a job has stored, else compute them. None and old ones ask for it."""
        stored = stored_stage_rows(self.model, most=self.most)
        if (stored is None or stored.outdated) and not runs_in_subprocess(request):
            stages_request_for_reader(model=self.model)
        return self._computed(request) if stored is None else Response(stored.rows)

    @whole_model
    def _computed(self, _request: Request) -> Response:
        return Response(stage_rows(self.model, most=self.most))


class StagesView(_AllStages):
    """The seven stages."""

    most = ROWS_OF_A_STAGE

    @extend_schema(operation_id="stages_list", responses=StageSerializer(many=True))
    def get(self, request: Request, model: UUID) -> HttpResponseBase:  # noqa: ARG002
        """List the stages with their state, checks, and the first rows of their sections."""
        return self.read(request)


class OutlinesView(ModelView):
    """The seven stages before they are computed."""

    @extend_schema(operation_id="stages_outline", responses=StageOutlineSerializer(many=True))
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List names, approvals and written sections of the stages, without computing them."""
        return Response(stage_outlines(self.model))


class DocumentView(_AllStages):
    """All stages as one document."""

    most = ROWS_OF_THE_DOCUMENT

    @extend_schema(operation_id="stages_document", responses=StageSerializer(many=True))
    def get(self, request: Request, model: UUID) -> HttpResponseBase:  # noqa: ARG002
        """Return all stages with what they show; of long sections the first 200 rows."""
        return self.read(request)


class StageView(ModelView):
    """One stage."""

    @extend_schema(responses=StageSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, stage: int) -> Response:  # noqa: ARG002
        """Return the stage with its checks and the first rows of its sections."""
        return Response(stage_row(self.model, _known(stage)))

    @extend_schema(request=StageEditSerializer, responses={204: NO_CONTENT, 409: RecordConflictSerializer})
    def put(self, request: Request, model: UUID, stage: int) -> Response:  # noqa: ARG002
        """Set who answers for the stage, and their note."""
        number = _known(stage)
        values = validated_body(StageEditSerializer, request)
        try:
            with service_errors():
                stage_edit(model=self.model, actor=request_user(request), number=number, **values)
        except OutdatedEdit:
            detail = "The stage has been edited by another person since you opened it."
            return Response({"detail": detail}, status=409)
        return Response(status=204)


class StageApprovalView(ModelView):
    """The approval of a stage."""

    roles = {"POST": Role.APPROVER, "DELETE": Role.APPROVER}

    @extend_schema(request=StageApproveSerializer, responses={204: NO_CONTENT, 409: RecordConflictSerializer})
    @whole_model
    def post(self, request: Request, model: UUID, stage: int) -> Response:  # noqa: ARG002
        """Approve the stage with the inputs of the hash; its owner cannot."""
        number, actor = _known(stage), request_user(request)
        values = validated_body(StageApproveSerializer, request)
        try:
            with service_errors():
                stage_approve(model=self.model, actor=actor, number=number, **values)
        except SelfApproval as fault:
            raise PermissionDenied(str(fault)) from fault
        except OutdatedEdit:
            detail = "The model or an earlier stage has changed since you opened the stage. Review it again."
            return Response({"detail": detail}, status=409)
        return Response(status=204)

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, stage: int) -> Response:  # noqa: ARG002
        """Withdraw the approval."""
        stage_approval_withdraw(model=self.model, actor=request_user(request), number=_known(stage))
        return Response(status=204)


class SectionView(ModelView):
    """One section of a stage."""

    @list_schema("stage_section_rows", StageSectionRowSerializer, SectionQuerySerializer)
    @whole_model
    def get(self, request: Request, model: UUID, stage: int, section: str) -> Response:  # noqa: ARG002
        """List the rows of the section."""
        number = _known(stage)
        query = validated_query(SectionQuerySerializer, request)
        found = found_or_404(section_found(self.model, number, section, query["search"]))
        return Response(page_of(request, found, section_rows))


def _known(stage: int) -> int:
    return found_or_404(stage if stage in STAGES else None)
