"""Beat writes jobs of a new release a few at a time, for models that need one and whose team has room."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import People
from tests.shop_model import import_text, new_model
from tests.threats.library_updates import OF_EARLIER, days_pass, other_rules, run_all, settle, told
from threatmodel.architecture.models import ThreatModel
from threatmodel.exports_and_deletions.services import team_delete
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_create
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.library_updates import library_updates_request


@pytest.fixture(autouse=True)
def _settled(model: ThreatModel) -> None:
    settle(model)


def test_a_new_model_is_none_of_another_release(cast: People) -> None:
    ModelCounters.objects.all().delete()
    fresh = new_model(cast.team, cast.alice, "Fresh")

    import_text(fresh, cast.bob)

    assert told() == []
    assert library_updates_request() == []


def test_one_model_of_each_team_at_once_and_those_used_last_first(cast: People, model: ThreatModel) -> None:
    other = new_model(cast.team, cast.alice, "Other")
    import_text(other, cast.bob)
    ModelCounters.objects.update(analyzer_version=OF_EARLIER)
    ThreatModel.objects.filter(pk=model.pk).update(updated_at=timezone.now() - timedelta(days=9))

    first = run_all()
    second = run_all()

    assert [[job.model_id for job in jobs] for jobs in (first, second)] == [[other.pk], [model.pk]]


def test_a_model_that_cannot_be_analyzed_is_not_tried_for_ever(model: ThreatModel) -> None:
    (key,) = library_updates_request()
    assert library_updates_request() == []  # it waits
    Job.objects.filter(pk=key).update(state=JobState.FAILED)

    assert library_updates_request() == []
    assert Job.objects.filter(kind=JobKind.LIBRARY_PREVIEW).count() == 1


def test_a_model_with_a_job_that_does_the_work_gets_no_other(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    job_create(team=cast.team, kind=JobKind.ANALYZE, user=None, model=model)

    assert library_updates_request() == []


def test_a_model_analyzed_before_releases_were_recorded_follows_too(model: ThreatModel) -> None:
    ModelCounters.objects.filter(model=model).update(analyzer_version="")

    model_analyze(model_id=model.pk)

    assert len(told()) == 1


def test_models_of_a_deleted_team_are_left_alone(cast: People, model: ThreatModel) -> None:
    other_rules(model)
    run_all()
    days_pass(model, 30)
    team_delete(team=cast.team, actor=cast.alice)

    assert library_updates_request() == []
