"""What a change of a team's rules does to its models: each is analyzed by the new rules, sooner or later."""

from collections.abc import Callable
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import Settings

from tests.people import People
from tests.shop_model import COMPOSE, import_text, new_model
from tests.team_library import ENDLESS, RULE
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.history.models import ModelEvent
from threatmodel.imports.services import imports
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs, job_run
from threatmodel.library.models import TeamRule
from threatmodel.library.services import rule_sandbox
from threatmodel.library.services.team_library import rule_create, rule_delete, rule_update
from threatmodel.threats.analysis.models import AnalysisRun, ModelCounters
from threatmodel.threats.analysis.services import apply_analysis, model_evaluation, team_reanalysis
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import Threat

# Fires on the socket that the compose file mounts, but is a rule of its own.
OWN: dict[str, Any] = {**RULE, "when": "self.mounts.exists(m, m.source.endsWith('docker.sock'))"}


@pytest.fixture
def models(cast: People, model: ThreatModel) -> list[ThreatModel]:
    """Three models of the team, all of which the rule finds something in."""
    others = [new_model(cast.team, cast.alice, name) for name in ("Second", "Third")]
    for other in others:
        import_text(other, cast.bob)
    Job.objects.all().delete()  # of attack paths
    return [model, *others]


def add(cast: People, raw: dict[str, Any] = OWN) -> None:
    rule_create(team_id=cast.team.pk, actor=cast.anna, raw=raw)


def switch(cast: People, *, on: bool) -> None:
    rule_update(team_id=cast.team.pk, actor=cast.anna, rule_id=OWN["id"], changes={"enabled": on})


def found() -> list[Threat]:
    return list(Threat.objects.filter(rule=OWN["id"]).exclude(status="resolved"))


def run_all() -> list[Job]:
    """Run the analyses that wait, and those that they leave behind, in their order."""
    analyses_asked = Job.objects.filter(kind=JobKind.ANALYZE).order_by("created_at")
    while job := analyses_asked.filter(state=JobState.QUEUED).first():
        job_run(job_id=job.pk)
    return list(analyses_asked)


def racing(judge: Callable[..., Any], change: Callable[[], None]) -> Callable[..., Any]:
    """Return a judge during whose first work the rules change."""
    raced: list[bool] = []

    def judge_and_change(*args: Any, **named: Any) -> Any:
        evaluated = judge(*args, **named)
        if not raced:
            raced.append(True)
            change()
        return evaluated

    return judge_and_change


def test_a_rule_change_during_an_analysis_is_not_overwritten(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cast)
    change = racing(model_evaluation.model_evaluate, lambda: switch(cast, on=False))
    monkeypatch.setattr(apply_analysis, "model_evaluate", change)

    model_analyze(model_id=model.pk)

    assert found() == []


def test_a_rule_change_during_an_import_is_not_overwritten(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "model_evaluate", racing(model_evaluation.model_evaluate, lambda: add(cast)))

    imported = import_text(model, cast.bob, COMPOSE.replace("postgres:16", "postgres:17"))

    assert imported.counts is not None
    assert [threat.model_id for threat in found()] == [model.pk]


def test_one_job_analyzes_every_model_of_the_team(
    cast: People, models: list[ThreatModel], settings: Settings
) -> None:
    settings.MAX_TEAM_JOBS = 1

    add(cast)
    (job,) = run_all()

    assert (job.state, job.model_id) == (JobState.SUCCEEDED, None)
    assert {threat.model_id for threat in found()} == {model.pk for model in models}


def test_changes_in_a_row_wait_for_one_job(cast: People, model: ThreatModel) -> None:
    add(cast)
    switch(cast, on=False)
    rule_delete(team_id=cast.team.pk, actor=cast.anna, rule_id=OWN["id"])

    assert Job.objects.filter(kind=JobKind.ANALYZE).count() == 1


def test_a_change_that_cannot_be_followed_up_is_refused(
    cast: People, model: ThreatModel, settings: Settings
) -> None:
    settings.MAX_TEAM_JOBS = 0

    with pytest.raises(TooManyJobs):
        add(cast)

    assert not TeamRule.objects.exists()


