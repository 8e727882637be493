"""Endpoints of mitigations."""

from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.models import Mitigation
from threatmodel.threats.selectors.mitigations import mitigation_rows, mitigations_of
from threatmodel.threats.serializers.queries import MitigationQuerySerializer
from threatmodel.threats.serializers.threats import (
    MitigationCreateSerializer,
    MitigationSerializer,
    MitigationUpdateSerializer,
)
from threatmodel.threats.services.mitigations import (
    ApproverNeeded,
    InvalidMitigation,
    mitigation_create,
    mitigation_delete,
    mitigation_update,
)
from threatmodel.threats.views.base import (
    NO_CONTENT,
    ModelView,
    answer,
    asked,
    found,
    given,
    lists,
    page,
    signed_in,
)


class MitigationsView(ModelView):
    """The mitigations of a model."""

    @lists("mitigations", MitigationSerializer, MitigationQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List mitigations."""
        query = asked(MitigationQuerySerializer, request)
        to_rows = partial(mitigation_rows, team_id=self.model.team_id)
        return answer(page(request, query, mitigations_of(model=self.model, query=query), to_rows))

    @extend_schema(request=MitigationCreateSerializer, responses={201: MitigationSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Propose a mitigation: a control of the library, or in your own words."""
        values = given(MitigationCreateSerializer, request)
        try:
            made = mitigation_create(
                model=self.model, actor=signed_in(request), role=self.role, values=values
            )
        except (InvalidMitigation, ApproverNeeded) as fault:
            raise refused(fault) from fault
        return answer(_row(self.model, made.number), status=201)


class MitigationView(ModelView):
    """One mitigation."""

    @extend_schema(responses=MitigationSerializer)
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the mitigation."""
        return answer(_row(self.model, number))

    @extend_schema(request=MitigationUpdateSerializer, responses=MitigationSerializer)
    def patch(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Change what is named; verified needs an approver."""
        changes = given(MitigationUpdateSerializer, request)
        try:
            mitigation_update(
                model=self.model, actor=signed_in(request), role=self.role, number=number, changes=changes
            )
        except Mitigation.DoesNotExist:
            return answer(found(None))
        except (InvalidMitigation, ApproverNeeded) as fault:
            raise refused(fault) from fault
        return answer(_row(self.model, number))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Delete the mitigation; its number is not given again."""
        try:
            mitigation_delete(model=self.model, actor=signed_in(request), number=number)
        except Mitigation.DoesNotExist:
            return answer(found(None))
        return Response(status=204)


def _row(model: ThreatModel, number: int) -> dict[str, Any]:
    mitigations = Mitigation.objects.filter(model=model, number=number)
    rows = mitigation_rows(mitigations, team_id=model.team_id)
    return found(rows[0] if rows else None)


def refused(fault: InvalidMitigation | ApproverNeeded) -> Exception:
    """Return what the API raises for a mitigation that cannot be so."""
    if isinstance(fault, ApproverNeeded):
        return PermissionDenied(str(fault))
    return ValidationError({fault.field: [str(fault)]})
