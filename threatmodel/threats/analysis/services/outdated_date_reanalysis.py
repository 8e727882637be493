"""Analyze models again on the day on which a date among their facts gets too old, a few at a time."""

import uuid

from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.threats.analysis.services.scheduled_jobs import round_begin


def outdated_facts_request() -> list[uuid.UUID]:
    """Write jobs for models whose newest analysis is no longer right today; return the ids of the jobs.

    Those of other models are left alone, and so are those that another release has analyzed: an analysis
    would apply a rule library that waits. Each model has one such job a day, so that one that fails does not
    return before tomorrow; at most one of each team waits at once. The caller dispatches the jobs.
    """
    today = timezone.localdate()
    jobs = Job.objects.filter(kind=JobKind.ANALYZE, params__has_key="day")
    now = round_begin(jobs, params={"day": today.isoformat()})
    begun = jobs.filter(params__day=today.isoformat(), model__isnull=False).values("model_id")
    outdated = ThreatModel.objects.filter(
        counters__outdated_on__lte=today,
        counters__analyzer_version=analyzer_version(),
        team__deleted_at=None,
    ).exclude(pk__in=begun)
    now.write(outdated, kind=JobKind.ANALYZE, order=("counters__outdated_on", "pk"))
    return now.written
