"""Endpoints of the stored result: goals, their paths, fixes, runs and their comparison."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.model_view import ModelView, job_response, job_schema, service_errors
from threatmodel.attack_paths.path_serialization import unpack
from threatmodel.attack_paths.selectors.fixes import fix_rows
from threatmodel.attack_paths.selectors.goals import goal_get, goal_rows, goals_of
from threatmodel.attack_paths.selectors.passing_paths import resting_row, through_row
from threatmodel.attack_paths.selectors.path_rows import paths_row
from threatmodel.attack_paths.selectors.run_comparison import (
    change_counts,
    change_of,
    goals_compared,
    pair_rows,
    runs_compared,
)
from threatmodel.attack_paths.selectors.runs import run_row, run_rows, runs_of, summary_row
from threatmodel.attack_paths.serializers.results import (
    AttackFixesSerializer,
    AttackGoalQuerySerializer,
    AttackGoalSerializer,
    FixApplySerializer,
    GoalPathsQuerySerializer,
    GoalPathsSerializer,
    PathRunQuerySerializer,
    PathRunSerializer,
    PathSummarySerializer,
    RunComparisonQuerySerializer,
    RunComparisonSerializer,
    ThroughQuerySerializer,
    ThroughSerializer,
)
from threatmodel.attack_paths.services.mitigations_from_fixes import fix_apply
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.services import job_ensure
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.selectors.mitigations import mitigation_rows
from threatmodel.threats.mitigations.serializers import MitigationSerializer


class AttackPathsView(ModelView):
    """The newest attack paths of a model."""

    expensive = frozenset({"POST"})

    @extend_schema(responses=PathSummarySerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the newest result as a whole."""
        return Response(summary_row(model=self.model))

    @job_schema(request=None)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Compute the attack paths of the model as it is now."""
        with service_errors():
            job = job_ensure(
                team=self.model.team, kind=JobKind.ATTACK_PATHS, user=request_user(request), model=self.model
            )
        return job_response(job)


class AttackGoalsView(ModelView):
    """The goals of attackers in a model."""

    @list_schema("attack_goals", AttackGoalSerializer, AttackGoalQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the goals of the newest result, the worst first."""
        to_rows = partial(goal_rows, model_id=self.model.pk)
        return list_response(request, AttackGoalQuerySerializer, partial(goals_of, model=self.model), to_rows)


class GoalPathsView(ModelView):
    """One goal."""

    @extend_schema(parameters=[GoalPathsQuerySerializer], responses=GoalPathsSerializer)
    def get(self, request: Request, model: UUID, goal: str) -> Response:  # noqa: ARG002
        """Return the paths to the goal, the likeliest first."""
        query = validated_query(GoalPathsQuerySerializer, request)
        found = found_or_404(goal_get(model=self.model, key=goal))
        (row,) = goal_rows([found], model_id=self.model.pk)
        paths = paths_row(unpack(bytes(found.content)), model=self.model, attacker=query["attacker"])
        return Response({"goal": row, **paths})


class AttackFixesView(ModelView):
    """The changes that lower the risk most."""

    @extend_schema(responses=AttackFixesSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the fixes of the newest result, the best first."""
        return Response({"results": fix_rows(model=self.model)})

    @extend_schema(
        request=FixApplySerializer, responses={200: MitigationSerializer, 201: MitigationSerializer}
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Plan a mitigation that applies the control; 200 with the one that does so already."""
        values = validated_body(FixApplySerializer, request)
        with service_errors():
            number, is_new = fix_apply(
                model=self.model, actor=request_user(request), role=self.role, **values
            )
        mitigation = Mitigation.objects.filter(model=self.model, number=number)
        (row,) = mitigation_rows(mitigation, team_id=self.model.team_id)
        return Response(row, status=201 if is_new else 200)


class ThroughView(ModelView):
    """Paths through an element, or that rest on a threat."""

    @extend_schema(
        operation_id="attack_paths_through", parameters=[ThroughQuerySerializer], responses=ThroughSerializer
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the paths of the newest result that pass an element or flow, or use a threat."""
        query = validated_query(ThroughQuerySerializer, request)
        if query["threat"] is not None:
            return Response(found_or_404(resting_row(model=self.model, number=query["threat"])))
        return Response(found_or_404(through_row(model=self.model, uid=query["uid"])))


class PathRunsView(ModelView):
    """Earlier results."""

    @list_schema("path_runs", PathRunSerializer, PathRunQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the newest run and the last of each day before, newest first."""
        return list_response(request, PathRunQuerySerializer, partial(runs_of, model=self.model), run_rows)


class RunComparisonView(ModelView):
    """Two runs beside each other."""

    @extend_schema(
        operation_id="path_runs_compare",
        parameters=[RunComparisonQuerySerializer],
        responses=RunComparisonSerializer,
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return what became of each goal between two runs."""
        query = validated_query(RunComparisonQuerySerializer, request)
        runs = runs_compared(model=self.model, before=query["before"], after=query["after"])
        before, after = found_or_404(runs)
        pairs = goals_compared(before, after)
        chosen = [pair for pair in pairs if not query["change"] or change_of(pair) in query["change"]]
        return Response(
            {
                "before": run_row(before),
                "after": run_row(after),
                "counts": change_counts(pairs),
                **page_of(request, chosen, partial(pair_rows, model=self.model)),
            }
        )
