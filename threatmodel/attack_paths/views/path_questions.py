"""Endpoints of questions about attack paths; they look at the whole model as it is now."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.attack_paths.selectors.goal_cut import goal_cut_row
from threatmodel.attack_paths.selectors.path_questions import between_row, impact_row, leads_to_row
from threatmodel.attack_paths.selectors.what_if import what_if_row
from threatmodel.attack_paths.serializers.path_questions import (
    BetweenQuerySerializer,
    ImpactQuerySerializer,
    ImpactSerializer,
    LeadsToQuerySerializer,
    LeadsToSerializer,
    PathWhatIfQuestionSerializer,
    PathWhatIfSerializer,
)
from threatmodel.attack_paths.serializers.results import GoalCutSerializer, PathsSerializer


class BetweenView(ModelView):
    """From here to there."""

    @extend_schema(
        operation_id="attack_paths_between", parameters=[BetweenQuerySerializer], responses=PathsSerializer
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the likeliest paths; possible ones where no other leads there."""
        query = validated_query(BetweenQuerySerializer, request)
        return Response(found_or_404(between_row(model=self.model, query=query)))


class ImpactView(ModelView):
    """What falls with an element."""

    @extend_schema(
        operation_id="attack_paths_impact", parameters=[ImpactQuerySerializer], responses=ImpactSerializer
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return what an attacker gets who has the element."""
        query = validated_query(ImpactQuerySerializer, request)
        return Response(found_or_404(impact_row(model=self.model, query=query)))


class LeadsToView(ModelView):
    """What leads to a goal or an element."""

    @extend_schema(
        operation_id="attack_paths_leads_to",
        parameters=[LeadsToQuerySerializer],
        responses=LeadsToSerializer,
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the attackers who get there, and the elements that lead there."""
        query = validated_query(LeadsToQuerySerializer, request)
        return Response(found_or_404(leads_to_row(model=self.model, query=query)))


class GoalCutView(ModelView):
    """What puts a goal out of reach."""

    @extend_schema(operation_id="attack_goal_cut", responses=GoalCutSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, goal: str) -> Response:  # noqa: ARG002
        """Return the smallest set of changes after which no attacker who counts reaches the goal."""
        return Response(found_or_404(goal_cut_row(model=self.model, key=goal)))


class PathWhatIfView(ModelView):
    """What changes would bring."""

    roles = {"POST": Role.VIEWER}
    reading = ("POST",)

    @extend_schema(
        operation_id="attack_paths_what_if",
        request=PathWhatIfQuestionSerializer,
        responses=PathWhatIfSerializer,
    )
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the result before and after; nothing is written."""
        question = validated_body(PathWhatIfQuestionSerializer, request)
        with service_errors():
            return Response(what_if_row(model=self.model, question=question))
