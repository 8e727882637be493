"""Background tasks of analyses."""

from uuid import UUID

from celery import shared_task

from threatmodel.architecture.api.model_jobs import FIRST_STAGE, permanent_failures, run_alone_when_large
from threatmodel.jobs.handlers import HandlerResult, JobFailed, Progress, handler
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.services import job_continue
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.analysis.services.analysis_cache import model_keep_up
from threatmodel.threats.analysis.services.editions import models_follow_edition
from threatmodel.threats.analysis.services.team_reanalysis import models_reanalyse


@shared_task
def models_follow() -> int:
    """Have models analysed again that another release has judged; return how many were taken up."""
    begun = models_follow_edition()
    for job_id in begun:
        run_job.delay(str(job_id))
    return len(begun)


@handler(Kind.ANALYSE)
@permanent_failures()
def analyse_model(job: Job, progress: Progress) -> HandlerResult:
    """Analyse the model of the job as it is now; a job without a model is about all of its team."""
    if job.model_id is None:
        return _analyse_team(job, progress)
    run_alone_when_large(job)
    counts = model_keep_up(model_id=job.model_id, slow=lambda: progress.report(FIRST_STAGE, "analysing"))
    if counts is None:
        return HandlerResult({}, message="A newer analysis was saved in the meantime.")
    return HandlerResult({"threats": counts.threats, "questions": counts.questions})


def _analyse_team(job: Job, progress: Progress) -> HandlerResult:
    """Analyse the models that the rules of the team have not judged yet; the next job takes what is left."""
    run_alone_when_large(job)
    after = job.params.get("after")
    done = models_reanalyse(team_id=job.team_id, after=UUID(after) if after else None, report=progress.report)
    if done.after is not None:
        following = job_continue(job=job, params={"after": str(done.after)})
        run_job.delay_on_commit(str(following.pk))
    if done.failed:
        raise JobFailed(f"{done.failed} of {done.models} models could not be analyzed.")
    return HandlerResult({}, message=f"{done.models} models were analyzed.")
