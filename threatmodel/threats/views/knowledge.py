"""Endpoints of the coverage grid, of grouped questions, and of the rules of a team."""

from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.models import Role
from threatmodel.accounts.permissions import TeamScoped
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.selectors.coverage import grid_of, grid_rows
from threatmodel.threats.selectors.questions import question_group_rows, question_groups_of
from threatmodel.threats.selectors.team_library import team_rule_detail, team_rules_of
from threatmodel.threats.serializers.knowledge import (
    AnswersSerializer,
    CoveragePageSerializer,
    GroupAnswerSerializer,
    QuestionGroupSerializer,
    RuleCreateSerializer,
    RuleTriedSerializer,
    RuleTrySerializer,
    RuleUpdateSerializer,
    TeamRuleRowSerializer,
    TeamRuleSerializer,
)
from threatmodel.threats.serializers.queries import (
    CoverageQuerySerializer,
    QuestionGroupQuerySerializer,
    TeamRuleQuerySerializer,
)
from threatmodel.threats.services.confined import ConfinedFailed
from threatmodel.threats.services.questions import question_group_answer, questions_answer
from threatmodel.threats.services.team_library import rule_create, rule_delete, rule_update
from threatmodel.threats.services.trying import rule_try
from threatmodel.threats.views.base import (
    NO_CONTENT,
    AnsweredSerializer,
    GroupAnsweredSerializer,
    ModelView,
    answer,
    found,
    listed,
    lists,
    page,
    refusals,
    signed_in,
)
from threatmodel.threats.views.large import whole_model
from threatmodel.threats.views.work import job_started


class CoverageView(ModelView):
    """The coverage grid of a model."""

    @extend_schema(
        operation_id="coverage_list", parameters=[CoverageQuerySerializer], responses=CoveragePageSerializer
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List elements and flows by category: threats, considered, waiting, unknown."""
        query = validated_query(CoverageQuerySerializer, request)
        method = query["method"]
        grid = grid_of(model=self.model, query=query)
        rows = page(request, query, grid.lines, lambda some: grid_rows(some, model=self.model, method=method))
        return answer({**rows, **grid.figures(method)})


class QuestionGroupsView(ModelView):
    """The open questions of a model, one row for each fact and kind."""

    @lists("question_groups", QuestionGroupSerializer, QuestionGroupQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List what is asked of many elements, what decides most first."""
        query = validated_query(QuestionGroupQuerySerializer, request)
        groups = question_groups_of(model=self.model, query=query)
        to_rows = partial(question_group_rows, model=self.model, search=query["search"])
        return answer(page(request, query, groups, to_rows))


class GroupAnswerView(ModelView):
    """One answer to many questions."""

    @extend_schema(request=GroupAnswerSerializer, responses={202: GroupAnsweredSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Write the fact of everything the group asks about as told by you, and analyse once."""
        with refusals():
            answered, count = question_group_answer(
                model=self.model, actor=signed_in(request), **validated_body(GroupAnswerSerializer, request)
            )
        return job_started(answered.job, seq=answered.seq, answered=count)


class AnswersView(ModelView):
    """Answers to many questions."""

    @extend_schema(request=AnswersSerializer, responses={202: AnsweredSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Write the facts as told by you, all or none, and analyse once."""
        answers = validated_body(AnswersSerializer, request)["answers"]
        with refusals():
            answered = questions_answer(
                model=self.model,
                actor=signed_in(request),
                answers=[(one["question"], one["value"]) for one in answers],
            )
        return job_started(answered.job, seq=answered.seq)


class TeamRulesView(TeamScoped):
    """The rules that a team has."""

    roles = {"POST": Role.APPROVER}

    @lists("team_rules", TeamRuleRowSerializer, TeamRuleQuerySerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """List the rules of the library and of the team, with how often each fires here."""
        return listed(request, TeamRuleQuerySerializer, partial(team_rules_of, team_id=team), list)

    @extend_schema(request=RuleCreateSerializer, responses={201: TeamRuleSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Add a rule of the team; its models are analysed again."""
        values = validated_body(RuleCreateSerializer, request)
        with refusals():
            changed = rule_create(team_id=team, actor=signed_in(request), **_entry(values))
        _nudge(changed.job)
        return answer(found(team_rule_detail(team_id=team, rule_id=changed.name)), status=201)


class TeamRuleView(TeamScoped):
    """One rule of the library or of the team."""

    roles = {"PATCH": Role.APPROVER, "DELETE": Role.APPROVER}

    @extend_schema(responses=TeamRuleSerializer)
    def get(self, _request: Request, team: UUID, rule: str) -> Response:
        """Return the rule with its condition, examples, controls and references."""
        return answer(found(team_rule_detail(team_id=team, rule_id=rule)))

    @extend_schema(request=RuleUpdateSerializer, responses=TeamRuleSerializer)
    def patch(self, request: Request, team: UUID, rule: str) -> Response:
        """Change a rule of the team, or switch it on or off; its models are analysed again."""
        values = validated_body(RuleUpdateSerializer, request)
        with refusals():
            changed = rule_update(
                team_id=team, actor=signed_in(request), rule_id=rule, changes=_entry(values)
            )
        _nudge(changed.job)
        return answer(found(team_rule_detail(team_id=team, rule_id=rule)))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, rule: str) -> Response:
        """Delete a rule of the team; what it found is gone with the next analysis."""
        with refusals():
            changed = rule_delete(team_id=team, actor=signed_in(request), rule_id=rule)
        _nudge(changed.job)
        return Response(status=204)


class TryOutFailed(APIException):
    """The process that judges by rules of a team did not begin; trying again may help."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The rule could not be tried: Bulkhead is busy or short of memory. Try again shortly."
    wait = 5  # Retry-After, seconds


class RuleTryView(TeamScoped):
    """A try-out of a rule. Each costs a process, so there is an end to them."""

    roles = {"POST": Role.APPROVER}
    throttle_scope = "rule-try"

    @extend_schema(request=RuleTrySerializer, responses=RuleTriedSerializer)
    def post(self, request: Request, team: UUID) -> Response:
        """Say what the rule would find in a model of the team. Nothing is saved."""
        values = validated_body(RuleTrySerializer, request)
        try:
            with refusals():
                return answer(rule_try(team_id=team, model_id=values["model"], raw=values["rule"]))
        except ConfinedFailed as fault:
            raise TryOutFailed from fault


def _entry(values: dict[str, Any]) -> dict[str, Any]:
    """The body of a request as the services name its parts."""
    return {{"rule": "raw"}.get(name, name): value for name, value in values.items()}


def _nudge(job: UUID | None) -> None:
    if job is not None:
        run_job.delay_on_commit(str(job))
