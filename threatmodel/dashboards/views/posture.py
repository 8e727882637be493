"""Endpoints of figures over time."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import member_access_or_404, request_user
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import NO_CONTENT
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.selectors.model_groups import models_grouped
from threatmodel.dashboards.selectors.portfolio import portfolio_models, portfolio_rows
from threatmodel.dashboards.selectors.posture import posture_days
from threatmodel.dashboards.serializers.portfolio import (
    ModelGroupSerializer,
    ModelGroupsQuerySerializer,
    PortfolioFilterSerializer,
    PortfolioModelSerializer,
    PortfolioPostureQuerySerializer,
    PortfolioQuerySerializer,
)
from threatmodel.dashboards.serializers.posture import PostureQuerySerializer, PostureSerializer
from threatmodel.dashboards.services.snapshots import posture_take


class ModelPostureView(ModelView):
    """Figures of a model over time."""

    roles = {"POST": Role.VIEWER}  # figures follow from what is there: to take them changes nothing else
    expensive = {"POST"}

    @extend_schema(parameters=[PostureQuerySerializer], responses=PostureSerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Read the figures of each day that has a snapshot."""
        query = validated_query(PostureQuerySerializer, request)
        return _posture(ThreatModel.objects.filter(pk=self.model.pk), query)

    @extend_schema(request=None, responses={204: NO_CONTENT})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Take the figures of today now, unless that was done within the last two minutes."""
        posture_take(models=ThreatModel.objects.filter(pk=self.model.pk))
        return Response(status=204)


class PortfolioPostureView(APIView):
    """Figures of many models over time, summed: of all teams of a person, or of one."""

    expensive = {"POST"}

    @extend_schema(parameters=[PortfolioPostureQuerySerializer], responses=PostureSerializer)
    def get(self, request: Request) -> Response:
        """Read the sums over the models for each day that has a snapshot."""
        query = validated_query(PortfolioPostureQuerySerializer, request)
        return _posture(models_asked_for(request, query), query)

    @extend_schema(parameters=[PortfolioFilterSerializer], request=None, responses={204: NO_CONTENT})
    def post(self, request: Request) -> Response:
        """Take the figures of today now, where that was not done within the last two minutes."""
        posture_take(models=models_asked_for(request, validated_query(PortfolioFilterSerializer, request)))
        return Response(status=204)


class PortfolioModelsView(APIView):
    """The models of all teams of a person, or of one."""

    @list_schema("portfolio_models", PortfolioModelSerializer, PortfolioQuerySerializer)
    def get(self, request: Request) -> Response:
        """List the models with their newest figures."""
        query = validated_query(PortfolioQuerySerializer, request)
        found = models_asked_for(request, query).select_related("team").order_by(*query["ordering"])
        return Response(page_of(request, found, portfolio_rows))


class PortfolioGroupsView(APIView):
    """The models of all teams of a person, or of one, by tag, owner or folder."""

    @extend_schema(parameters=[ModelGroupsQuerySerializer], responses=ModelGroupSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the values with how many models have each, and the sums of their newest figures."""
        query = validated_query(ModelGroupsQuerySerializer, request)
        return Response(models_grouped(models=models_asked_for(request, query), by=query["by"]))


def models_asked_for(request: Request, query: dict[str, Any]) -> QuerySet[ThreatModel]:
    """The models that are meant; raises Http404 for the team of others."""
    if query["team"]:
        member_access_or_404(request.user, query["team"])
    return portfolio_models(user=request_user(request), query=query)


def _posture(models: QuerySet[ThreatModel], query: dict[str, Any]) -> Response:
    since, until = query["since"], query["until"]
    days = posture_days(models=models, since=since, until=until)
    return Response({"since": since, "until": until, "days": days})
