"""The jobs that compute attack paths or preview those of a release, and the task that finds missing ones."""

from functools import partial

from celery import shared_task

from threatmodel.architecture.api.model_jobs import (
    FIRST_STAGE,
    model_of,
    permanent_failures,
    run_alone_when_large,
)
from threatmodel.attack_paths.services.outdated_paths import outdated_paths_request
from threatmodel.attack_paths.services.path_computation import paths_by_this_release, paths_refresh
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.handler_registry import HandlerResult, Progress, handler
from threatmodel.jobs.models import Job
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.analysis.services.library_previews import library_update_preview
from threatmodel.threats.analysis.services.library_report import report_text


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


@handler(JobKind.LIBRARY_PREVIEW)
@permanent_failures()
def preview_library_update(job: Job, progress: Progress) -> HandlerResult:
    """Keep what the rules of this release would change about the model, and the attack paths after it."""
    model_id = model_of(job)
    run_alone_when_large(job)
    progress.report(FIRST_STAGE, "loading the model")
    paths_by = partial(paths_by_this_release, model_id)
    report = library_update_preview(model_id=model_id, paths_by=paths_by, progress=progress)
    if report is None:
        return HandlerResult({}, message="The model was previewed or analyzed in the meantime.")
    return HandlerResult({"changes": report.counts}, message=report_text(report.counts))
