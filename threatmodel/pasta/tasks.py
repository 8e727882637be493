"""The job that computes the stages of a large model."""

from threatmodel.architecture.api.model_jobs import (
    FIRST_STAGE,
    model_of,
    permanent_failures,
    run_alone_when_large,
)
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.handler_registry import HandlerResult, Progress, handler
from threatmodel.jobs.models import Job
from threatmodel.pasta.services.stored_stages import stages_store


@handler(JobKind.PASTA_STAGES)
@permanent_failures()
def compute_stages(job: Job, progress: Progress) -> HandlerResult:
    """Compute and store the stages of the model as it is now."""
    model_id = model_of(job)
    run_alone_when_large(job)
    progress.report(FIRST_STAGE, "computing the stages")
    stages_store(model_id=model_id)
    return HandlerResult({})
