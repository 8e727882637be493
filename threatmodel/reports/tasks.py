"""Background tasks of reports."""

from celery import shared_task

from threatmodel.architecture.api.model_jobs import permanent_failures, run_alone_when_large
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.handler_registry import HandlerResult, Progress, handler
from threatmodel.jobs.models import Job
from threatmodel.reports.services.reports import report_make, reports_delete_expired


@shared_task
def expired_reports_delete() -> int:
    """Delete reports whose time is over; return how many. Two at once do no harm."""
    return reports_delete_expired()


@handler(JobKind.REPORT)
@permanent_failures()
def make_report(job: Job, progress: Progress) -> HandlerResult:
    """Make the file of a report."""
    run_alone_when_large(job)
    return report_make(job=job, progress=progress)
