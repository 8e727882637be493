"""Follows the jobs: the model of a canceled import that was to fill it."""

from typing import Any

from django.dispatch import receiver

from threatmodel.imports.services.model_from_files import model_discard
from threatmodel.jobs.models import Job
from threatmodel.jobs.signals import job_canceled


@receiver(job_canceled, sender=Job, dispatch_uid="imports.model_discard")
def import_canceled(*, job: Job, **_rest: Any) -> None:
    """Delete the model that was created for the import."""
    model_discard(job=job)
