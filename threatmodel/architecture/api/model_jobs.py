"""What job handlers of models share."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.batch import InvalidBatch
from threatmodel.jobs.handlers import JobFailed, JobIsLarge
from threatmodel.jobs.models import Job

FIRST_STAGE = 5  # percent
NOTHING_CHANGED = "Nothing was changed."


@contextmanager
def permanent_failures() -> Iterator[None]:
    """Fail the job without retry where its model was deleted, or would become invalid."""
    try:
        yield
    except ThreatModel.DoesNotExist as fault:
        raise JobFailed("The model was deleted.") from fault
    except InvalidBatch as fault:
        raise JobFailed(f"Not possible: {fault}. {NOTHING_CHANGED}") from fault


def run_alone_when_large(job: Job, elements: int = 0) -> None:
    """Raise JobIsLarge where the files or a model of the job have many elements and it does not run alone."""
    if job.large:
        return
    models = ThreatModel.objects.filter(team_id=job.team_id)
    if job.model_id is not None:
        models = models.filter(pk=job.model_id)
    largest = models.aggregate(most=Max("ever_added"))["most"] or 0
    if max(elements, largest) >= settings.LARGE_JOB_ELEMENTS:
        raise JobIsLarge


def model_of(job: Job) -> UUID:
    if job.model_id is None:  # deleted since, or asked for by mistake
        raise JobFailed("The model no longer exists.")
    return job.model_id
