"""Scores of threats use whether attack paths lead to their element."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.test_operations import change
from tests.architecture.test_operations import run as edit
from tests.people import People
from tests.shop_model import import_text, socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.analysis.services.analysis_cache import AnalysisCache, analysis_refresh
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
# The proxy takes no requests from outside, so nobody gets to it.
INSIDE = """\
services:
  batch:
    image: registry.example.com/batch:1.4
    privileged: true
"""


def reach_factor(threat: Threat) -> Json | None:
    """What the reach adds to the score of a threat."""
    threat.refresh_from_db()
    return next((one for one in threat.factors if one["factor"] == "reach"), None)


def run_jobs(model: ThreatModel) -> list[str]:
    """Run all jobs that wait, also those that others leave; return their kinds."""
    kinds = []
    while job := Job.objects.filter(model=model, state=JobState.QUEUED).order_by("created_at").first():
        Job.objects.filter(pk=job.pk).update(lease_until=None)
        job_run(job_id=job.pk)
        kinds.append(job.kind)
        assert len(kinds) < 10
    return kinds


def test_an_import_ends_with_scores_by_reach(model: ThreatModel) -> None:
    before = socket_threat(model)
    assert reach_factor(before) is None

    kinds = run_jobs(model)

    assert kinds == [JobKind.ATTACK_PATHS, JobKind.ANALYZE]
    factor = reach_factor(socket_threat(model))
    assert factor is not None
    assert (factor["value"], factor["points"]) == ("reached", 2)


def test_a_weakness_that_nobody_gets_to_says_so_and_counts_less(
    vera: APIClient, empty: ThreatModel, cast: People
) -> None:
    import_text(empty, cast.bob, INSIDE)
    threat = Threat.objects.get(model=empty, rule="container-privileged")
    before = threat.score

    run_jobs(empty)

    factor = reach_factor(threat)
    assert factor is not None
    assert factor["value"] in {"assumed", "unreached"}
    assert threat.score <= before
    shown = vera.get(f"/api/models/{empty.pk}/threats/{threat.number}/").json()["factors"]
    assert factor["value"] in {one["value"] for one in shown if one["factor"] == "reach"}


def test_an_analysis_in_memory_follows_the_reach(model: ThreatModel, cast: People) -> None:
    kept = AnalysisCache(1_000)
    analysis_refresh(model_id=model.pk, kept=kept)
    paths_refresh(model_id=model.pk)

    counts = analysis_refresh(model_id=model.pk, kept=kept)

    assert counts is not None
    assert counts.changed > 0
    scores = dict(Threat.objects.filter(model=model).values_list("number", "score"))
    again = model_analyze(model_id=model.pk)
    assert again is not None
    assert not again.is_change
    assert dict(Threat.objects.filter(model=model).values_list("number", "score")) == scores


def test_the_same_reach_asks_for_no_analysis(model: ThreatModel, cast: People, run: PathRun) -> None:
    Job.objects.all().delete()
    edit(model, cast.bob, change("compose:shop", facts={"replicas": {"value": 3}}))
    Job.objects.all().delete()

    assert paths_refresh(model_id=model.pk) is not None

    assert not Job.objects.filter(kind=JobKind.ANALYZE).exists()


@pytest.mark.parametrize("text", [INSIDE])
def test_jobs_come_to_an_end(empty: ThreatModel, cast: People, text: str) -> None:
    import_text(empty, cast.bob, text)

    run_jobs(empty)

    assert run_jobs(empty) == []
