"""What job handlers of models share."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from threatmodel.architecture.batch import InvalidBatch
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job
from threatmodel.jobs.registry import JobFailed

FIRST_STAGE = 5  # percent
NOTHING_CHANGED = "Nothing was changed."


@contextmanager
def permanent_failures() -> Iterator[None]:
    """End the job where its model was deleted meanwhile, or would become one that cannot be."""
    try:
        yield
    except ThreatModel.DoesNotExist as fault:
        raise JobFailed("The model was deleted.") from fault
    except InvalidBatch as fault:
        raise JobFailed(f"This cannot be: {fault}. {NOTHING_CHANGED}") from fault


def model_of(job: Job) -> UUID:
    if job.model_id is None:  # deleted since, or asked for by mistake
        raise JobFailed("The model does not exist any more.")
    return job.model_id
