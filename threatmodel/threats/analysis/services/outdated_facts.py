"""Analyze models again on the day on which a date among their facts gets too old, a few at a time."""

import uuid
from typing import Final

from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import UNFINISHED, JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs, job_create

# Waiting or running at once: other jobs wait behind two of them, not behind a thousand.
AT_ONCE: Final = 2
_LOOKED_AT: Final = 200


def outdated_facts_request() -> list[uuid.UUID]:
    """Write jobs for models whose newest analysis is no longer right today; return the ids of the jobs.

    Those of other models are left alone. Each model has one such job a day, so that one that fails does not
    return before tomorrow; at most one of each team waits at once. The caller dispatches the jobs.
    """
    today = timezone.localdate()
    jobs = Job.objects.filter(kind=JobKind.ANALYZE, params__has_key="day")
    waiting = list(jobs.filter(state__in=UNFINISHED).values_list("team_id", flat=True))
    room, teams = AT_ONCE - len(waiting), set(waiting)
    if room <= 0:
        return []
    begun = jobs.filter(params__day=today.isoformat()).values("model_id")
    outdated = ThreatModel.objects.filter(counters__outdated_on__lte=today, team__deleted_at=None)
    ordered = outdated.exclude(pk__in=begun).select_related("team").order_by("counters__outdated_on", "pk")
    written: list[uuid.UUID] = []
    for model in ordered[:_LOOKED_AT]:
        if len(written) == room:
            break
        if model.team_id not in teams and (job := _job_for(model, today.isoformat())) is not None:
            teams.add(model.team_id)
            written.append(job.pk)
    return written


def _job_for(model: ThreatModel, day: str) -> Job | None:
    try:
        return job_create(team=model.team, kind=JobKind.ANALYZE, user=None, model=model, params={"day": day})
    except TooManyJobs:  # the team has many jobs; the next round tries again
        return None
