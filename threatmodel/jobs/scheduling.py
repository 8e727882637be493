"""Fair scheduling: a worker takes the next job in turns of teams, none with more workers than its share.

A message of the broker only says that there is work. The next job follows from the rows alone, so twenty
messages of one team before one message of another delay nothing.
"""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, Now

from threatmodel.jobs.choices import JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.selectors import (
    jobs_claimable,
    jobs_due,
    jobs_held,
    share_of_team,
    team_ids_in_order,
    teams,
)


def job_claim_next() -> Job | None:
    """Claim the next job for this worker; None when there is none."""
    for team_id in team_ids_in_order():
        if (job := _job_claim_of_team(team_id)) is not None:
            return job
    return None


def job_claim(*, job_id: UUID | str) -> Job | None:
    """Take the job for this worker, also before it is due, or return None when it is not to be had.

    One conditional update decides between workers. `attempts` counts up with each claim and is the fencing
    token: a worker with an older number can neither report progress nor end the job.
    A large one is not to be had while another large one runs: the database holds that.
    """
    try:
        with transaction.atomic():
            claimed = (
                jobs_claimable()
                .filter(pk=job_id)
                .update(
                    state=JobState.RUNNING,
                    attempts=F("attempts") + 1,
                    lease_until=Now() + settings.JOB_LEASE,
                    started_at=Coalesce("started_at", Now()),
                )
            )
    except IntegrityError:
        return None
    return Job.objects.get(pk=job_id) if claimed else None


@transaction.atomic
def _job_claim_of_team(team_id: UUID) -> Job | None:
    """Take the oldest job of the team, unless as many as it may have are running."""
    _lock_team(team_id)
    held = jobs_held().aggregate(all=Count("pk"), own=Count("pk", filter=Q(team_id=team_id)))
    if held["own"] >= share_of_team(held["all"]):
        return None
    due = jobs_due().filter(team_id=team_id).order_by("created_at", "id")
    if Job.objects.filter(large=True, state=JobState.RUNNING).exists():
        due = due.exclude(large=True, state=JobState.QUEUED)
    job_id = due.values_list("pk", flat=True).first()
    return job_claim(job_id=job_id) if job_id else None


def _lock_team(team_id: UUID) -> None:
    """Lock the team's row: two workers must not count the same share. Rows may refer to it meanwhile."""
    list(teams().select_for_update(no_key=True).filter(pk=team_id).values_list("pk"))
