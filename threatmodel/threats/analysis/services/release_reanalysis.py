"""After a new release, analyze the models of an earlier release again, a few at a time."""

import uuid
from typing import Final

from django.db.models import Q

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs, job_create

# Waiting or running at once: other jobs wait behind two of them, not behind a thousand.
AT_ONCE: Final = 2
_LOOKED_AT: Final = 200


def outdated_models_request() -> list[uuid.UUID]:
    """Write jobs for models that were analyzed by another release; return the ids of the jobs.

    The models edited last come first, at most one of each team at once. A model whose analysis has failed
    under this release is left to the next edit. The caller dispatches the jobs.
    """
    jobs = Job.objects.filter(kind=JobKind.ANALYZE, params__analyzer_version=analyzer_version())
    waiting = list(jobs.filter(state__in=UNFINISHED).values_list("team_id", flat=True))
    room, teams = AT_ONCE - len(waiting), set(waiting)
    if room <= 0:
        return []
    failed = jobs.filter(state=JobState.FAILED).values("model_id")
    outdated = ThreatModel.objects.filter(
        ~Q(counters__analyzer_version=analyzer_version()),
        counters__analyzed_seq__gte=0,
        team__deleted_at=None,
    ).exclude(pk__in=failed)
    begun: list[uuid.UUID] = []
    for model in outdated.select_related("team").order_by("-updated_at")[:_LOOKED_AT]:
        if len(begun) == room:
            break
        if model.team_id not in teams and (job := _job_for(model)) is not None:
            teams.add(model.team_id)
            begun.append(job.pk)
    return begun


def _job_for(model: ThreatModel) -> Job | None:
    try:
        params = {"analyzer_version": analyzer_version()}
        return job_create(team=model.team, kind=JobKind.ANALYZE, user=None, model=model, params=params)
    except TooManyJobs:  # the team has many jobs; the next round tries again
        return None
