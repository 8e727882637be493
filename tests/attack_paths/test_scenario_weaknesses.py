"""Attack scenarios name what the rules of the release and of the team find, as the newest analysis has it."""

import uuid
from typing import Any
from unittest.mock import patch

import pytest

from tests.people import People
from tests.team_library import RULE
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.selectors.attackers_and_goals import inputs_load
from threatmodel.attack_paths.services import path_computation
from threatmodel.attack_paths.services.path_computation import paths_refresh, scenarios_of_state
from threatmodel.engine.analysis.scenario_threats import Scenarios
from threatmodel.library.models import TeamRule
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.selectors.stored_findings import stored_findings
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.model_evaluation import model_load
from threatmodel.threats.analysis.services.scenario_sync import scenarios_prepare
from threatmodel.threats.threats.models import Threat

OWN = {
    **RULE,
    "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))",
    "evidence": ["mounts"],
}


@pytest.fixture
def own(cast: People) -> TeamRule:
    """A rule of the team about the socket by which attackers get to the host of the shop."""
    return TeamRule.objects.create(team=cast.team, rule=OWN["id"], definition=OWN)


def _stored(model_id: uuid.UUID) -> Any:
    seq, architecture = model_load(model_id=model_id)
    return stored_findings(model_id=model_id, seq=seq, day=architecture.as_of)


def _rules_named(scenarios: Scenarios) -> set[str]:
    steps = (step for one in scenarios.threats if one.scenario for step in one.scenario.steps)
    return {weakness.rule for step in steps for weakness in step.weaknesses}


def _computed(model_id: uuid.UUID) -> Scenarios:
    with patch.object(path_computation, "scenarios_prepare", wraps=scenarios_prepare) as kept:
        assert paths_refresh(model_id=model_id) is not None
    found: Scenarios = kept.call_args.kwargs["scenarios"]
    return found


def test_the_stored_analysis_is_used_and_gives_the_same(model: ThreatModel) -> None:
    model_analyze(model_id=model.pk)
    with patch.object(path_computation, "rules_evaluate", side_effect=AssertionError):
        by_stored = _computed(model.pk)

    assert _rules_named(by_stored)
    assert scenarios_of_state(model_id=model.pk, model=model_load(model_id=model.pk)[1]) == by_stored


@pytest.mark.parametrize("is_analyzed", [True, False])
def test_rules_of_the_team_count(model: ThreatModel, own: TeamRule, *, is_analyzed: bool) -> None:
    if is_analyzed:
        model_analyze(model_id=model.pk)

    assert own.rule in _rules_named(_computed(model.pk))


def test_a_new_rule_of_the_team_makes_paths_outdated(model: ThreatModel, cast: People) -> None:
    before = inputs_load(model_id=model.pk).hash
    TeamRule.objects.create(team=cast.team, rule=OWN["id"], definition=OWN)

    assert inputs_load(model_id=model.pk).hash != before


def test_findings_of_another_state_or_release_or_other_rules_are_not_used(
    model: ThreatModel, cast: People
) -> None:
    model_analyze(model_id=model.pk)
    seq, _ = model_load(model_id=model.pk)
    assert _stored(model.pk)

    assert stored_findings(model_id=model.pk, seq=seq + 1, day=None) is None
    ModelCounters.objects.filter(model=model).update(analyzer_version="other")
    assert _stored(model.pk) is None
    model_analyze(model_id=model.pk)
    TeamRule.objects.create(team=cast.team, rule=OWN["id"], definition=OWN)
    assert _stored(model.pk) is None


def test_an_override_by_a_person_leaves_the_severity_of_the_rule(model: ThreatModel) -> None:
    model_analyze(model_id=model.pk)
    threat = Threat.objects.filter(model=model, severity="high").exclude(rule="").first()
    assert threat is not None
    Threat.objects.filter(pk=threat.pk).update(
        severity="low", computed_severity="high", computed_score=threat.score
    )

    found = {one.fingerprint: one.severity for one in _stored(model.pk)}
    assert found[threat.fingerprint] == "high"
