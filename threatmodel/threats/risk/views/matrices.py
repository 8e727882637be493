"""Endpoints of the risk matrix of a team."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.threats.risk.selectors.matrices import risk_matrix_row
from threatmodel.threats.risk.serializers.matrices import (
    RiskMatrixConflictSerializer,
    RiskMatrixEditSerializer,
    TeamRiskMatrixSerializer,
)
from threatmodel.threats.risk.services.matrices import risk_matrix_reset, risk_matrix_save
from threatmodel.threats.threats.serializers.manual_threats import VersionSerializer

_CHANGED: Final = {200: TeamRiskMatrixSerializer, 409: RiskMatrixConflictSerializer}


class TeamRiskMatrixView(TeamScoped):
    """What the team calls likelihoods and impacts, the levels of risk, and its appetite."""

    roles = {"PUT": Role.OWNER, "DELETE": Role.OWNER}

    @extend_schema(responses=TeamRiskMatrixSerializer)
    def get(self, _request: Request, team: UUID) -> Response:
        """Read the matrix that the team uses."""
        return Response(risk_matrix_row(team_id=team))

    @extend_schema(request=RiskMatrixEditSerializer, responses=_CHANGED)
    def put(self, request: Request, team: UUID) -> Response:
        """Replace the matrix."""
        content = validated_body(RiskMatrixEditSerializer, request)
        version = content.pop("version")
        actor = request_user(request)
        write = partial(risk_matrix_save, team_id=team, actor=actor, version=version, content=content)
        return _changed(team, write)

    @extend_schema(parameters=[VersionSerializer], responses=_CHANGED)
    def delete(self, request: Request, team: UUID) -> Response:
        """Reset to the default matrix."""
        version = validated_query(VersionSerializer, request)["version"]
        write = partial(risk_matrix_reset, team_id=team, actor=request_user(request), version=version)
        return _changed(team, write)


def _changed(team_id: UUID, write: Callable[[], None]) -> Response:
    try:
        with service_errors():
            write()
    except OutdatedEdit:
        detail = "Another person has changed the risk matrix since you opened it."
        return Response({"detail": detail, "current": risk_matrix_row(team_id=team_id)}, status=409)
    return Response(risk_matrix_row(team_id=team_id))
