"""Takes back a change of many threats: each field that is still as the change left it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.db import transaction

from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.history.models import EventGroup, ModelEvent
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.mitigations.services import mitigation_delete
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.comment_places import mitigation_place
from threatmodel.threats.triage.services.bulk_changes import Outcome
from threatmodel.threats.triage.services.event_groups import events_write
from threatmodel.threats.triage.services.threat_fields import (
    FIELDS,
    Json,
    States,
    threat_fields_write,
    threat_states,
)

_CHANGED: Final = "Changed since."
_LEFT_TEAM: Final = "Its owner before is no longer in the team."
_ANSWERED: Final = "Its comment has replies."


class _Event(NamedTuple):
    """What an event says that was done with one threat."""

    number: int
    before: Json
    after: Json


class AlreadyUndone(InvalidRequest):
    """The change was taken back before, or its events are no longer kept."""


@gc_paused()  # tens of thousands of rows, none of them garbage
@transaction.atomic
def group_undo(*, model: ThreatModel, actor: User, group_id: uuid.UUID) -> Outcome:
    """Restore what the threats of a group were before it; those changed since are left.

    The undo is a group too, so it can be taken back. Raises AlreadyUndone, EventGroup.DoesNotExist.
    """
    counters_lock(model.pk)
    group = EventGroup.objects.select_for_update().get(model=model, pk=group_id)
    events = _events(group)
    if group.undone_by_id is not None or not events:
        raise AlreadyUndone({"detail": "This change was undone already, or is too old to be undone."})
    numbers = group.events.filter(subject_type="threat", subject_number__isnull=False).order_by()
    threats = Threat.with_possible.filter(model=model, number__in=numbers.values("subject_number"))
    fields = {field for event in events for field in event.after}
    states, outcome = threat_states(threats, fields), Outcome()
    wanted = _restored(model, events, states, outcome)
    statuses = threat_fields_write(model=model, states=states, wanted=wanted)
    wanted |= _comments_delete(events, outcome)
    if not wanted:
        return outcome
    _new_mitigations_delete(group, model=model, actor=actor)
    what = "undid a change of"
    outcome.group = events_write(
        model=model, actor=actor, what=what, states=states, wanted=wanted, statuses=statuses
    )
    outcome.changed = len(wanted)
    EventGroup.objects.filter(pk=group.pk).update(undone_by=outcome.group)
    return outcome


def _events(group: EventGroup) -> list[_Event]:
    about_threats = group.events.filter(subject_type="threat", subject_number__isnull=False)
    rows = about_threats.order_by("subject_number").values_list("subject_number", "before", "after")
    return [_Event(number or 0, before, after) for number, before, after in rows]


def _restored(
    model: ThreatModel, events: Sequence[_Event], states: States, outcome: Outcome
) -> dict[int, Json]:
    members = {
        str(key) for key in Membership.objects.filter(team=model.team_id).values_list("user", flat=True)
    }
    wanted: dict[int, Json] = {}
    for event in events:
        number, fields = event.number, event.after.keys() & set(FIELDS)
        if number not in states or not fields:
            continue
        owner = event.before.get("owner")
        if any(not _is_still(field, states[number], event) for field in fields):
            outcome.left[number] = _CHANGED
        elif owner and owner["id"] not in members:
            outcome.left[number] = _LEFT_TEAM
        else:
            wanted[number] = {field: _before(field, states[number], event) for field in fields}
            asked = wanted[number].get("waiting_for")
            if asked and asked["id"] not in members:
                wanted[number]["waiting_for"] = None  # nobody is left who could answer
    return wanted


def _is_still(field: str, state: Json, event: _Event) -> bool:
    """Whether a field is as the change left it; of mitigations and tags, what it added and took."""
    now, after, before = state[field], event.after[field], event.before[field]
    if field in ("mitigations", "tags"):
        added, taken = {*after} - {*before}, {*before} - {*after}
        return added <= {*now} and not taken & {*now}
    if field == "owner":
        return bool(_id(now) == _id(after))
    return bool(now == after)


def _before(field: str, state: Json, event: _Event) -> object:
    if field not in ("mitigations", "tags"):
        return event.before[field]
    before, after = {*event.before[field]}, {*event.after[field]}
    return sorted(({*state[field]} - (after - before)) | (before - after))


def _id(person: Mapping[str, str] | None) -> str | None:
    return person["id"] if person else None


def _comments_delete(events: Sequence[_Event], outcome: Outcome) -> dict[int, Json]:
    """Delete the comments of the change to which nobody has replied."""
    numbers = {one.after["comment"]: one.number for one in events if one.after.get("comment")}
    if not numbers:
        return {}
    replied = Comment.objects.filter(thread__in=numbers).values_list("thread", flat=True).distinct()
    kept = {str(key) for key in replied}
    outcome.left |= {numbers[key]: _ANSWERED for key in kept}
    Comment.objects.filter(pk__in=numbers.keys() - kept).delete()
    return {number: {"comment": None} for key, number in numbers.items() if key not in kept}


def _new_mitigations_delete(group: EventGroup, *, model: ThreatModel, actor: User) -> None:
    """Delete the mitigation that was proposed with the change, unless people have worked on it since."""
    attached = group.events.filter(subject_type="mitigation", after__new=True).first()
    if attached is None:
        return
    number = attached.subject_number or 0
    mitigation = Mitigation.objects.filter(model=group.model_id, number=number).first()
    about = ModelEvent.objects.filter(model=group.model_id, subject_type="mitigation", subject_number=number)
    later = about.filter(id__gt=attached.pk)
    place = {"place": "mitigation", "place_uid": mitigation_place(number)}
    discussed = Comment.objects.filter(model=group.model_id, **place)
    used = (later, Treatment.objects.filter(mitigation=mitigation), discussed)
    if mitigation and not any(rows.exists() for rows in used):
        mitigation_delete(model=model, actor=actor, number=number)
