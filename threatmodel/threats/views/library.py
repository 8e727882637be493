"""Endpoints of what Bulkhead itself knows: the catalogue, controls and rules."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.threats.selectors.library import (
    catalogue,
    control_rows,
    controls_of,
    rule_detail,
    rule_rows,
    rules_of,
)
from threatmodel.threats.serializers.library import CatalogueSerializer, RuleRowSerializer, RuleSerializer
from threatmodel.threats.serializers.queries import LibraryQuerySerializer
from threatmodel.threats.serializers.shared import ControlSerializer
from threatmodel.threats.views.base import answer, found, listed, lists


class CatalogueView(APIView):
    """What can stand in a model."""

    @extend_schema(responses=CatalogueSerializer)
    def get(self, _request: Request) -> Response:
        """Return the kinds with their facts, the relations and what may exchange data."""
        return answer(catalogue())


class ControlsView(APIView):
    """The controls of the library."""

    @lists("controls", ControlSerializer, LibraryQuerySerializer)
    def get(self, request: Request) -> Response:
        """List controls."""
        return listed(request, LibraryQuerySerializer, controls_of, control_rows)


class RulesView(APIView):
    """The rules of the library."""

    @lists("rules", RuleRowSerializer, LibraryQuerySerializer)
    def get(self, request: Request) -> Response:
        """List rules."""
        return listed(request, LibraryQuerySerializer, rules_of, rule_rows)


class RuleView(APIView):
    """One rule."""

    @extend_schema(responses=RuleSerializer)
    def get(self, _request: Request, rule: str) -> Response:
        """Return the rule with its condition, its controls and its references."""
        return answer(found(rule_detail(rule)))
