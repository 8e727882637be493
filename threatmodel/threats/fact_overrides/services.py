"""Confirms overrides of facts in files."""

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.history.services.events import event_write
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.fact_overrides.models import OverrideConfirmation
from threatmodel.threats.fact_overrides.selectors import override_get


class InvalidConfirmation(InvalidRequest):
    """There is nothing to confirm."""


@transaction.atomic
def override_confirm(*, model: ThreatModel, actor: User, uid: str, fact: str) -> None:
    """Record that the actor confirms an overridden fact, until the statement or the files change.

    Raises InvalidConfirmation when the files are not overridden, or when the actor stated the fact: a second
    person has to confirm it.
    """
    counters_lock(model.pk)
    override = override_get(model=model, uid=uid, fact=fact)
    if override is None:
        raise InvalidConfirmation({"fact": ["This fact is not overridden."]})
    if override.person_fact.get("by") == str(actor.pk):
        raise InvalidConfirmation({"fact": ["Another person has to confirm your statement."]})
    said, stated = override.person_fact["value"], override.file_fact["value"]
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
    # Without the values: a fact may hold any text.
    model_audit_record(model, Action.OVERRIDE_CONFIRMED, actor=actor, after={"fact": fact, "subject": uid})
