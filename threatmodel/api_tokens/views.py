"""Endpoints of API tokens: one's own, those of a team for its owners, and the one that asks."""

from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, check_reauthenticated, request_user
from threatmodel.api.list_params import ListQuerySerializer, list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.api_tokens.models import ApiToken
from threatmodel.api_tokens.selectors import tokens_of, tokens_of_team
from threatmodel.api_tokens.serializers import (
    AgentToolSerializer,
    ApiTokenCreateSerializer,
    ApiTokenSerializer,
    NewApiTokenSerializer,
)
from threatmodel.api_tokens.services import InvalidToken, check_not_shared, token_create, token_revoke
from threatmodel.engine.mcp_tools.tool_list import TOOLS

_FOR_A_PIPELINE = OpenApiExample(
    "For a pipeline",
    request_only=True,
    value={
        "name": "Pipeline of shop",
        "team": "0b8f3c0e-6d0e-4c55-9d7c-3f1f7a4f8f10",
        "model": "c2f0f5b4-6c27-4a39-8b5d-9d4b6a4d1c22",
        "scopes": ["read", "import"],
        "days": 90,
    },
)


class OwnTokensView(APIView):
    """The tokens of the person who asks."""

    permission_classes = [IsAuthenticated]

    @list_schema("own_tokens", ApiTokenSerializer, ListQuerySerializer)
    def get(self, request: Request) -> Response:
        """List the tokens of all teams, newest first, also those that have ended."""
        select = partial(_found, tokens_of(user=request_user(request)))
        return list_response(request, ListQuerySerializer, select, _rows)

    @extend_schema(
        request=ApiTokenCreateSerializer,
        responses={201: NewApiTokenSerializer},
        examples=[_FOR_A_PIPELINE],
    )
    def post(self, request: Request) -> Response:
        """Create a token, and return its text, this once. The password must have been confirmed lately."""
        values = validated_body(ApiTokenCreateSerializer, request)
        user = request_user(request)
        try:
            check_not_shared(user)
            check_reauthenticated(request)
            made = token_create(user=user, team_id=values.pop("team"), model_id=values.pop("model"), **values)
        except InvalidToken as fault:
            raise ValidationError({fault.field: [str(fault)]}) from None
        return Response({"token": ApiTokenSerializer(made.token).data, "secret": made.text}, status=201)


class OwnTokenView(APIView):
    """One token of the person who asks."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, token: UUID) -> Response:
        """Revoke the token: it stops working at once."""
        user = request_user(request)
        token_revoke(token=found_or_404(tokens_of(user=user).filter(pk=token).first()), actor=user)
        return Response(status=204)


class TeamTokensView(TeamScoped):
    """The tokens of the members of a team; owners only."""

    roles = {"GET": Role.OWNER, "HEAD": Role.OWNER}

    @list_schema("team_tokens", ApiTokenSerializer, ListQuerySerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """List the tokens of all members, newest first, also those that have ended."""
        select = partial(_found, tokens_of_team(team_id=team))
        return list_response(request, ListQuerySerializer, select, _rows)


class TeamTokenView(TeamScoped):
    """One token of a member; owners only."""

    roles = {"DELETE": Role.OWNER}

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, token: UUID) -> Response:
        """Revoke the token: it stops working at once."""
        found = found_or_404(tokens_of_team(team_id=team).filter(pk=token).first())
        token_revoke(token=found, actor=request_user(request))
        return Response(status=204)


class PresentTokenView(APIView):
    """The token with which the request is made."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=ApiTokenSerializer)
    def get(self, request: Request) -> Response:
        """Return what the token allows, and until when; 404 for a request without one."""
        if not isinstance(request.auth, ApiToken):
            raise Http404("Not found.")
        return Response(ApiTokenSerializer(request.auth).data)


class AgentToolsView(APIView):
    """The tools of the MCP server."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=AgentToolSerializer(many=True))
    def get(self, _request: Request) -> Response:
        """List the tools that a token may allow."""
        return Response(AgentToolSerializer(TOOLS, many=True).data)


def _found(tokens: QuerySet[ApiToken], *, query: dict[str, str]) -> QuerySet[ApiToken]:
    return tokens.filter(name__icontains=query["search"]) if query["search"] else tokens


def _rows(tokens: QuerySet[ApiToken]) -> list[dict[str, object]]:
    return [dict(row) for row in ApiTokenSerializer(tokens, many=True).data]
