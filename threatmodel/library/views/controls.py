"""Endpoints of the controls of a team."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.library.selectors.controls import team_control_detail, team_controls_of
from threatmodel.library.serializers.controls import (
    ControlCreateSerializer,
    ControlUpdateSerializer,
    TeamControlDetailSerializer,
    TeamControlQuerySerializer,
    TeamControlSerializer,
)
from threatmodel.library.services.team_library import control_create, control_delete, control_update


class TeamControlsView(TeamScoped):
    """The controls that a team has."""

    roles = {"POST": Role.APPROVER}

    @list_schema("team_controls", TeamControlSerializer, TeamControlQuerySerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """List the controls of the library and of the team, with how often each is named here."""
        return list_response(
            request, TeamControlQuerySerializer, partial(team_controls_of, team_id=team), list
        )

    @extend_schema(request=ControlCreateSerializer, responses={201: TeamControlDetailSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Add a control of the team."""
        values = validated_body(ControlCreateSerializer, request)
        with service_errors():
            name = control_create(team_id=team, actor=request_user(request), values=values)
        return Response(found_or_404(team_control_detail(team_id=team, control_id=name)), status=201)


class TeamControlView(TeamScoped):
    """One control of the library or of the team."""

    roles = {"PATCH": Role.APPROVER, "DELETE": Role.APPROVER}

    @extend_schema(responses=TeamControlDetailSerializer)
    def get(self, _request: Request, team: UUID, control: str) -> Response:
        """Return the control with the rules it answers and the mitigations that apply it."""
        return Response(found_or_404(team_control_detail(team_id=team, control_id=control)))

    @extend_schema(request=ControlUpdateSerializer, responses=TeamControlDetailSerializer)
    def patch(self, request: Request, team: UUID, control: str) -> Response:
        """Change a control of the team."""
        changes = validated_body(ControlUpdateSerializer, request, partial=True)
        with service_errors():
            control_update(team_id=team, actor=request_user(request), control_id=control, changes=changes)
        return Response(found_or_404(team_control_detail(team_id=team, control_id=control)))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, control: str) -> Response:
        """Delete a control of the team that none of its rules names; mitigations keep their words."""
        with service_errors():
            control_delete(team_id=team, actor=request_user(request), control_id=control)
        return Response(status=204)
