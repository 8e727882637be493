"""Writes what a person says of an element or flow, and takes it back."""

import uuid

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.architecture_edits import (
    Changed,
    InvalidChange,
    change_write,
    model_lock,
)
from threatmodel.architecture.api.signals import facts_removed
from threatmodel.architecture.models import Element, Flow, ThreatModel


@transaction.atomic
def fact_state(
    *,
    model: ThreatModel,
    actor: User,
    on: type[Element | Flow],
    subject_id: uuid.UUID,
    fact: str,
    value: object,
) -> Changed:
    """State the fact in the name of a person; what the files say of it is kept beside.

    Raises ObjectDoesNotExist, InvalidChange when the value does not fit the fact, TooManyJobs.
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
    return change_write(model=model, actor=actor, ops=ops, told=event)


@transaction.atomic
def fact_take_back(
    *, model: ThreatModel, actor: User, on: type[Element | Flow], subject_id: uuid.UUID, fact: str
) -> Changed:
    """Let what the files say of the fact count again; where they say nothing it is unknown, and asked.

    Raises ObjectDoesNotExist, InvalidChange when no person said it, TooManyJobs.
    """
    model_lock(model)
    row = on.objects.get(model=model, pk=subject_id)
    told = row.facts.get(fact, {})
    if told.get("origin") != "person":
        raise InvalidChange({"detail": ["Only stated facts can be reverted."]})
    subject = {"op": "set", "on": "flow" if on is Flow else "element", "uid": row.uid}
    event = {
        "subject_type": "question",
        "what": "reverted a fact",
        "before": {"fact": fact, "subject": row.uid, "value": told["value"]},
        "after": {"fact": fact, "subject": row.uid},
    }
    ops = [{**subject, "props": {"facts": {fact: None}}}]
    changed = change_write(model=model, actor=actor, ops=ops, told=event)
    facts_removed.send(ThreatModel, model=model, seq=changed.seq)
    return changed
