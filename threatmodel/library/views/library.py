"""Endpoints of the library: catalogue, rules, controls, references and templates."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.architecture.api.views.base import answer, found, listed, lists
from threatmodel.library.selectors.shipped import (
    catalogue,
    control_rows,
    controls_of,
    references_of,
    rule_detail,
    rule_rows,
    rules_of,
)
from threatmodel.library.selectors.templates import template_rows
from threatmodel.library.serializers.library import (
    CatalogueReferenceSerializer,
    CatalogueSerializer,
    ControlSerializer,
    LibraryQuerySerializer,
    ReferenceQuerySerializer,
    RuleRowSerializer,
    RuleSerializer,
)
from threatmodel.library.serializers.templates import TemplateSerializer


class ReferencesView(APIView):
    """The public catalogues that rules and controls refer to."""

    @lists("references", CatalogueReferenceSerializer, ReferenceQuerySerializer)
    def get(self, request: Request) -> Response:
        """List entries of ATT&CK, CIS, NIST, OWASP and others."""
        return listed(request, ReferenceQuerySerializer, references_of, list)


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


class TemplatesView(APIView):
    """The architectures that a model can begin as."""

    @extend_schema(operation_id="templates_list", responses=TemplateSerializer(many=True))
    def get(self, _request: Request) -> Response:
        """List the templates with a small picture of each."""
        return Response(template_rows())
