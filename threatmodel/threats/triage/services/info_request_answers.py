"""The answer to a question about threats: nobody is waited for any more, and they are open again."""

import uuid

from django.db import transaction
from django.db.models import Q

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.services.event_groups import events_write
from threatmodel.threats.triage.services.threat_fields import FIELDS, Json, threat_fields_write, threat_states


@transaction.atomic
def info_request_answer(*, model: ThreatModel, thread_id: uuid.UUID, actor: User) -> None:
    """Note that somebody replied in the thread of a question; who asked may add to it without an effect."""
    asked = Threat.with_possible.filter(model=model, info_request__thread=thread_id)
    asked = asked.exclude(Q(info_request__asked_by=actor) & ~Q(info_request__asked=actor))
    if not asked.exists():
        return
    counters_lock(model.pk)
    states = threat_states(asked, FIELDS)
    wanted = {number: _answered(state) for number, state in states.items()}
    statuses = threat_fields_write(model=model, states=states, wanted=wanted)
    what = "answered the question about"
    events_write(model=model, actor=actor, what=what, states=states, wanted=wanted, statuses=statuses)


def _answered(state: Json) -> Json:
    fields: Json = {"waiting_for": None}
    return {**fields, "decided": "open", "reason": ""} if state["decided"] == "needs-info" else fields
