"""What becomes of the steps of a run: who has them, done or skipped, and notes."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.incident_response.models import ResponseNote, ResponseRun, ResponseStep
from threatmodel.incident_response.services.runs import InvalidRun, open_run, run_announce, run_record
from threatmodel.notifications.services.notices import Content, notify

NOTES_MOST: Final = 200  # of one step
_WORDS: Final = {"open": "reopened", "done": "finished", "skipped": "skipped"}


@transaction.atomic
def step_change(
    *,
    model: ThreatModel,
    actor: User,
    run_id: uuid.UUID,
    place: int,
    version: int,
    changes: Mapping[str, Any],
) -> None:
    """Change `state`, `reason` and `owner` (a user id or None), as far as they are given.

    Raises ResponseRun.DoesNotExist, ResponseStep.DoesNotExist, InvalidRun, and OutdatedEdit when another
    person was faster.
    """
    run = open_run(model, run_id)
    step = run.steps.select_for_update(of=("self",)).select_related("owner").get(place=place)
    if step.version != version:
        raise OutdatedEdit(str(step.pk))
    before, owner_before = _shown(step), step.owner_id
    _set_state(step, actor, changes)
    if "owner" in changes:
        step.owner = _member(model, changes["owner"])
    if (after := _shown(step)) == before and step.owner_id == owner_before:
        return
    step.version += 1
    step.save()
    _record(run, step, actor, before, after)
    if step.owner_id not in (None, owner_before):
        _notify_owner(model, run, step, actor)


@transaction.atomic
def note_add(*, model: ThreatModel, actor: User, run_id: uuid.UUID, place: int, text: str) -> None:
    """Add a note to a step.

    Raises ResponseRun.DoesNotExist, ResponseStep.DoesNotExist, InvalidRun.
    """
    step = open_run(model, run_id).steps.get(place=place)
    if step.notes.count() >= NOTES_MOST:
        raise InvalidRun({"text": [f"A step has at most {NOTES_MOST} notes."]})
    ResponseNote.objects.create(step=step, user=actor, text=text.strip(), written_at=timezone.now())
    run_announce(model.pk)


@transaction.atomic
def member_steps_release(*, team_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Take the unfinished steps of open runs from a person who left the team."""
    theirs = ResponseStep.objects.filter(
        owner_id=user_id, state="open", run__state="open", run__model__team_id=team_id
    )
    models = set(theirs.values_list("run__model_id", flat=True))
    for step in theirs.select_for_update(of=("self",)):
        step.owner = None
        step.version += 1
        step.save(update_fields=["owner", "version"])
    for model_id in models:
        run_announce(model_id)


def _set_state(step: ResponseStep, actor: User, changes: Mapping[str, Any]) -> None:
    """Set state and reason; who finished the step when follows from the state."""
    state = changes.get("state", step.state)
    reason = changes.get("reason", step.reason if state == step.state else "").strip()
    if state == "skipped" and not reason:
        raise InvalidRun({"reason": ["Say why the step is skipped."]})
    if state != step.state:
        is_open = state == "open"
        step.finished_by = None if is_open else actor
        step.finished_at = None if is_open else timezone.now()
    step.state, step.reason = state, reason


def _member(model: ThreatModel, user_id: uuid.UUID | None) -> User | None:
    if user_id is None:
        return None
    found = Membership.objects.filter(team_id=model.team_id, user_id=user_id).select_related("user").first()
    if found is None:
        raise InvalidRun({"owner": ["The owner must be a member of the team."]})
    return found.user


def _shown(step: ResponseStep) -> dict[str, Any]:
    """The step as its events show it."""
    owner = step.owner.get_full_name() if step.owner else ""
    return {"state": step.state, "reason": step.reason, "owner": owner}


def _record(
    run: ResponseRun,
    step: ResponseStep,
    actor: User,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    differing = [name for name in after if before[name] != after[name]] or ["owner"]  # a namesake
    word = _WORDS[step.state] if "state" in differing else "changed"
    run_record(
        run,
        actor,
        f"{word} the step “{step.title}” of “{run.title}”",
        before={name: before[name] for name in differing},
        after={name: after[name] for name in differing},
    )


def _notify_owner(model: ThreatModel, run: ResponseRun, step: ResponseStep, actor: User) -> None:
    """Tell the owner of the step that it is theirs now."""
    content = Content(
        kind="assigned",
        key=f"assigned:response:{step.pk}:{step.version}",
        team_id=model.team_id,
        model_id=model.pk,
        subject=step.title,
        what=f"assigned you a step of the response “{run.title}” in {model.name}",
        detail=step.title,
        link=f"/m/{model.pk}/response?run={run.pk}",
        facts={"response": str(run.pk), "step": step.key},
    )
    notify(content, to=[step.owner_id], actor=actor)
