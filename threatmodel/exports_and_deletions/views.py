"""Endpoints to take data along and to delete accounts and teams."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.audit_recording import team_recorded, user_recorded
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team
from threatmodel.accounts.permissions import TeamScoped, check_reauthenticated, request_user
from threatmodel.administration.permissions import IsAdministrator
from threatmodel.administration.services import NotPossible
from threatmodel.administration.views import refused
from threatmodel.api.streaming import JsonObject, file_response, json_parts
from threatmodel.api.validation import validated_body
from threatmodel.audit.actions import Action
from threatmodel.exports_and_deletions.exports.account import account_export
from threatmodel.exports_and_deletions.exports.team import team_export
from threatmodel.exports_and_deletions.serializers import AccountDeletionSerializer, TeamDeletionSerializer
from threatmodel.exports_and_deletions.services import SoleOwner, account_delete, team_delete, team_restore

_FILE = {(200, "application/json"): OpenApiTypes.OBJECT}


class AccountExportView(APIView):
    """The data of the person who asks."""

    permission_classes = [IsAuthenticated]
    expensive = frozenset({"GET"})

    @extend_schema(operation_id="account_export", responses=_FILE)
    def get(self, request: Request) -> StreamingHttpResponse:
        """Send profile, memberships, comments, decisions and audit events of the person."""
        user = request_user(request)
        user_recorded(user, Action.ACCOUNT_EXPORTED, actor=user)
        return _json_file(account_export(user), name="account")


class AccountDeletionView(APIView):
    """The end of the account of the person who asks."""

    permission_classes = [IsAuthenticated]

    @extend_schema(request=AccountDeletionSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Delete the account. The password must have been confirmed lately, and the address is typed."""
        user = request_user(request)
        typed: str = validated_body(AccountDeletionSerializer, request)["email"]
        if typed.strip().lower() != user.email.lower():
            raise ValidationError({"email": ["This is not the address of your account."]})
        check_reauthenticated(request)
        try:
            account_delete(user=user)
        except (SoleOwner, NotPossible) as fault:
            raise ValidationError({"detail": str(fault)}) from None
        logout(request._request)  # noqa: SLF001 (Django's request; the one of DRF has no setter of its user)
        return Response(status=204)


class TeamExportView(TeamScoped):
    """The data of a team."""

    roles = {"GET": Role.OWNER, "HEAD": Role.OWNER}
    expensive = frozenset({"GET"})

    @extend_schema(operation_id="team_export", responses=_FILE)
    def get(self, _request: Request, team: UUID) -> StreamingHttpResponse:
        """Send everything the team can read of itself."""
        row = get_object_or_404(Team, pk=team)
        team_recorded(row, Action.TEAM_EXPORTED)
        return _json_file(team_export(row), name=row.slug)


class TeamDeletionView(TeamScoped):
    """The end of a team."""

    roles = {"POST": Role.OWNER}

    @extend_schema(request=TeamDeletionSerializer, responses={204: None})
    def post(self, request: Request, team: UUID) -> Response:
        """Delete the team. The password must have been confirmed lately, and the name is typed."""
        row = get_object_or_404(Team, pk=team)
        typed: str = validated_body(TeamDeletionSerializer, request)["name"]
        if typed.strip() != row.name.strip():
            raise ValidationError({"name": ["This is not the name of the team."]})
        check_reauthenticated(request)
        team_delete(team=row, actor=request_user(request))
        return Response(status=204)


class TeamRestoreView(APIView):
    """The way back, for administrators."""

    permission_classes = [IsAdministrator]

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, team: UUID) -> Response:
        """Give a deleted team back to its members, as long as nothing of it is removed."""
        row = get_object_or_404(Team, pk=team)
        with refused():
            team_restore(team=row, actor=request_user(request))
        return Response(status=204)


def _json_file(content: JsonObject, *, name: str) -> StreamingHttpResponse:
    file_name = f"bulkhead-{name}-{timezone.now():%Y-%m-%d}.json"
    return file_response(json_parts(content), content_type="application/json", name=file_name)
