"""The events of a change of many threats: one that sums it up, and one for each threat."""

import uuid
from collections.abc import Mapping
from functools import partial

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.bulk_sql import copies_insert
from threatmodel.history.models import EventGroup
from threatmodel.history.services.events import event_build
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.triage.services.threat_fields import Json, States


def events_write(
    *,
    model: ThreatModel,
    actor: User | None,
    what: str,
    states: States,
    wanted: Mapping[int, Json],
    statuses: Mapping[int, str],
    summary: Json | None = None,
    group_id: uuid.UUID | None = None,
) -> EventGroup:
    """Write the events of a change by the numbers of the threats, and tell everybody who has the model open.

    `what` is in the past tense; `states` are the threats before, `wanted` and `statuses` what was set of
    them; `group_id` is that of the job that does it. A single threat needs no event that sums up.
    """
    group = EventGroup.objects.create(pk=group_id or uuid.uuid4(), model=model, count=len(wanted))
    shared: Json = {"model_id": model.pk, "actor": actor, "subject_type": "threat"}
    event = event_build(**shared, what=what)
    event.group = group
    copies_insert(
        event,
        ("subject_number", "before", "after"),
        [
            (number, *_difference(states[number], fields, statuses.get(number)))
            for number, fields in wanted.items()
        ],
    )
    if len(wanted) != 1:
        total = event_build(**shared, what=f"{what} {len(wanted):,} threats", after=summary)
        total.group = group
        total.save(force_insert=True)
    transaction.on_commit(partial(broadcast, model_id=model.pk, message={"type": "threats"}))
    return group


def _difference(state: Json, fields: Json, status: str | None) -> tuple[Json, Json]:
    """What an event keeps of a threat, before and after: the fields, and the status where it moved."""
    before, after = {key: state.get(key) for key in fields}, dict(fields)
    if status is not None and status != state["status"]:
        before["status"], after["status"] = state["status"], status
    return before, after
