"""A model that another release has analyzed, and the jobs that preview and apply the rules of this one."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import AttemptResult, job_run
from threatmodel.notifications.models import Notice
from threatmodel.threats.analysis.models import LibraryUpdate, ModelCounters
from threatmodel.threats.analysis.services.library_updates import library_updates_request
from threatmodel.threats.threats.models import Threat

OF_EARLIER: Final = "0.0.9 (00000000)"


def age(model: ThreatModel) -> None:
    """Let an earlier release have analyzed the model."""
    ModelCounters.objects.filter(model=model).update(analyzer_version=OF_EARLIER)


def other_rules(model: ThreatModel) -> None:
    """Let the earlier release have known nothing of the Docker socket, but of something else.

    Of another rule and fingerprint: this release no longer finds it, and finds another one.
    """
    Threat.objects.filter(pk=socket_threat(model).pk).update(rule="rule-of-earlier", fingerprint="e" * 32)
    age(model)


def run_all() -> list[Job]:
    """Run the jobs that beat writes next, once."""
    jobs = [Job.objects.get(pk=key) for key in library_updates_request()]
    assert [job_run(job_id=job.pk) for job in jobs] == [AttemptResult.DONE] * len(jobs)
    return [Job.objects.get(pk=job.pk) for job in jobs]


def waiting(model: ThreatModel) -> LibraryUpdate:
    """Return the preview of the model that waits."""
    return LibraryUpdate.objects.get(model=model, state="waiting")


def told() -> list[str]:
    """What the history says of analyses by another release."""
    events = ModelEvent.objects.filter(subject_type="analysis", what__startswith="re-analyzed").order_by("id")
    return list(events.values_list("what", flat=True))


def days_pass(model: ThreatModel, days: int) -> None:
    """Let the preview of the model be this old."""
    LibraryUpdate.objects.filter(model=model).update(created_at=timezone.now() - timedelta(days=days))


def settle(model: ThreatModel) -> None:
    """Leave no job and no notice, and a model that an earlier release has analyzed."""
    Job.objects.all().delete()
    Notice.objects.all().delete()
    age(model)
