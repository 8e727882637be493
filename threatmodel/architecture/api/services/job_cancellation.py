"""Cancels background jobs of a model, and has them done again."""

import uuid

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.jobs.cancellation import job_cancel, job_repeat
from threatmodel.jobs.models import Job
from threatmodel.jobs.signals import job_canceled


def model_job_cancel(*, model: ThreatModel, job_id: uuid.UUID, actor: User) -> Job:
    """Cancel a job of the model that has written nothing yet; a canceled one stays so.

    What else ends with it, the receivers of the signal write in transactions of their own. They are told
    again of a job that was canceled before: the process that canceled it may have ended before they wrote.
    Raises Job.DoesNotExist, CannotCancel.
    """
    with transaction.atomic():  # the job is locked before the log, as by all who end jobs
        job = Job.objects.get(model=model, pk=job_id)
        if job_cancel(job=job):
            told = {"job": str(job.pk), "kind": job.kind}
            model_audit_record(model, Action.JOB_CANCELED, actor=actor, after=told)
    job_canceled.send(sender=Job, job=job)
    return job


def model_job_repeat(*, model: ThreatModel, job_id: uuid.UUID, actor: User) -> Job:
    """Write a job of the model that failed or was canceled again; the caller dispatches it.

    Raises Job.DoesNotExist, CannotRepeat, TooManyJobs.
    """
    return job_repeat(job=Job.objects.get(model=model, pk=job_id), user=actor)
