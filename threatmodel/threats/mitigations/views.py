"""Endpoints of mitigations."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.selectors.board_and_calendar import mitigation_board, mitigation_calendar
from threatmodel.threats.mitigations.selectors.mitigations import (
    mitigation_rows,
    mitigation_tag_counts,
    mitigations_of,
)
from threatmodel.threats.mitigations.serializers import (
    BoardColumnSerializer,
    BoardQuerySerializer,
    CalendarQuerySerializer,
    CalendarSerializer,
    MitigationConflictSerializer,
    MitigationCreateSerializer,
    MitigationQuerySerializer,
    MitigationSerializer,
    MitigationUpdateSerializer,
)
from threatmodel.threats.mitigations.services import (
    ApproverNeeded,
    mitigation_create,
    mitigation_delete,
    mitigation_update,
)
from threatmodel.threats.triage.serializers import TagSerializer


class MitigationsView(ModelView):
    """The mitigations of a model."""

    @list_schema("mitigations", MitigationSerializer, MitigationQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List mitigations."""
        to_rows = partial(mitigation_rows, team_id=self.model.team_id)
        select = partial(mitigations_of, model=self.model, user_id=request_user(request).pk)
        return list_response(request, MitigationQuerySerializer, select, to_rows)

    @extend_schema(request=MitigationCreateSerializer, responses={201: MitigationSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Propose a mitigation: a control of the library, or in your own words."""
        values = validated_body(MitigationCreateSerializer, request)
        with approver_asked(), service_errors():
            made = mitigation_create(
                model=self.model, actor=request_user(request), role=self.role, values=values
            )
        return Response(_row(self.model, made.number), status=201)


class MitigationView(ModelView):
    """One mitigation."""

    @extend_schema(responses=MitigationSerializer)
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the mitigation."""
        return Response(_row(self.model, number))

    @extend_schema(
        request=MitigationUpdateSerializer,
        responses={200: MitigationSerializer, 409: MitigationConflictSerializer},
    )
    def patch(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Change the mitigation.

        Verified needs an approver and, where no import can verify it, a verification note or evidence.
        """
        changes = validated_body(MitigationUpdateSerializer, request)
        version = changes.pop("version", None)
        try:
            with approver_asked(), service_errors():
                mitigation_update(
                    model=self.model,
                    actor=request_user(request),
                    role=self.role,
                    number=number,
                    changes=changes,
                    version=version,
                )
        except OutdatedEdit:
            detail = f"M{number} has been changed by another person since you opened it."
            return Response({"detail": detail, "current": _row(self.model, number)}, status=409)
        return Response(_row(self.model, number))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Delete the mitigation; its number is not given again."""
        with service_errors():
            mitigation_delete(model=self.model, actor=request_user(request), number=number)
        return Response(status=204)


class MitigationBoardView(ModelView):
    """The mitigations of a model by status."""

    @extend_schema(parameters=[BoardQuerySerializer], responses=BoardColumnSerializer(many=True))
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List each status with its number of mitigations and a page of them, first due first."""
        query = validated_query(BoardQuerySerializer, request)
        user_id = request_user(request).pk
        return Response(mitigation_board(model=self.model, query=query, user_id=user_id))


class MitigationCalendarView(ModelView):
    """The mitigations of a model by due date."""

    @extend_schema(parameters=[CalendarQuerySerializer], responses=CalendarSerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the mitigations that are due in a month."""
        query = validated_query(CalendarQuerySerializer, request)
        user_id = request_user(request).pk
        return Response(mitigation_calendar(model=self.model, query=query, user_id=user_id))


class MitigationTagsView(ModelView):
    """The tags of the mitigations of a model."""

    @extend_schema(responses=TagSerializer(many=True))
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List tags by name, with how many mitigations have each."""
        return Response(mitigation_tag_counts(model=self.model))


def _row(model: ThreatModel, number: int) -> dict[str, Any]:
    mitigations = Mitigation.objects.filter(model=model, number=number)
    rows = mitigation_rows(mitigations, team_id=model.team_id)
    return found_or_404(rows[0] if rows else None)


@contextmanager
def approver_asked() -> Iterator[None]:
    """Answer 403 where only an approver may do it."""
    try:
        yield
    except ApproverNeeded as fault:
        raise PermissionDenied(str(fault)) from fault
