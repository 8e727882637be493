"""After a new release every model is analyzed again in the background, and its history says so."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.architecture.test_operations import change, run
from tests.people import People
from tests.shop_model import import_text, new_model, socket_threat
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import VERSION, analyzer_version
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_run
from threatmodel.lifecycle.services import team_delete
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services.analyses import model_analyze
from threatmodel.threats.analysis.services.release_reanalysis import outdated_models_request
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

OF_EARLIER = "0.0.9 (00000000)"


@pytest.fixture(autouse=True)
def _settled(model: ThreatModel) -> None:
    """A model that an earlier release has judged, which knew nothing of the Docker socket."""
    Job.objects.all().delete()
    ModelCounters.objects.update(analyzer_version=OF_EARLIER)


def run_all() -> list[Job]:
    jobs = [Job.objects.get(pk=key) for key in outdated_models_request()]
    assert [job_run(job_id=job.pk) for job in jobs] == [AttemptResult.DONE] * len(jobs)
    return jobs


def told() -> list[str]:
    events = ModelEvent.objects.filter(subject_type="analysis", what__startswith="re-analyzed").order_by("id")
    return list(events.values_list("what", flat=True))


def test_the_version_is_that_of_the_release() -> None:
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text()

    assert re.search(r'^version = "(.+)"$', pyproject, re.MULTILINE)[1] == VERSION  # type: ignore[index]
    assert re.fullmatch(re.escape(VERSION) + r" \([0-9a-f]{8}\)", analyzer_version())


def test_a_model_is_analyzed_once_and_the_event_says_what_changed(model: ThreatModel) -> None:
    # Of another rule and fingerprint: this release no longer finds it, and finds another one.
    Threat.objects.filter(pk=socket_threat(model).pk).update(rule="rule-of-earlier", fingerprint="e" * 32)

    run_all()

    assert told() == [f"re-analyzed the model with the rules of version {analyzer_version()}: 1 new, 1 gone"]
    assert ModelEvent.objects.get(what=told()[0]).actor is None
    assert ModelCounters.objects.get(model=model).analyzer_version == analyzer_version()
    assert outdated_models_request() == []


def test_where_nothing_changed_the_history_says_so(model: ThreatModel) -> None:
    run_all()

    assert told() == [f"re-analyzed the model with the rules of version {analyzer_version()}: 0 new, 0 gone"]


def test_nothing_is_verified_by_it(cast: People, model: ThreatModel) -> None:
    threat = socket_threat(model)
    mitigation = mitigate(cast, model, threat.number, status="implemented")
    Threat.objects.filter(pk=threat.pk).update(rule="rule-of-earlier", fingerprint="e" * 32)

    run_all()

    assert Mitigation.objects.get(pk=mitigation.pk).status == "implemented"
    assert Threat.objects.get(pk=threat.pk).disposition == "resolved"


def test_an_edit_of_a_model_that_follows_tells_nothing_of_releases(cast: People, model: ThreatModel) -> None:
    run_all()
    run(model, cast.bob, change("compose:db", name="database"))

    model_analyze(model_id=model.pk)

    assert len(told()) == 1


def test_a_new_model_is_none_of_another_release(cast: People) -> None:
    ModelCounters.objects.all().delete()
    fresh = new_model(cast.team, cast.alice, "Fresh")

    import_text(fresh, cast.bob)

    assert told() == []
    assert outdated_models_request() == []


def test_one_model_of_each_team_at_once_and_those_used_last_first(cast: People, model: ThreatModel) -> None:
    other = new_model(cast.team, cast.alice, "Other")
    import_text(other, cast.bob)
    ModelCounters.objects.update(analyzer_version=OF_EARLIER)
    ThreatModel.objects.filter(pk=model.pk).update(updated_at=timezone.now() - timedelta(days=9))

    first = run_all()
    second = run_all()

    assert [[job.model_id for job in jobs] for jobs in (first, second)] == [[other.pk], [model.pk]]


def test_a_model_that_cannot_be_analyzed_is_not_tried_for_ever(model: ThreatModel) -> None:
    (key,) = outdated_models_request()
    assert outdated_models_request() == []  # it waits
    Job.objects.filter(pk=key).update(state=JobState.FAILED)

    assert outdated_models_request() == []
    assert Job.objects.filter(kind=JobKind.ANALYZE).count() == 1


def test_models_of_a_deleted_team_are_left_alone(cast: People, model: ThreatModel) -> None:
    team_delete(team=cast.team, actor=cast.alice)

    assert outdated_models_request() == []
