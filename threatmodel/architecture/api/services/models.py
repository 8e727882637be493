"""Creates and renames threat models, moves them to the trash and restores them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.selectors.trash import trash_of
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.api.services.organization import ORGANIZED, model_change_record, models_organize
from threatmodel.architecture.api.signals import model_event
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_ensure, jobs_end


class QuotaReached(InvalidRequest):
    """The team has as many models as it may have."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored model, and the job of its analysis, which the caller dispatches."""

    model: ThreatModel
    job: Job


@transaction.atomic
def model_create(
    *, team_id: UUID, actor: User | None, name: str, description: str = "", model_id: UUID | None = None
) -> ThreatModel:
    """Write an empty model of the team, owned by who creates it. Raises QuotaReached.

    The caller has checked the actor's role.
    """
    _check_quota(team_id)
    model = ThreatModel.objects.create(
        id=model_id or uuid4(),
        team_id=team_id,
        created_by=actor,
        owner=actor,
        name=name,
        description=description,
    )
    model_event.send(
        ThreatModel,
        model_id=model.pk,
        actor=actor,
        subject_type="model",
        what="created the model",
        after={"name": name},
    )
    model_audit_record(model, Action.MODEL_CREATED, actor=actor, after={"name": name})
    return model


@transaction.atomic
def model_update(*, model: ThreatModel, actor: User, changes: Mapping[str, Any]) -> ThreatModel:
    """Change what is named of a model and record what it was; nothing is written when nothing differs.

    Raises InvalidOrganization.
    """
    row = ThreatModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    organized = {key: value for key, value in changes.items() if key in ORGANIZED}
    texts = {key: value for key, value in changes.items() if key not in ORGANIZED}
    before = {key: getattr(row, key) for key, value in texts.items() if getattr(row, key) != value}
    if before:
        after = {key: changes[key] for key in before}
        for key, value in after.items():
            setattr(row, key, value)
        row.save(update_fields=[*after, "updated_at"])
        model_change_record(row, actor, before=before, after=after)
    if organized:
        models_organize(team_id=row.team_id, actor=actor, model_ids=[row.pk], change=organized)
    return row


@transaction.atomic
def model_delete(*, model: ThreatModel, actor: User) -> None:
    """Move the model to the trash and end its jobs. Owners may restore it."""
    row = ThreatModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    row.deleted_at, row.deleted_by = timezone.now(), actor
    row.save(update_fields=["deleted_at", "deleted_by"])
    model_event.send(
        ThreatModel, model_id=row.pk, actor=actor, subject_type="model", what="deleted the model"
    )
    jobs_end(model_id=row.pk, message="The model was deleted.")  # before the log: see model_job_cancel
    held = {"name": row.name, "seq": row.seq, "elements": row.elements.filter(gone_at=None).count()}
    model_audit_record(row, Action.MODEL_DELETED, actor=actor, before=held)


@transaction.atomic
def model_restore(*, team_id: UUID, model_id: UUID, actor: User) -> Restored:
    """Restore a model of the team from the trash; the caller dispatches the job.

    It is analyzed again: rules may have changed meanwhile.
    Raises ThreatModel.DoesNotExist, TooManyJobs, QuotaReached.
    """
    _check_quota(team_id)
    row = trash_of(team_id=team_id).select_for_update(of=("self",)).get(pk=model_id)
    row.deleted_at = row.deleted_by = None
    row.save(update_fields=["deleted_at", "deleted_by"])
    model_event.send(
        ThreatModel, model_id=row.pk, actor=actor, subject_type="model", what="restored the model"
    )
    model_audit_record(row, Action.MODEL_RESTORED, actor=actor)
    return Restored(row, job_ensure(team=row.team, kind=JobKind.ANALYZE, user=actor, model=row))


@transaction.atomic
def model_purge(*, team_id: UUID, model_id: UUID, actor: User) -> None:
    """Purge a model in the trash: it can no longer be restored, and a worker deletes it for good.

    Raises ThreatModel.DoesNotExist.
    """
    row = trash_of(team_id=team_id).select_for_update(of=("self",)).get(pk=model_id)
    row.purging = True
    row.save(update_fields=["purging"])
    model_audit_record(row, Action.MODEL_PURGED, actor=actor)


@transaction.atomic
def model_erase(*, model: ThreatModel) -> None:
    """Delete a model that never held anything, without the trash."""
    model_audit_record(model, Action.MODEL_DELETED, actor=None, before={"name": model.name})
    model.delete()


def _check_quota(team_id: UUID) -> None:
    # The team's row is the lock of those who make models at once.
    most = Team.objects.select_for_update(no_key=True).values_list("max_models", flat=True).get(pk=team_id)
    if most is not None and ThreatModel.objects.filter(team_id=team_id).count() >= most:
        remedy = "Delete one, or ask an administrator of this instance for more."
        raise QuotaReached({"detail": f"The team's quota of models ({most}) is reached. {remedy}"})
