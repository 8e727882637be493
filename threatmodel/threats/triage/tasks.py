"""Background tasks of triage: changes of more threats than somebody would wait for, and reminders."""

from celery import shared_task

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.permissions import role_includes
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.model_jobs import FIRST_STAGE, NOTHING_CHANGED, model_of, permanent_failures
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import EventGroup
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.handler_registry import HandlerResult, JobFailed, Progress, handler
from threatmodel.jobs.models import Job
from threatmodel.threats.triage.services.bulk_changes import threats_change
from threatmodel.threats.triage.services.due_reminders import reminders_write as write_reminders


@shared_task
def reminders_write() -> int:
    """Remind owners of what is due soon or overdue; return how many teams had any. Two at once do no harm."""
    return write_reminders()


@handler(JobKind.CHANGE_THREATS)
@permanent_failures()
def change_threats(job: Job, progress: Progress) -> HandlerResult:
    """Do what the job asks for, unless an earlier attempt has: its group of events has the id of the job."""
    model = ThreatModel.objects.select_related("team").get(pk=model_of(job))
    if done := EventGroup.objects.filter(model=model, pk=job.pk).first():
        return HandlerResult({"changed": done.count, "left_count": 0, "left": [], "group": str(done.pk)})
    actor, role = _actor(job)
    progress.report(FIRST_STAGE, "changing")
    try:
        with progress.storing():
            outcome = threats_change(model=model, actor=actor, role=role, group_id=job.pk, **job.params)
    except InvalidRequest as fault:
        raise JobFailed(f"Not possible: {fault}. {NOTHING_CHANGED}") from fault
    return HandlerResult(outcome.row())


def _actor(job: Job) -> tuple[User, Role]:
    """Who asked for the job, if they may still change threats."""
    member = (
        Membership.objects.filter(team=job.team_id, user=job.created_by_id).select_related("user").first()
    )
    if member is None or not role_includes(member.role, Role.EDITOR):
        raise JobFailed(f"Who asked for it may no longer change threats. {NOTHING_CHANGED}")
    return member.user, Role(member.role)
