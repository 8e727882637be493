"""Sets who answers for a stage and what they noted; approves stages and withdraws approvals."""

import uuid
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.history.services.events import event_write
from threatmodel.pasta.choices import STAGES
from threatmodel.pasta.models import StageReview
from threatmodel.pasta.selectors.stage_content import content_of, hash_of, inputs_of, pack
from threatmodel.pasta.selectors.stages import stages_of
from threatmodel.pasta.services.stage_records import member, pasta_announce

Json = dict[str, Any]
_NO_APPROVAL: Final = {
    "approved_by": None,
    "approved_at": None,
    "approval_note": "",
    "approved_hash": "",
    "approved_content": b"",
}


class StageIncomplete(InvalidRequest):
    """The stage lacks something without which it cannot be approved."""


class ReasonNeeded(InvalidRequest):
    """The stage is not ready, and nothing says why it is approved as it is."""


class SelfApproval(ValueError):
    """The owner of a stage cannot approve it: an approval needs a second person."""


@transaction.atomic
def stage_edit(
    *, model: ThreatModel, actor: User, number: int, version: int, owner: uuid.UUID | None, note: str
) -> None:
    """Set the owner and the note of a stage.

    Raises InvalidRecord, and OutdatedEdit when another person has edited it meanwhile.
    """
    review = _locked(model, number, version)
    before = _shown(review)
    review.owner, review.note = member(model, owner), note.strip()
    after = _shown(review)
    if before == after:
        return
    _save(review)
    _record(review, actor, "changed", before=before, after=after)


@transaction.atomic
def stage_approve(*, model: ThreatModel, actor: User, number: int, inputs_hash: str, note: str) -> None:
    """Approve a stage as the approver saw it, which `inputs_hash` tells.

    A stage with open checks, of which none blocks it, takes a note that says why; they are recorded.
    Raises StageIncomplete, ReasonNeeded, SelfApproval, and OutdatedEdit when its inputs have changed since.
    """
    stages = stages_of(model)
    inputs = content_of(inputs_of(stages, number))
    if hash_of(inputs) != inputs_hash:
        raise OutdatedEdit(f"Stage {number}")
    missing = [check.title for check in stages[number].checks if check.blocks and not check.met]
    if missing:
        raise StageIncomplete({"detail": f"Not yet: {'; '.join(missing)}."})
    review = _locked(model, number)
    if review.owner_id == actor.pk:
        raise SelfApproval("You own this stage. Another approver or owner must approve it.")
    not_met = [check.title for check in stages[number].checks if not check.met]
    if not_met and not note.strip():
        raise ReasonNeeded({"note": [f"Say why the stage is approved with this open: {'; '.join(not_met)}."]})
    review.approved_by, review.approved_at = actor, timezone.now()
    review.approval_note, review.approved_hash = note.strip(), inputs_hash
    review.approved_content = pack({**inputs, **content_of(stages[number].sections)})
    _save(review)
    after = {"stage": STAGES[number], "note": review.approval_note, "open_checks": not_met}
    _record(review, actor, "approved", after=after)
    model_audit_record(model, Action.STAGE_APPROVED, actor=actor, after=after)


@transaction.atomic
def stage_approval_withdraw(*, model: ThreatModel, actor: User, number: int) -> None:
    """Withdraw the approval of a stage; nothing happens when it is not approved."""
    review = _locked(model, number)
    if review.approved_at is None:
        return
    for column, value in _NO_APPROVAL.items():
        setattr(review, column, value)
    _save(review)
    _record(review, actor, "withdrew the approval of")
    model_audit_record(model, Action.STAGE_APPROVAL_WITHDRAWN, actor=actor, before={"stage": STAGES[number]})


def _locked(model: ThreatModel, number: int, version: int | None = None) -> StageReview:
    """The review of the stage, written when there is none. Raises OutdatedEdit for another version."""
    StageReview.objects.bulk_create([StageReview(model=model, stage=number)], ignore_conflicts=True)
    review = StageReview.objects.select_for_update().get(model=model, stage=number)
    if version is not None and review.version != version:
        raise OutdatedEdit(f"Stage {number}")
    return review


def _save(review: StageReview) -> None:
    review.version += 1
    review.save()


def _shown(review: StageReview) -> Json:
    return {"owner": review.owner.get_full_name() if review.owner else None, "note": review.note}


def _record(
    review: StageReview, actor: User, did: str, *, before: Json | None = None, after: Json | None = None
) -> None:
    event_write(
        model_id=review.model_id,
        actor=actor,
        subject_type="pasta",
        what=f"{did} the stage {STAGES[review.stage]}",
        before=before,
        after=after,
    )
    pasta_announce(review.model_id)
