"""Creates, renames and deletes threat models."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import transaction

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.threats.models import Register
from threatmodel.threats.services.history import event_write
from threatmodel.threats.services.recording import model_recorded
from threatmodel.threats.services.refusals import Refused


class QuotaReached(Refused):
    """The team has as many models as it may have."""


@transaction.atomic
def model_create(
    *, team_id: UUID, actor: User | None, name: str, description: str = "", model_id: UUID | None = None
) -> ThreatModel:
    """Write an empty model of the team. The caller has checked the actor's role. Raises QuotaReached."""
    _check_quota(team_id)
    model = ThreatModel.objects.create(
        id=model_id or uuid4(), team_id=team_id, created_by=actor, name=name, description=description
    )
    Register.objects.create(model=model)
    event_write(
        model_id=model.pk, actor=actor, subject_type="model", what="created the model", after={"name": name}
    )
    model_recorded(model, Action.MODEL_CREATED, actor=actor, after={"name": name})
    return model


@transaction.atomic
def model_update(*, model: ThreatModel, actor: User, changes: Mapping[str, str]) -> ThreatModel:
    """Change name or description and record what they were; nothing is written when nothing differs."""
    row = ThreatModel.objects.select_for_update().get(pk=model.pk)
    before = {key: getattr(row, key) for key, value in changes.items() if getattr(row, key) != value}
    if before:
        after = {key: changes[key] for key in before}
        for key, value in after.items():
            setattr(row, key, value)
        row.save(update_fields=[*after, "updated_at"])
        event_write(
            model_id=row.pk,
            actor=actor,
            subject_type="model",
            what=f"changed the {' and '.join(after)}",
            before=before,
            after=after,
        )
        model_recorded(row, Action.MODEL_CHANGED, actor=actor, before=before, after=after)
    return row


@transaction.atomic
def model_delete(*, model: ThreatModel, actor: User | None = None) -> None:
    """Delete the model with everything in it, its history included; the audit log says that it was there."""
    held = {"name": model.name, "seq": model.seq, "elements": model.elements.filter(gone_at=None).count()}
    model_recorded(model, Action.MODEL_DELETED, actor=actor, before=held)
    model.delete()


def _check_quota(team_id: UUID) -> None:
    # The team's row is the lock of those who make models at once.
    most = Team.objects.select_for_update(no_key=True).values_list("models_most", flat=True).get(pk=team_id)
    if most is not None and ThreatModel.objects.filter(team_id=team_id).count() >= most:
        remedy = "Delete one, or ask an administrator of this instance for more."
        raise QuotaReached({"detail": f"The quota of this team (models: {most}) is reached. {remedy}"})
