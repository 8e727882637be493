"""Writes the rules and controls of a team, and requests the analyses that follow."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.db import transaction

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.rule_validation import InvalidDefinition as RefusedEntry
from threatmodel.engine.library.rule_validation import validate_control, validate_rule
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.services import TooManyJobs, job_ensure
from threatmodel.library.models import TeamControl, TeamRule
from threatmodel.library.selectors.team_library import team_library
from threatmodel.library.services.rule_sandbox import timeout_note

Json = Mapping[str, Any]
RULES_MOST: Final = 50  # of one team: each costs time in every analysis
CONTROLS_MOST: Final = 200
log = structlog.get_logger(__name__)


class InvalidEntry(InvalidRequest):
    """A rule or control that is not valid."""


@dataclass(frozen=True, slots=True)
class RuleChanged:
    """The id of the rule that was written, and the job that analyzes the team's models because of it."""

    name: str
    job: uuid.UUID | None


# --- rules -------------------------------------------------------------------------------------


@transaction.atomic
def rule_create(*, team_id: uuid.UUID, actor: User, raw: Json, enabled: bool = True) -> RuleChanged:
    """Add a rule of the team. Raises InvalidEntry, TooManyJobs. The caller dispatches the job."""
    team = _team_lock(team_id)
    _check_rule(team_id, raw)
    own = TeamRule.objects.filter(team=team)
    if own.filter(rule=raw["id"]).exists():
        raise InvalidEntry({"id": ["Your team already has a rule with this id."]})
    if own.count() >= RULES_MOST:
        raise InvalidEntry({"id": [f"A team has at most {RULES_MOST} rules."]})
    row = TeamRule.objects.create(
        team=team, rule=raw["id"], definition=dict(raw), enabled=enabled, created_by=actor
    )
    return _rule_changed(team, actor, row, "added a rule", before={}, after=_shown(row))


@transaction.atomic
def rule_update(*, team_id: uuid.UUID, actor: User, rule_id: str, changes: Json) -> RuleChanged:
    """Change `raw`, the definition, or `enabled`. Raises InvalidEntry, TooManyJobs, TeamRule.DoesNotExist."""
    team = _team_lock(team_id)
    row = TeamRule.objects.get(team=team, rule=rule_id)
    before = _shown(row)
    if "raw" in changes:
        _check_rule(team_id, changes["raw"])
        if changes["raw"]["id"] != rule_id:
            raise InvalidEntry(
                {"id": ["The id of a rule cannot be changed, because its threats refer to it."]}
            )
        row.definition, row.note = dict(changes["raw"]), ""
    if "enabled" in changes:
        row.enabled = changes["enabled"]
        row.note = "" if row.enabled else row.note
    after = _shown(row)
    if before == after:
        return RuleChanged(rule_id, None)
    row.save(update_fields=["definition", "enabled", "note", "updated_at"])
    return _rule_changed(team, actor, row, _what(before, after), before=before, after=after)


def _what(before: Json, after: Json) -> str:
    if before["definition"] != after["definition"]:
        return "changed a rule"
    return "enabled a rule" if after["enabled"] else "disabled a rule"


@transaction.atomic
def rule_delete(*, team_id: uuid.UUID, actor: User, rule_id: str) -> RuleChanged:
    """Delete a rule of the team. Raises TooManyJobs, TeamRule.DoesNotExist."""
    team = _team_lock(team_id)
    row = TeamRule.objects.get(team=team, rule=rule_id)
    row.delete()
    return _rule_changed(team, actor, row, "deleted a rule", before=_shown(row), after={})


@transaction.atomic
def slow_rules_disable(*, team_id: uuid.UUID, stopped: Iterable[Json]) -> None:
    """Disable the rules of these definitions, which took too long in an analysis.

    The history of each model records it, and a job removes their threats from the other models. A rule that
    was changed meanwhile stays enabled.
    """
    team = _team_lock(team_id)
    slow = {raw["id"]: raw for raw in stopped}
    rows = [
        row
        for row in TeamRule.objects.filter(team=team, rule__in=list(slow), enabled=True)
        if row.definition == slow[row.rule]
    ]
    for row in rows:
        row.enabled, row.note = False, timeout_note()
        row.save(update_fields=["enabled", "note", "updated_at"])
        after = {"rule": row.rule, "enabled": False, "note": row.note}
        _events_write(team, None, "rule", "disabled a rule that took too long", {"rule": row.rule}, after)
    if rows:
        try:
            job_ensure(team=team, kind=JobKind.ANALYZE, user=None)
        except TooManyJobs:  # no request to answer; the next change of a rule requests it again
            log.warning("analyses_not_asked", team=str(team.pk))


