"""Endpoints of the rating method of a model and of the rating of threats."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.threats.risk.selectors.rating_methods import risk_method_row
from threatmodel.threats.risk.serializers.ratings import (
    RiskMethodConflictSerializer,
    RiskMethodEditSerializer,
    RiskMethodSerializer,
    ThreatRatingSerializer,
)
from threatmodel.threats.risk.services.ratings import risk_method_set, threat_rate
from threatmodel.threats.threats.views.edit_conflicts import EDITED, edited_response


class RiskMethodView(ModelView):
    """How the threats of a model are rated."""

    @extend_schema(responses=RiskMethodSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Read the method, and the factors that hold for all threats."""
        return Response(risk_method_row(model=self.model))

    @extend_schema(
        request=RiskMethodEditSerializer,
        responses={200: RiskMethodSerializer, 409: RiskMethodConflictSerializer},
    )
    def put(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Choose the method, and answer factors for all threats at once."""
        values = validated_body(RiskMethodEditSerializer, request)
        try:
            with service_errors():
                risk_method_set(model=self.model, actor=request_user(request), **values)
        except OutdatedEdit:
            detail = "Another person has changed how risk is rated since you opened it."
            return Response({"detail": detail, "current": risk_method_row(model=self.model)}, status=409)
        return Response(risk_method_row(model=self.model))


class ThreatRatingView(ModelView):
    """What people say of the risk of a threat."""

    @extend_schema(request=ThreatRatingSerializer, responses=EDITED)
    def put(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Answer factors of OWASP, or enter a CVSS vector; the one that is left out stays as it is."""
        values = validated_body(ThreatRatingSerializer, request)
        actor = request_user(request)
        return edited_response(
            self.model, number, partial(threat_rate, model=self.model, actor=actor, number=number, **values)
        )
