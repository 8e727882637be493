"""The events of a change of many threats: one that sums it up, and one for each threat."""

import uuid
from collections.abc import Mapping
from functools import partial

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.bulk_sql import rows_insert
from threatmodel.history.models import EventGroup
from threatmodel.history.services.events import event_build
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.triage.services.threat_fields import Json


def events_write(
    *,
    model: ThreatModel,
    actor: User | None,
    what: str,
    before: Mapping[int, Json],
    after: Mapping[int, Json],
    summary: Json,
    group_id: uuid.UUID | None = None,
) -> EventGroup:
    """Write the events of a change by the numbers of the threats, and tell everybody who has the model open.

    `what` is in the past tense; `group_id` is that of the job that does it. A single threat needs no event
    that sums up.
    """
    group = EventGroup.objects.create(pk=group_id or uuid.uuid4(), model=model, count=len(after))
    shared: Json = {"model_id": model.pk, "actor": actor, "subject_type": "threat"}
    events = [
        event_build(**shared, number=number, what=what, before=before[number], after=fields)
        for number, fields in after.items()
    ]
    if len(events) != 1:
        events.append(event_build(**shared, what=f"{what} {len(after):,} threats", after=summary))
    for event in events:
        event.group = group
    rows_insert(events)
    transaction.on_commit(partial(broadcast, model_id=model.pk, message={"type": "threats"}))
    return group
