"""Finds models whose attack paths are missing or older than their analysis, a few at a time.

A team with too many jobs gets none for its paths when it is analyzed; so they are asked for later.
"""

import uuid
from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun
from threatmodel.jobs.choices import UNFINISHED, JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs, job_create

_AT_ONCE: Final = 2  # other jobs wait behind two of them, not behind a thousand
_FAILED_FOR: Final = timedelta(hours=1)  # a model whose job has failed is left alone for a while


def outdated_paths_request() -> list[uuid.UUID]:
    """Write jobs for such models, the last edited first; return their ids. The caller dispatches them."""
    jobs = Job.objects.filter(kind=JobKind.ATTACK_PATHS, model=OuterRef("pk"))
    failed = jobs.filter(state=JobState.FAILED, finished_at__gt=timezone.now() - _FAILED_FOR)
    current = PathRun.objects.filter(model=OuterRef("pk"), seq__gte=OuterRef("counters__analyzed_seq"))
    outdated = ThreatModel.objects.filter(
        ~Exists(current),
        ~Exists(jobs.filter(state__in=UNFINISHED)),
        ~Exists(failed),
        counters__analyzed_seq__gte=0,
        team__deleted_at=None,
    )
    begun = []
    for model in outdated.select_related("team").order_by("-updated_at")[:_AT_ONCE]:
        try:
            job = job_create(team=model.team, kind=JobKind.ATTACK_PATHS, user=None, model=model)
        except TooManyJobs:  # the next round tries again
            continue
        begun.append(job.pk)
    return begun
