"""Jobs about models that beat writes, a few at a time."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import UNFINISHED, JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import TooManyJobs, job_create
from threatmodel.threats.analysis.services.model_counters import counters_lock

# Waiting or running at once: other jobs wait behind two of them, not behind a thousand.
AT_ONCE: Final = 2
KINDS: Final = (JobKind.ANALYZE, JobKind.LIBRARY_PREVIEW)
_LOOKED_AT: Final = 200  # teams; those with too many jobs are passed over


@dataclass(slots=True)
class JobRound:
    """One round of beat: the teams that have such a job, and the ids of the jobs that it wrote."""

    params: Mapping[str, Any]
    room: int
    teams: set[uuid.UUID]
    written: list[uuid.UUID] = field(default_factory=list)

    def write(self, models: QuerySet[ThreatModel], *, kind: str, order: Sequence[str]) -> None:
        """Write jobs for the first model of each team that has none, in this order, while there is room.

        A model with an unfinished job of these kinds is left alone: that job does the work.
        """
        if len(self.written) == self.room:
            return
        idle = models.filter(~Exists(_unfinished().filter(model=OuterRef("pk")))).exclude(
            team_id__in=self.teams
        )
        place = Window(RowNumber(), partition_by=[F("team_id")], order_by=list(order))
        first = idle.annotate(place=place).filter(place=1).select_related("team").order_by(*order)
        for model in first[:_LOOKED_AT]:
            if (job := _job_for(model, kind, self.params)) is not None:
                self.teams.add(model.team_id)
                self.written.append(job.pk)
            if len(self.written) == self.room:
                return


def round_begin(jobs: QuerySet[Job], *, params: Mapping[str, Any]) -> JobRound:
    """Begin a round that writes such jobs; those of them that are unfinished leave less room."""
    waiting = list(jobs.filter(state__in=UNFINISHED).values_list("team_id", flat=True))
    return JobRound(params, max(0, AT_ONCE - len(waiting)), set(waiting))


def _job_for(model: ThreatModel, kind: str, params: Mapping[str, Any]) -> Job | None:
    try:
        with transaction.atomic():
            counters_lock(model.pk)  # so that of two rounds at once only one writes a job
            if _unfinished().filter(model=model).exists():
                return None
            return job_create(team=model.team, kind=kind, user=None, model=model, params=params)
    except TooManyJobs:  # the team has many jobs; the next round tries again
        return None


def _unfinished() -> QuerySet[Job]:
    return Job.objects.filter(kind__in=KINDS, state__in=UNFINISHED)
