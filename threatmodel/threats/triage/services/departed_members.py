"""What becomes of threats when a member leaves the team: nobody owns them, and no answer is waited for."""

import uuid

from django.db.models import Q

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.services.event_groups import events_write
from threatmodel.threats.triage.services.threat_fields import Json, threat_fields_write, threat_states


def member_threats_release(*, team_id: uuid.UUID, user: User) -> None:
    """Take the threats of every model of the team from a person who left, and record it at each."""
    of_person = Q(owner=user) | Q(info_request__asked=user)
    models = ThreatModel.with_trash.filter(team=team_id)
    concerned = Threat.with_possible.filter(of_person, model__in=models)
    for model in models.filter(pk__in=concerned.values("model")).order_by("pk"):
        counters_lock(model.pk)
        threats = Threat.with_possible.filter(of_person, model=model)
        states = threat_states(threats, ("owner", "waiting_for"))
        wanted = {number: _without(state, str(user.pk)) for number, state in states.items()}
        statuses = threat_fields_write(model=model, states=states, wanted=wanted)
        what = f"took from {user.get_full_name()}, who left the team,"
        events_write(model=model, actor=None, what=what, states=states, wanted=wanted, statuses=statuses)


def _without(state: Json, user_id: str) -> Json:
    fields = ("owner", "waiting_for")
    return {field: None for field in fields if state[field] and state[field]["id"] == user_id}
