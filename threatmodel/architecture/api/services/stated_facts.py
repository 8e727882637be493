"""Sets facts of elements and flows as stated by a person, and withdraws them."""

import uuid

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.architecture_edits import (
    Edited,
    InvalidEdit,
    edit_write,
    model_lock,
)
from threatmodel.architecture.api.signals import facts_removed
from threatmodel.architecture.models import Element, Flow, ThreatModel


@transaction.atomic
def fact_set(
    *,
    model: ThreatModel,
    actor: User,
    on: type[Element | Flow],
    subject_id: uuid.UUID,
    fact: str,
    value: object,
) -> Edited:
    """Set the fact as stated by the actor; the value from the files is kept beside it.

    Raises ObjectDoesNotExist, InvalidEdit when the value does not fit the fact, TooManyJobs.
    """
    model_lock(model)
    row = on.objects.get(model=model, pk=subject_id)
    subject = {"op": "set", "on": "flow" if on is Flow else "element", "uid": row.uid}
    event = {
        "subject_type": "question",
        "what": "stated a fact",
        "before": {"fact": fact, "subject": row.uid, "value": row.facts.get(fact, {}).get("value")},
        "after": {"fact": fact, "subject": row.uid, "value": value},
    }
    ops = [{**subject, "props": {"facts": {fact: {"value": value}}}}]
    return edit_write(model=model, actor=actor, ops=ops, event=event)


@transaction.atomic
def fact_withdraw(
    *, model: ThreatModel, actor: User, on: type[Element | Flow], subject_id: uuid.UUID, fact: str
) -> Edited:
    """Return the fact to the value from the files; without one it is unknown, and asked again.

    Raises ObjectDoesNotExist, InvalidEdit when no person stated it, TooManyJobs.
    """
    model_lock(model)
    row = on.objects.get(model=model, pk=subject_id)
    stated = row.facts.get(fact, {})
    if stated.get("origin") != "person":
        raise InvalidEdit({"detail": ["Only stated facts can be reverted."]})
    subject = {"op": "set", "on": "flow" if on is Flow else "element", "uid": row.uid}
    event = {
        "subject_type": "question",
        "what": "reverted a fact",
        "before": {"fact": fact, "subject": row.uid, "value": stated["value"]},
        "after": {"fact": fact, "subject": row.uid},
    }
    ops = [{**subject, "props": {"facts": {fact: None}}}]
    changed = edit_write(model=model, actor=actor, ops=ops, event=event)
    facts_removed.send(ThreatModel, model=model, seq=changed.seq)
    return changed
