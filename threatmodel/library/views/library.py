"""Endpoints of the library: catalogue, rules, controls, references and templates."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import found_or_404
from threatmodel.library.selectors.builtin_library import (
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

    @list_schema("references", CatalogueReferenceSerializer, ReferenceQuerySerializer)
    def get(self, request: Request) -> Response:
        """List entries of ATT&CK, CIS, NIST, OWASP and others."""
        return list_response(request, ReferenceQuerySerializer, references_of, list)


class CatalogueView(APIView):
    """What can stand in a model."""

    @extend_schema(responses=CatalogueSerializer)
    def get(self, _request: Request) -> Response:
        """Return the kinds with their facts, the relations and what may exchange data."""
        return Response(catalogue())


class ControlsView(APIView):
    """The controls of the library."""

    @list_schema("controls", ControlSerializer, LibraryQuerySerializer)
    def get(self, request: Request) -> Response:
        """List controls."""
        return list_response(request, LibraryQuerySerializer, controls_of, control_rows)


class RulesView(APIView):
    """The rules of the library."""

    @list_schema("rules", RuleRowSerializer, LibraryQuerySerializer)
    def get(self, request: Request) -> Response:
        """List rules."""
        return list_response(request, LibraryQuerySerializer, rules_of, rule_rows)


class RuleView(APIView):
    """One rule."""

    @extend_schema(responses=RuleSerializer)
    def get(self, _request: Request, rule: str) -> Response:
        """Return the rule with its condition, its controls and its references."""
        return Response(found_or_404(rule_detail(rule)))


class TemplatesView(APIView):
    """The architectures that a model can begin as."""

    @extend_schema(operation_id="templates_list", responses=TemplateSerializer(many=True))
    def get(self, _request: Request) -> Response:
        """List the templates with a small picture of each."""
        return Response(template_rows())
