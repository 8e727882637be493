"""Endpoints of the rules of a team."""

from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.jobs.tasks import run_job
from threatmodel.library.selectors.rules import team_rule_detail, team_rules_of
from threatmodel.library.serializers.rules import (
    DryRunResultSerializer,
    RuleCreateSerializer,
    RuleDryRunSerializer,
    RuleUpdateSerializer,
    TeamRuleQuerySerializer,
    TeamRuleRowSerializer,
    TeamRuleSerializer,
)
from threatmodel.library.services.rule_dry_run import rule_dry_run
from threatmodel.library.services.rule_sandbox import SandboxFailed
from threatmodel.library.services.team_library import rule_create, rule_delete, rule_update


class TeamRulesView(TeamScoped):
    """The rules that a team has."""

    roles = {"POST": Role.APPROVER}

    @list_schema("team_rules", TeamRuleRowSerializer, TeamRuleQuerySerializer)
    def get(self, request: Request, team: UUID) -> Response:
        """List the rules of the library and of the team, with how often each fires here."""
        return list_response(request, TeamRuleQuerySerializer, partial(team_rules_of, team_id=team), list)

    @extend_schema(request=RuleCreateSerializer, responses={201: TeamRuleSerializer})
    def post(self, request: Request, team: UUID) -> Response:
        """Add a rule of the team; its models are analyzed again."""
        values = validated_body(RuleCreateSerializer, request)
        with service_errors():
            changed = rule_create(team_id=team, actor=request_user(request), **_entry(values))
        _nudge(changed.job)
        return Response(found_or_404(team_rule_detail(team_id=team, rule_id=changed.name)), status=201)


class TeamRuleView(TeamScoped):
    """One rule of the library or of the team."""

    roles = {"PATCH": Role.APPROVER, "DELETE": Role.APPROVER}

    @extend_schema(responses=TeamRuleSerializer)
    def get(self, _request: Request, team: UUID, rule: str) -> Response:
        """Return the rule with its condition, examples, controls and references."""
        return Response(found_or_404(team_rule_detail(team_id=team, rule_id=rule)))

    @extend_schema(request=RuleUpdateSerializer, responses=TeamRuleSerializer)
    def patch(self, request: Request, team: UUID, rule: str) -> Response:
        """Change a rule of the team, or switch it on or off; its models are analyzed again."""
        values = validated_body(RuleUpdateSerializer, request)
        with service_errors():
            changed = rule_update(
                team_id=team, actor=request_user(request), rule_id=rule, changes=_entry(values)
            )
        _nudge(changed.job)
        return Response(found_or_404(team_rule_detail(team_id=team, rule_id=rule)))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, team: UUID, rule: str) -> Response:
        """Delete a rule of the team; what it found is gone with the next analysis."""
        with service_errors():
            changed = rule_delete(team_id=team, actor=request_user(request), rule_id=rule)
        _nudge(changed.job)
        return Response(status=204)


class DryRunFailed(APIException):
    """The process that judges by rules of a team did not begin; trying again may help."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The rule could not be tested: Bulkhead is busy or short of memory. Try again shortly."
    wait = 5  # Retry-After, seconds


class RuleDryRunView(TeamScoped):
    """A try-out of a rule. Each costs a process, so there is an end to them."""

    roles = {"POST": Role.APPROVER}
    throttle_scope = "rule-try"

    @extend_schema(request=RuleDryRunSerializer, responses=DryRunResultSerializer)
    def post(self, request: Request, team: UUID) -> Response:
        """Return what the rule would find in a model of the team. Nothing is saved."""
        values = validated_body(RuleDryRunSerializer, request)
        try:
            with service_errors():
                return Response(rule_dry_run(team_id=team, model_id=values["model"], raw=values["rule"]))
        except SandboxFailed as fault:
            raise DryRunFailed from fault


def _entry(values: dict[str, Any]) -> dict[str, Any]:
    """The body of a request as the services name its parts."""
    return {{"rule": "raw"}.get(name, name): value for name, value in values.items()}


def _nudge(job: UUID | None) -> None:
    if job is not None:
        run_job.delay_on_commit(str(job))
