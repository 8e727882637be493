"""Changes many threats at once, in one transaction, as one group of events that can be undone.

Nobody's decision is overwritten unseen: threats that another person changed since the list was read are
left as they are, and so are threats that the list did not show yet.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.history.models import EventGroup, ModelEvent
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.triage.selectors.selected_threats import threats_selected
from threatmodel.threats.triage.services.assignment_notices import threats_assigned_notify
from threatmodel.threats.triage.services.bulk_comments import threats_ask, threats_comment
from threatmodel.threats.triage.services.bulk_mitigations import attached_event_write, mitigation_to_attach
from threatmodel.threats.triage.services.event_groups import events_write
from threatmodel.threats.triage.services.field_changes import Wish, fields_of, wishes_of
from threatmodel.threats.triage.services.threat_fields import Json, States, threat_fields_write, threat_states

LEFT_SHOWN: Final = 100
AT_ONCE: Final = 20_000  # threats changed while somebody waits; a job takes more
_NEW: Final = "New since the list was read."
_UNIFORM: Final = ("decided", "reason", "owner", "due", "duplicate_of")
_VERBS: Final = {
    "decided": "decided",
    "owner": "assigned",
    "due": "set the due date of",
    "tags": "tagged",
    "mitigations": "attached a mitigation to",
    "duplicate_of": "linked a duplicate:",
    "waiting_for": "asked about",
    "comment": "commented on",
    "reason": "changed the reason of",
}


@dataclass(slots=True)
class Outcome:
    """How many threats were changed, and why others were not, by number; no group where nothing was."""

    changed: int = 0
    left: dict[int, str] = field(default_factory=dict)
    group: EventGroup | None = None

    def row(self) -> Json:
        """As the API says it, with some of those that were left."""
        shown = [{"number": number, "reason": why} for number, why in sorted(self.left.items())[:LEFT_SHOWN]]
        return {
            "changed": self.changed,
            "left_count": len(self.left),
            "left": shown,
            "group": str(self.group.pk) if self.group else None,
        }


@gc_paused()  # tens of thousands of rows, none of them garbage
@transaction.atomic
def threats_change(
    *,
    model: ThreatModel,
    actor: User,
    role: Role,
    selection: Mapping[str, Any],
    seen: Mapping[str, int],
    change: Mapping[str, Any],
    group_id: uuid.UUID | None = None,
) -> Outcome:
    """Do with each selected threat what ThreatChange says. Raises InvalidChange where that is for none.

    A dozen queries however many threats, and some for each mitigation, tag or person.
    """
    counters_lock(model.pk)
    selected = threats_selected(model=model, selection=selection, user_id=actor.pk)
    outcome = Outcome()
    states = _unchanged_since(model, actor, threat_states(selected, fields_of(change)), seen, outcome)
    fields = _fields(states, wishes_of(model=model, change=change), outcome)
    states = {number: states[number] for number in fields}  # nothing is written for those that are left
    mitigation = mitigation_to_attach(model=model, actor=actor, role=role, change=change) if states else None
    if mitigation:
        for number, state in states.items():
            fields[number]["mitigations"] = sorted({*state["mitigations"], mitigation.number})
    if states and (ask := change.get("ask")):
        waiting = threats_ask(model=model, actor=actor, numbers=states, **ask)
        fields = {number: {**one, "waiting_for": waiting} for number, one in fields.items()}
    wanted = _differing(states, fields)
    statuses = threat_fields_write(model=model, states=states, wanted=wanted)
    if text := change.get("comment"):
        for number, comment in threats_comment(model=model, actor=actor, numbers=states, text=text).items():
            wanted.setdefault(number, {})["comment"] = comment
    if wanted:
        outcome.group = events_write(
            model=model,
            actor=actor,
            what=_verb({key for fields in wanted.values() for key in fields}),
            states=states,
            wanted=wanted,
            statuses=statuses,
            summary=_summary(wanted),
            group_id=group_id,
        )
        outcome.changed = len(wanted)
        threats_assigned_notify(model=model, actor=actor, wanted=wanted, group=outcome.group)
    if mitigation and outcome.group:
        attached_event_write(mitigation, actor=actor, group=outcome.group, is_new="new_mitigation" in change)
    return outcome


def _unchanged_since(
    model: ThreatModel, actor: User, states: States, seen: Mapping[str, int], outcome: Outcome
) -> States:
    """Leave out what the person has not seen so: new threats, and those that others have changed."""
    later = ModelEvent.objects.filter(
        model=model, subject_type="threat", id__gt=seen["event"], actor__isnull=False
    )
    others = later.exclude(actor=actor).exclude(subject_number=None).select_related("actor").order_by("id")
    changed_by = {one.subject_number: one.actor.get_full_name() for one in others if one.actor}
    kept: States = {}
    for number, state in states.items():
        if number > seen["threat"]:
            outcome.left[number] = _NEW
        elif number in changed_by:
            outcome.left[number] = f"{changed_by[number]} changed it in the meantime."
        else:
            kept[number] = state
    return kept


def _fields(states: States, wishes: Sequence[Wish], outcome: Outcome) -> dict[int, Json]:
    """The fields as they are to be, by number, of the threats with which all of the change can be done."""
    wanted: dict[int, Json] = {}
    for number, state in states.items():
        results = [wish(number, state) for wish in wishes]
        if refusal := next((one for one in results if isinstance(one, str)), None):
            outcome.left[number] = refusal
        else:
            named = (one.items() for one in results if isinstance(one, dict))
            wanted[number] = dict(chain.from_iterable(named))
    return wanted


def _differing(states: States, fields: Mapping[int, Json]) -> dict[int, Json]:
    """The fields that change; what is so already is not written."""
    differing = {
        number: {key: value for key, value in one.items() if states[number][key] != value}
        for number, one in fields.items()
    }
    return {number: one for number, one in differing.items() if one}


def _summary(wanted: Mapping[int, Json]) -> Json:
    some = next(iter(wanted.values()))
    return {key: some[key] for key in _UNIFORM if key in some}


def _verb(fields: Collection[str]) -> str:
    """What was done, by the first of the fields that says most."""
    return next((verb for field, verb in _VERBS.items() if field in fields), "changed")
