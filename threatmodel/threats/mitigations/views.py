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
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.base import ModelView, service_errors
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.selectors.mitigations import mitigation_rows, mitigations_of
from threatmodel.threats.mitigations.serializers import (
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


class MitigationsView(ModelView):
    """The mitigations of a model."""

    @list_schema("mitigations", MitigationSerializer, MitigationQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List mitigations."""
        to_rows = partial(mitigation_rows, team_id=self.model.team_id)
        return list_response(
            request, MitigationQuerySerializer, partial(mitigations_of, model=self.model), to_rows
        )

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

    @extend_schema(request=MitigationUpdateSerializer, responses=MitigationSerializer)
    def patch(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Change what is named; verified needs an approver."""
        changes = validated_body(MitigationUpdateSerializer, request)
        with approver_asked(), service_errors():
            mitigation_update(
                model=self.model, actor=request_user(request), role=self.role, number=number, changes=changes
            )
        return Response(_row(self.model, number))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Delete the mitigation; its number is not given again."""
        with service_errors():
            mitigation_delete(model=self.model, actor=request_user(request), number=number)
        return Response(status=204)


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
