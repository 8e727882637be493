"""The job that computes attack paths, and the task that finds where it is missing."""

from celery import shared_task

from threatmodel.architecture.api.model_jobs import (
    FIRST_STAGE,
    model_of,
    permanent_failures,
    run_alone_when_large,
)
from threatmodel.attack_paths.services.outdated_paths import outdated_paths_request
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.handler_registry import HandlerResult, Progress, handler
from threatmodel.jobs.models import Job
from threatmodel.jobs.tasks import run_job


@shared_task
def outdated_paths_find() -> int:
    """Have attack paths computed that are missing or outdated; return how many jobs were written."""
    begun = outdated_paths_request()
    for job_id in begun:
        run_job.delay(str(job_id))
    return len(begun)


@handler(JobKind.ATTACK_PATHS)
@permanent_failures()
def find_attack_paths(job: Job, progress: Progress) -> HandlerResult:
    """Compute and store the attack paths of the model as it is now."""
    model_id = model_of(job)
    run_alone_when_large(job)
    progress.report(FIRST_STAGE, "finding attack paths")
    run = paths_refresh(model_id=model_id)
    if run is None:
        return HandlerResult({}, message="The attack paths were up to date.")
    return HandlerResult({"goals": run.goals, "reached": run.reached, "paths": run.paths})