def _check_rule(team_id: uuid.UUID, raw: Json) -> None:
    try:
        validate_rule(raw, team_library(team_id=team_id))
    except RefusedEntry as fault:
        raise _by_field(fault) from fault


def _by_field(fault: RefusedEntry) -> InvalidEntry:
    problems: dict[str, list[str]] = {}
    for one in fault.errors:
        problems.setdefault(one.place, []).append(one.message)
    return InvalidEntry(problems)


def _rule_changed(
    team: Team, actor: User, row: TeamRule, what: str, *, before: Json, after: Json
) -> RuleChanged:
    """Record the change, and request one job that analyzes every model of the team (team_reanalysis.py)."""
    _events_write(team, actor, "rule", what, before, after)
    return RuleChanged(row.rule, job_ensure(team=team, kind=JobKind.ANALYZE, user=actor).pk)


def _shown(row: TeamRule) -> Json:
    return {"rule": row.rule, "enabled": row.enabled, "definition": row.definition}


# --- controls ----------------------------------------------------------------------------------


@transaction.atomic
def control_create(*, team_id: uuid.UUID, actor: User, values: Json) -> str:
    """Add a control of the team and return its id. Raises InvalidEntry."""
    team = _team_lock(team_id)
    name = values["id"]
    definition = {key: value for key, value in values.items() if key != "id"}
    _check_control(team_id, name, definition)
    own = TeamControl.objects.filter(team=team)
    if own.filter(control=name).exists():
        raise InvalidEntry({"id": ["Your team already has a control with this id."]})
    if own.count() >= CONTROLS_MOST:
        raise InvalidEntry({"id": [f"A team has at most {CONTROLS_MOST} controls."]})
    TeamControl.objects.create(team=team, control=name, definition=definition, created_by=actor)
    _events_write(team, actor, "control", "added a control", {}, {"control": name, **definition})
    return str(name)


@transaction.atomic
def control_update(*, team_id: uuid.UUID, actor: User, control_id: str, changes: Json) -> None:
    """Change what is named of a control. Raises InvalidEntry, TeamControl.DoesNotExist."""
    team = _team_lock(team_id)
    row = TeamControl.objects.get(team=team, control=control_id)
    before = row.definition
    row.definition = {**before, **changes}
    if row.definition == before:
        return
    _check_control(team_id, control_id, row.definition)
    row.save(update_fields=["definition", "updated_at"])
    shown = [{"control": control_id, **definition} for definition in (before, row.definition)]
    _events_write(team, actor, "control", "changed a control", *shown)


@transaction.atomic
def control_delete(*, team_id: uuid.UUID, actor: User, control_id: str) -> None:
    """Delete a control that no rule of the team names. Raises InvalidEntry, TeamControl.DoesNotExist."""
    team = _team_lock(team_id)
    row = TeamControl.objects.get(team=team, control=control_id)
    rules = TeamRule.objects.filter(team=team).values_list("rule", "definition")
    if naming := sorted(rule for rule, raw in rules if control_id in raw["controls"]):
        raise InvalidEntry({"detail": [f"Rules use this control: {', '.join(naming)}."]})
    row.delete()
    before = {"control": control_id, **row.definition}
    _events_write(team, actor, "control", "deleted a control", before, {})


def _check_control(team_id: uuid.UUID, name: str, definition: Json) -> None:
    try:
        validate_control(name, definition, team_library(team_id=team_id))
    except RefusedEntry as fault:
        raise _by_field(fault) from fault


# --- both --------------------------------------------------------------------------------------


def _team_lock(team_id: uuid.UUID) -> Team:
    """Lock and return the team: its limits and names are checked before what is written."""
    return Team.objects.select_for_update().get(pk=team_id)


def _events_write(team: Team, actor: User | None, subject: str, what: str, before: Json, after: Json) -> None:
    """Write the change into the history of every model of the team: it is about all of them."""
    models = ThreatModel.objects.filter(team=team).values_list("pk", flat=True)
    ModelEvent.objects.bulk_create(
        event_build(model_id=key, actor=actor, subject_type=subject, what=what, before=before, after=after)
        for key in models
    )
