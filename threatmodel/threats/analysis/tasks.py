"""Background tasks of analyses."""

from uuid import UUID

from celery import shared_task

from threatmodel.architecture.api.model_jobs import FIRST_STAGE, permanent_failures, run_alone_when_large
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.handler_registry import HandlerResult, JobFailed, Progress, handler
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_continue
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.analysis.services.analysis_cache import analysis_refresh
from threatmodel.threats.analysis.services.library_updates import library_updates_request
from threatmodel.threats.analysis.services.outdated_date_reanalysis import outdated_facts_request
from threatmodel.threats.analysis.services.team_reanalysis import models_reanalyze


@shared_task
def library_updates_find() -> int:
    """Preview and apply the rules of this release to models of another; return the number of jobs."""
    begun = library_updates_request()
    for job_id in begun:
        run_job.delay(str(job_id))
    return len(begun)


@shared_task
def outdated_facts_analyze() -> int:
    """Have models analyzed again of which a date gets too old today; return how many jobs were written."""
    begun = outdated_facts_request()
    for job_id in begun:
        run_job.delay(str(job_id))
    return len(begun)


@handler(JobKind.ANALYZE)
@permanent_failures()
def analyze_model(job: Job, progress: Progress) -> HandlerResult:
    """Analyze the model of the job as it is now; a job without a model is about all of its team."""
    if job.model_id is None:
        return _analyze_team(job, progress)
    run_alone_when_large(job)
    counts = analysis_refresh(model_id=job.model_id, slow=lambda: progress.report(FIRST_STAGE, "analyzing"))
    if counts is None:
        return HandlerResult({}, message="A newer analysis was saved in the meantime.")
    return HandlerResult({"threats": counts.threats, "questions": counts.questions})


def _analyze_team(job: Job, progress: Progress) -> HandlerResult:
    """Analyze the models whose analysis used other rules of the team; a following job takes the rest."""
    run_alone_when_large(job)
    after = job.params.get("after")
    done = models_reanalyze(team_id=job.team_id, after=UUID(after) if after else None, report=progress.report)
    if done.after is not None:
        following = job_continue(job=job, params={"after": str(done.after)})
        run_job.delay_on_commit(str(following.pk))
    if done.failed:
        raise JobFailed(f"{done.failed} of {done.models} models could not be analyzed.")
    return HandlerResult({}, message=f"{done.models} models were analyzed.")
