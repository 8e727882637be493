"""The preview of a rule library has the attack scenarios that follow it, and new paths do not apply it."""

from typing import Any

import pytest

from tests.people import People
from tests.shop_model import socket_threat
from tests.threats.library_updates import OF_EARLIER, age, run_all, waiting
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.analysis.models import LibraryUpdate, ModelCounters, ModelReach
from threatmodel.threats.analysis.selectors.attacker_reach import reach_load
from threatmodel.threats.analysis.services import library_previews
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.library_updates import library_update_apply
from threatmodel.threats.analysis.services.model_evaluation import model_try
from threatmodel.threats.threats.models import Threat


@pytest.fixture
def of_earlier(model: ThreatModel, run: PathRun) -> ThreatModel:
    """The shop with threats and paths of an earlier release, with one scenario less and another one."""
    model_analyze(model_id=model.pk)
    first, second = scenarios(model)[:2]
    first.delete()
    Threat.objects.filter(pk=second.pk).update(rule=f"{RULE_PREFIX}earlier", fingerprint="e" * 32)
    PathRun.objects.filter(pk=run.pk).update(inputs="of an earlier release")
    age(model)
    Job.objects.all().delete()
    return model


def scenarios(model: ThreatModel) -> list[Threat]:
    return list(Threat.objects.filter(model=model, rule__startswith=RULE_PREFIX).order_by("number"))


def test_scenarios_that_come_and_go_are_previewed(of_earlier: ThreatModel) -> None:
    before = [row.pk for row in scenarios(of_earlier)]

    (job,) = run_all()

    update = waiting(of_earlier)
    assert job.message == "3 attack scenarios differ"
    assert sorted(one["change"] for one in update.changes) == ["gone", "new", "new"]
    assert all(one["rule"].startswith(RULE_PREFIX) for one in update.changes)
    assert sum(update.counts["new"].values()) == sum(update.counts["gone"].values()) == 0
    assert [row.pk for row in scenarios(of_earlier)] == before
    assert ModelCounters.objects.get(model=of_earlier).analyzer_version == OF_EARLIER


def test_applying_it_and_the_paths_after_it_bring_them(of_earlier: ThreatModel, cast: People) -> None:
    run_all()
    previewed = {one["fingerprint"] for one in waiting(of_earlier).changes if one["change"] == "new"}

    job_run(job_id=library_update_apply(model=of_earlier, actor=cast.bob).pk)
    paths_refresh(model_id=of_earlier.pk)

    update = LibraryUpdate.objects.get(model=of_earlier)
    assert (update.state, update.counts["scenarios"]) == ("applied", 0)
    assert update.previewed_counts["scenarios"] == 3  # type: ignore[index]
    assert previewed <= {row.fingerprint for row in scenarios(of_earlier)}


def test_its_scores_are_by_the_reach_that_follows(
    of_earlier: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = reach_load(model_id=of_earlier.pk).of
    ModelReach.objects.filter(model=of_earlier).delete()
    used: list[Any] = []

    def evaluate_by(*parts: Any, reach: Any, **named: Any) -> Any:
        used.append(reach)
        return model_try(*parts, reach=reach, **named)

    monkeypatch.setattr(library_previews, "model_try", evaluate_by)
    run_all()

    assert used == [expected]
    assert not ModelReach.objects.filter(model=of_earlier).exists()


def test_paths_of_this_release_are_not_computed_for_it(
    model: ThreatModel, run: PathRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_analyze(model_id=model.pk)
    age(model)
    Job.objects.all().delete()
    monkeypatch.setattr("threatmodel.attack_paths.services.path_computation._scenarios", None)

    run_all()

    assert not LibraryUpdate.objects.filter(model=model).exists()


def test_a_new_control_does_not_apply_a_library_that_waits(of_earlier: ThreatModel, cast: People) -> None:
    run_all()
    mitigate(cast, of_earlier, socket_threat(of_earlier).number, status="implemented")
    ModelReach.objects.filter(model=of_earlier).update(grades_hash="other")
    Job.objects.all().delete()

    assert paths_refresh(model_id=of_earlier.pk) is not None

    assert not Job.objects.filter(kind=JobKind.ANALYZE).exists()
    assert waiting(of_earlier).requested_at is None
    assert ModelCounters.objects.get(model=of_earlier).analyzer_version == OF_EARLIER
