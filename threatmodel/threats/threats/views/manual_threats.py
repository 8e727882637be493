"""Endpoints for severities that people give, and for deleted manual threats.

Manual threats themselves are written by the endpoints of threats (views/threats.py).
"""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.threats.threats.selectors.threat_rows import threat_detail
from threatmodel.threats.threats.serializers.manual_threats import SeveritySerializer, VersionSerializer
from threatmodel.threats.threats.serializers.threats import ThreatSerializer
from threatmodel.threats.threats.services.manual_threats import manual_threat_restore
from threatmodel.threats.threats.services.severity_overrides import severity_override, severity_withdraw
from threatmodel.threats.threats.views.edit_conflicts import EDITED, edited_response


class SeverityView(ModelView):
    """The severity that a person gives a threat instead of the computed one."""

    @extend_schema(request=SeveritySerializer, responses=EDITED)
    def put(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Override the severity, with a reason."""
        values = validated_body(SeveritySerializer, request)
        actor = request_user(request)
        write = partial(severity_override, model=self.model, actor=actor, number=number, **values)
        return edited_response(self.model, number, write)

    @extend_schema(parameters=[VersionSerializer], responses=EDITED)
    def delete(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Withdraw the override: the computed severity counts again."""
        values = validated_query(VersionSerializer, request)
        actor = request_user(request)
        write = partial(severity_withdraw, model=self.model, actor=actor, number=number, **values)
        return edited_response(self.model, number, write)


class ThreatRestoreView(ModelView):
    """A deleted manual threat."""

    @extend_schema(request=None, responses=ThreatSerializer)
    def post(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Restore it with its number, decision and mitigations."""
        with service_errors():
            manual_threat_restore(model=self.model, actor=request_user(request), number=number)
        return Response(found_or_404(threat_detail(model=self.model, number=number)))
