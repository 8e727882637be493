"""Endpoints of suggested controls."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.threats.control_suggestions.selectors import control_reach, control_suggestions
from threatmodel.threats.control_suggestions.serializers import (
    ControlPlanSerializer,
    ControlReachSerializer,
    ControlSuggestionSerializer,
    PlannedControlSerializer,
    SuggestionQuerySerializer,
)
from threatmodel.threats.control_suggestions.services import control_plan


class SuggestionsView(ModelView):
    """The controls that would treat open threats of a model."""

    @list_schema("suggestions", ControlSuggestionSerializer, SuggestionQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List controls by the risk they remove: the scores of the open threats they would treat."""
        return list_response(request, SuggestionQuerySerializer, self._found, list)

    def _found(self, *, query: dict[str, Any]) -> list[dict[str, Any]]:
        words = query["search"].strip().lower()
        rows = control_suggestions(model=self.model)
        return [row for row in rows if words in row["control"]["title"].lower()]


class ControlPlanView(TeamScoped):
    """One control in many models of a team."""

    @extend_schema(responses=ControlReachSerializer(many=True))
    def get(self, _request: Request, team: UUID, control: str) -> Response:
        """List the models in which the control would treat threats, with the worst of these."""
        found_or_404(controls_by_id(team_id=team, ids=[control]).get(control))
        return Response(control_reach(team_id=team, control=control))

    @extend_schema(request=ControlPlanSerializer, responses=PlannedControlSerializer(many=True))
    def post(self, request: Request, team: UUID, control: str) -> Response:
        """Plan the control in these models, each with all open threats that it would treat."""
        found_or_404(controls_by_id(team_id=team, ids=[control]).get(control))
        body = validated_body(ControlPlanSerializer, request)
        with service_errors():
            planned = control_plan(
                team_id=team,
                actor=request_user(request),
                role=self.role,
                control=control,
                model_ids=set(body["models"]),
            )
        return Response(
            [
                {
                    "model": one.model.pk,
                    "number": one.number,
                    "version": one.version,
                    "is_new": one.is_new,
                    "attached": one.attached,
                }
                for one in planned
            ]
        )
