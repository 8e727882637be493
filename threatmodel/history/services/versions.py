"""Names states of the architecture, approves them, and restores them."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.services.architecture_edits import Edited, InvalidEdit, edit_record
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.api.signals import facts_removed
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.batch import InvalidBatch
from threatmodel.audit.actions import Action
from threatmodel.history.models import Approval, Version
from threatmodel.history.selectors.history_reader import NoSuchState, is_known
from threatmodel.history.selectors.versions import NamedState, version_approved
from threatmodel.history.services.events import event_write
from threatmodel.history.services.restore import restore
from threatmodel.history.signals import version_approved as version_approved_signal
from threatmodel.notifications.services.notices import Content, notify


class InvalidVersion(InvalidRequest):
    """The version cannot be written so."""


class SelfApproval(ValueError):
    """The author of a version cannot approve it: an approval needs a second person."""


@transaction.atomic
def version_create(
    *, model: ThreatModel, actor: User | None, name: str, note: str = "", seq: int | None = None
) -> Version:
    """Give the state at `seq`, else the newest, a name. Raises InvalidVersion."""
    row = _lock(model)
    seq = row.seq if seq is None else seq
    if seq > row.seq:
        raise InvalidVersion({"seq": [f"Change {seq} does not exist yet."]})
    if not is_known(model_id=model.pk, seq=seq):
        raise InvalidVersion({"seq": [f"The changes before change {seq} were removed."]})
    _check_name(model, name)
    version = Version.objects.create(model=model, seq=seq, name=name, note=note, created_by=actor)
    _event_record(model, actor, f"saved the version {name}", after={"seq": seq})
    return version


@transaction.atomic
def version_update(
    *, model: ThreatModel, actor: User, version_id: uuid.UUID, changes: Mapping[str, str]
) -> None:
    """Change the name or the note. Raises Version.DoesNotExist, InvalidVersion."""
    _lock(model)
    version = Version.objects.get(model=model, pk=version_id)
    before = {key: getattr(version, key) for key in changes if getattr(version, key) != changes[key]}
    if not before:
        return
    if "name" in before:
        _check_name(model, changes["name"])
    after = {key: changes[key] for key in before}
    Version.objects.filter(pk=version.pk).update(**after)
    _event_record(model, actor, f"changed the version {version.name}", before=before, after=after)


@transaction.atomic
def version_delete(*, model: ThreatModel, actor: User, version_id: uuid.UUID) -> None:
    """Delete the name; the state stays in the history. What was ever approved is kept.

    Raises Version.DoesNotExist, InvalidVersion.
    """
    _lock(model)
    version = Version.objects.get(model=model, pk=version_id)
    if version.approvals.exists():
        raise InvalidVersion({"detail": "A version that is or was approved cannot be deleted."})
    version.delete()
    _event_record(model, actor, f"deleted the version {version.name}", before={"seq": version.seq})


@transaction.atomic
def version_approve(*, model: ThreatModel, actor: User, version_id: uuid.UUID) -> None:
    """Make the version the baseline for drift; the one before it keeps the dates of its approval.

    Raises Version.DoesNotExist, SelfApproval. Approving what is approved already writes nothing.
    """
    _lock(model)
    version = Version.objects.get(model=model, pk=version_id)
    if version.created_by_id == actor.pk:
        raise SelfApproval("You saved this version. Another approver or owner must approve it.")
    former = version_approved(model=model)
    if former == version:
        return
    _end_approval(model)
    approval = Approval.objects.create(model=model, version=version, by=actor)
    version_approved_signal.send(ThreatModel, model=model, version=version, actor=actor)
    before = {"approved": former.name} if former else {}
    after = {"approved": version.name, "seq": version.seq}
    _event_record(model, actor, f"approved the version {version.name}", before=before, after=after)
    model_audit_record(model, Action.VERSION_APPROVED, actor=actor, before=before, after=after)
    _notify_approved(approval, actor)


@transaction.atomic
def approval_withdraw(*, model: ThreatModel, actor: User, version_id: uuid.UUID) -> None:
    """End the approval of the version; nothing happens when it is not approved.

    Raises Version.DoesNotExist.
    """
    _lock(model)
    version = Version.objects.get(model=model, pk=version_id)
    if version_approved(model=model) == version:
        _end_approval(model, is_withdrawn=True)
        _event_record(model, actor, f"withdrew the approval of the version {version.name}")
        model_audit_record(model, Action.APPROVAL_WITHDRAWN, actor=actor, before={"approved": version.name})


@transaction.atomic
def architecture_restore(*, model: ThreatModel, actor: User, to: NamedState) -> tuple[Edited, str]:
    """Restore a state of the architecture as one change; return the id of its batch as well.

    Decisions about threats stay. Raises InvalidEdit, TooManyJobs.
    """
    batch_id = f"restore-{to.seq}-{uuid.uuid4().hex[:16]}"
    try:
        applied = restore(model_id=model.pk, actor=actor, seq=to.seq, batch_id=batch_id)
    except (InvalidBatch, NoSuchState) as fault:
        raise InvalidEdit({"detail": f"This state cannot be restored: {fault}."}) from fault
    if applied.changed:
        facts_removed.send(ThreatModel, model=model, seq=applied.seq)
    called = f"the version {to.version.name}" if to.version else f"the state of change {to.seq}"
    event = {"subject_type": "model", "what": f"restored {called}"[:200]}
    return edit_record(model, actor, applied, event), batch_id


def _notify_approved(approval: Approval, actor: User) -> None:
    """Tell who saved the version."""
    version, model = approval.version, approval.model
    content = Content(
        kind="version",
        key=f"approval:{approval.pk}",
        team_id=model.team_id,
        model_id=model.pk,
        subject=version.name,
        what=f"approved the version {version.name} of {model.name}",
        link=f"/m/{model.pk}/history?tab=versions",
        facts={"version": version.name, "seq": version.seq},
    )
    notify(content, to=[version.created_by_id], actor=actor)


def _lock(model: ThreatModel) -> ThreatModel:
    return ThreatModel.objects.select_for_update(no_key=True).only("id", "seq").get(pk=model.pk)


def _check_name(model: ThreatModel, name: str) -> None:
    if Version.objects.filter(model=model, name=name).exists():
        raise InvalidVersion({"name": ["A version with this name already exists."]})


def _end_approval(model: ThreatModel, *, is_withdrawn: bool = False) -> None:
    Approval.objects.filter(model=model, ended_at=None).update(
        ended_at=timezone.now(), is_withdrawn=is_withdrawn
    )


def _event_record(model: ThreatModel, actor: User | None, what: str, **parts: Mapping[str, Any]) -> None:
    event_write(model_id=model.pk, actor=actor, subject_type="model", what=what[:200], **parts)
