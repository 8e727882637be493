"""Endpoints of risk by likelihood and impact."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.selectors.risk import Matrix, counted_threats, risk_of
from threatmodel.dashboards.selectors.top_controls import top_controls
from threatmodel.dashboards.serializers.portfolio import PortfolioFilterSerializer
from threatmodel.dashboards.serializers.risk import RiskSerializer
from threatmodel.dashboards.views.posture import models_asked_for
from threatmodel.engine.analysis.risk_matrix import DEFAULT_MATRIX, RiskMatrix, matrix_to_json
from threatmodel.threats.risk.selectors.matrices import common_risk_matrix


class ModelRiskView(ModelView):
    """Risk of a model."""

    @extend_schema(responses=RiskSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Read the risk by likelihood and impact, and which controls would remove most."""
        return _risk(ThreatModel.objects.filter(pk=self.model.pk))


class PortfolioRiskView(APIView):
    """Risk of many models together: of all teams of a person, or of one."""

    @extend_schema(parameters=[PortfolioFilterSerializer], responses=RiskSerializer)
    def get(self, request: Request) -> Response:
        """Read the risk by likelihood and impact, and which controls would remove most."""
        return _risk(models_asked_for(request, validated_query(PortfolioFilterSerializer, request)))


def _risk(models: QuerySet[ThreatModel]) -> Response:
    keys = list(models.order_by().values_list("pk", "team_id"))
    model_ids, team_ids = [model_id for model_id, _ in keys], list({team_id for _, team_id in keys})
    threats = counted_threats(model_ids=model_ids)
    risk = risk_of(threats)
    common = common_risk_matrix(team_ids=team_ids)
    matrix = common or DEFAULT_MATRIX
    return Response(
        {
            "inherent": _matrix(risk.inherent, matrix),
            "current": _matrix(risk.current, matrix),
            "target": _matrix(risk.target, matrix),
            "accepted": _matrix(risk.accepted, matrix),
            "controls": top_controls(team_ids=team_ids, threats=threats),
            "matrix": matrix_to_json(matrix),
            "matrices_differ": common is None,
        }
    )


def _matrix(counted: Matrix, matrix: RiskMatrix) -> dict[str, object]:
    return {"score": counted.score, "cells": counted.cells, "above_appetite": counted.above_appetite(matrix)}