def test_what_takes_too_long_for_one_job_goes_into_the_next(
    cast: People, models: list[ThreatModel], monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(team_reanalysis, "WITHIN_S", 0)
    settings.MAX_TEAM_JOBS = 1

    add(cast)
    jobs = run_all()

    assert [job.state for job in jobs] == [JobState.SUCCEEDED] * 3
    assert {threat.model_id for threat in found()} == {model.pk for model in models}


def test_many_models_are_all_analyzed_however_many_jobs_it_takes(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each job has time for 20 of 61 models; where one ends, the next goes on, and none is left stale."""
    empty = [new_model(cast.team, cast.alice, f"Model {n}") for n in range(60)]
    evaluated: list[Any] = []
    clock = count()
    monkeypatch.setattr(team_reanalysis, "model_analyze", lambda *, model_id: evaluated.append(model_id))
    monkeypatch.setattr(team_reanalysis, "WITHIN_S", 20)
    monkeypatch.setattr(team_reanalysis, "time", SimpleNamespace(monotonic=lambda: next(clock)))

    add(cast)
    jobs = run_all()

    assert sorted(evaluated) == sorted(one.pk for one in [model, *empty])
    assert [job.state for job in jobs] == [JobState.SUCCEEDED] * len(jobs)
    assert len(jobs) == 4


def test_a_model_that_cannot_be_analyzed_does_not_keep_the_others(
    cast: People, models: list[ThreatModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = min(model.pk for model in models)

    def analyze(*, model_id: Any) -> Any:
        if model_id == broken:
            raise ZeroDivisionError
        return model_analyze(model_id=model_id)

    monkeypatch.setattr(team_reanalysis, "model_analyze", analyze)
    add(cast)
    (job,) = run_all()

    assert (job.state, job.message) == (JobState.FAILED, "1 of 3 models could not be analyzed.")
    assert {threat.model_id for threat in found()} == {model.pk for model in models} - {broken}


def test_models_that_the_rules_have_judged_are_left_alone(cast: People, models: list[ThreatModel]) -> None:
    add(cast)
    run_all()
    before = AnalysisRun.objects.count()
    switch(cast, on=False)
    switch(cast, on=True)

    job = run_all()[-1]

    assert job.message == "0 models were analyzed."
    assert AnalysisRun.objects.count() == before


def test_a_rule_that_finds_nothing_leaves_no_analysis_in_the_list(cast: People, model: ThreatModel) -> None:
    before = AnalysisRun.objects.count()
    add(cast, {**OWN, "when": "self.mounts.exists(m, m.source == '/nowhere')"})

    run_all()

    assert AnalysisRun.objects.count() == before
    assert ModelCounters.objects.get(model=model).analyzed_rules


# --- rules that are switched off or deleted ----------------------------------------------------


def test_a_rule_that_takes_too_long_is_switched_off_and_the_others_count(
    cast: People, model: ThreatModel
) -> None:
    for raw in (ENDLESS, OWN):
        TeamRule.objects.create(team=cast.team, rule=raw["id"], definition=raw)

    counts = model_analyze(model_id=model.pk)

    stopped = TeamRule.objects.get(rule=ENDLESS["id"])
    assert counts is not None
    assert not stopped.enabled
    assert "longer than 2 seconds" in stopped.note
    assert len(found()) == 1
    event = ModelEvent.objects.get(subject_type="rule", model=model)
    assert (event.actor, event.after["enabled"]) == (None, False)
    # The other models of the team are to be freed of it as well.
    assert Job.objects.get(kind=JobKind.ANALYZE).model is None


def test_a_rule_that_was_made_simpler_meanwhile_is_not_switched_off(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = TeamRule.objects.create(team=cast.team, rule=OWN["id"], definition={**OWN, "why": "The slow one."})

    def slow_once(model: Any, rules: Any) -> Any:
        if rules[0] == OWN:
            return rule_sandbox.evaluate_sandboxed(model, rules)
        TeamRule.objects.filter(pk=row.pk).update(definition=OWN)
        return rule_sandbox.SandboxResult(Analysis((), ()), (OWN["id"],))

    monkeypatch.setattr(model_evaluation, "evaluate_sandboxed", slow_once)
    model_analyze(model_id=model.pk)

    row.refresh_from_db()
    assert row.enabled
    assert len(found()) == 1


@pytest.mark.parametrize("how", ["switched off", "deleted"])
def test_a_rule_that_is_dropped_proves_no_mitigation(cast: People, model: ThreatModel, how: str) -> None:
    add(cast)
    model_analyze(model_id=model.pk)
    (threat,) = found()
    mitigation = mitigate(cast, model, threat.number)

    if how == "deleted":
        rule_delete(team_id=cast.team.pk, actor=cast.anna, rule_id=OWN["id"])
    else:
        switch(cast, on=False)
    model_analyze(model_id=model.pk)

    threat.refresh_from_db()
    mitigation.refresh_from_db()
    assert threat.status == "resolved"
    assert (mitigation.status, mitigation.verified_by_evidence) == ("planned", False)
    event = ModelEvent.objects.filter(subject_type="threat", subject_number=threat.number).latest("id")
    assert event.after["evidence"] == "the rule is deleted or disabled"
