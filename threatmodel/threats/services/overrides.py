"""Confirms what a person says against the files."""

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.threats.models import OverrideConfirmation
from threatmodel.threats.selectors.overrides import override_get
from threatmodel.threats.services.history import event_write, register_lock
from threatmodel.threats.services.recording import model_recorded
from threatmodel.threats.services.refusals import Refused


class InvalidConfirmation(Refused):
    """There is nothing to confirm."""


@transaction.atomic
def override_confirm(*, model: ThreatModel, actor: User, uid: str, fact: str) -> None:
    """Note that the actor agrees with what a person says of a fact, until that or the files change.

    Raises InvalidConfirmation when no person says something else than the files, or when it is the actor's
    own word: a second pair of eyes is the purpose.
    """
    register_lock(model.pk)
    override = override_get(model=model, uid=uid, fact=fact)
    if override is None:
        raise InvalidConfirmation({"fact": ["Nobody says something else than the files about this fact."]})
    if override.said.get("by") == str(actor.pk):
        raise InvalidConfirmation({"fact": ["Somebody else has to confirm what you said."]})
    said, stated = override.said["value"], override.stated["value"]
    OverrideConfirmation.objects.update_or_create(
        model=model,
        subject_uid=uid,
        fact=fact,
        defaults={
            "value": said,
            "file_value": stated,
            "confirmed_by": actor,
            "confirmed_at": timezone.now(),
        },
    )
    kind = override.row.kind if isinstance(override.row, Element) else "flow"
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what="confirmed an override",
        before={"fact": fact, "subject": uid, "kind": kind, "value": stated},
        after={"fact": fact, "subject": uid, "value": said},
    )
    # Without the values: a fact may hold whatever people write.
    model_recorded(model, Action.OVERRIDE_CONFIRMED, actor=actor, after={"fact": fact, "subject": uid})
