"""The endpoint of the threats behind the figures of a portfolio."""

from functools import partial

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.permissions import member_access_or_404, request_user
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.validation import validated_query
from threatmodel.dashboards.selectors.portfolio_threats import portfolio_threat_rows, portfolio_threats
from threatmodel.dashboards.serializers.portfolio_threats import (
    PortfolioThreatQuerySerializer,
    PortfolioThreatSerializer,
)
from threatmodel.threats.overview.selectors.my_work import team_days


class PortfolioThreatsView(APIView):
    """The found threats of all models of all teams of a person, or of one."""

    @list_schema("portfolio_threats", PortfolioThreatSerializer, PortfolioThreatQuerySerializer)
    def get(self, request: Request) -> Response:
        """List threats across models."""
        query, user = validated_query(PortfolioThreatQuerySerializer, request), request_user(request)
        if query["team"]:
            member_access_or_404(user, query["team"])
        days = team_days(user=user)
        found = portfolio_threats(user=user, query=query, days=days)
        return Response(page_of(request, found, partial(portfolio_threat_rows, days=days)))
