"""Starts and closes runs of playbooks."""

import uuid
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

import msgspec
from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import NAME_LENGTH, ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.audit.actions import Action
from threatmodel.engine.analysis.incident_response.incident_scope import response_scope
from threatmodel.engine.analysis.incident_response.playbook_filling import FilledStep, filled_steps
from threatmodel.engine.library.playbooks import Playbook, playbooks
from threatmodel.engine.model import CATALOGUE, Element, Model
from threatmodel.history.services.events import event_write
from threatmodel.incident_response.models import ResponseRun, ResponseStep
from threatmodel.pubsub.publisher import broadcast

RUNS_MOST: Final = 500  # of one model


class InvalidRun(InvalidRequest):
    """Something about the run cannot be so."""


def run_start(
    *, model: ThreatModel, actor: User, playbook: str, element: str, title: str = "", exercise: bool = False
) -> ResponseRun:
    """Start a playbook on the element of this uid: its steps are filled from the present architecture.

    The architecture is read before the row of the model is locked, so edits of others do not wait for it.
    Without a title the run is called by its playbook and element. Raises InvalidRun.
    """
    chosen = playbooks().get(playbook)
    if chosen is None:
        raise InvalidRun({"playbook": ["Unknown playbook."]})
    loaded = architecture_load(model_id=model.pk)
    graph = engine_model(loaded.working_copy)
    found = _attacked(graph, element, chosen)
    called = graph.called(found.uid)
    run = ResponseRun(
        model=model,
        playbook=chosen.id,
        title=title.strip() or f"{chosen.title}: {called}"[:NAME_LENGTH],
        exercise=exercise,
        element_uid=found.uid,
        element_name=called,
        element_kind=found.kind,
        platform=response_scope(graph, found.uid).platform or "unknown",
        seq=loaded.seq,
        started_by=actor,
        started_at=timezone.now(),
    )
    _write_started(run, actor, filled_steps(graph, found.uid, chosen))
    return run


@transaction.atomic
def run_close(*, model: ThreatModel, actor: User, run_id: uuid.UUID, outcome: str) -> None:
    """Close the run with its outcome; nothing of it changes afterwards.

    Raises ResponseRun.DoesNotExist, InvalidRun.
    """
    run = open_run(model, run_id)
    run.state, run.outcome = "closed", outcome.strip()
    run.closed_by, run.closed_at = actor, timezone.now()
    run.save()
    closed = {
        "title": run.title,
        "outcome": run.outcome,
        "open_steps": run.steps.filter(state="open").count(),
    }
    run_record(run, actor, f"closed the response “{run.title}”", after=closed)
    model_audit_record(model, Action.RESPONSE_CLOSED, actor=actor, after=closed)


def open_run(model: ThreatModel, run_id: uuid.UUID) -> ResponseRun:
    """The run under its lock. Raises ResponseRun.DoesNotExist, InvalidRun when it is closed."""
    run = ResponseRun.objects.select_for_update().get(model=model, pk=run_id)
    if run.state == "closed":
        raise InvalidRun({"detail": "The response is closed. Start another one to continue."})
    return run


def run_announce(model_id: uuid.UUID) -> None:
    """Send the pages that show the model, after the commit, word that a response has changed."""
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "response"}))


def run_record(
    run: ResponseRun,
    actor: User | None,
    what: str,
    *,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    """Write an event of the history, and announce the change."""
    event_write(
        model_id=run.model_id,
        actor=actor,
        subject_type="response",
        what=what[:200],
        before=before,
        after=after,
    )
    run_announce(run.model_id)


@transaction.atomic
def _write_started(run: ResponseRun, actor: User, steps: Iterable[FilledStep]) -> None:
    model = run.model
    ThreatModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    if ResponseRun.objects.filter(model=model).count() >= RUNS_MOST:
        raise InvalidRun({"detail": f"A model can have at most {RUNS_MOST} responses."})
    run.save(force_insert=True)
    ResponseStep.objects.bulk_create(_step(run, place, filled) for place, filled in enumerate(steps))
    started = {
        "title": run.title,
        "playbook": run.playbook,
        "element": run.element_uid,
        "exercise": run.exercise,
    }
    run_record(run, actor, f"started the response “{run.title}”", after=started)
    model_audit_record(model, Action.RESPONSE_STARTED, actor=actor, after=started)


def _attacked(graph: Model, uid: str, playbook: Playbook) -> Element:
    found = graph.elements.get(uid)
    if found is None:
        raise InvalidRun({"element": ["Unknown element."]})
    if found.kind not in playbook.applies_to:
        kinds = ", ".join(CATALOGUE.kinds[kind].plural.lower() for kind in playbook.applies_to)
        raise InvalidRun({"element": [f"This playbook is for {kinds}. Choose one of these."]})
    return found


def _step(run: ResponseRun, place: int, filled: FilledStep) -> ResponseStep:
    return ResponseStep(
        run=run,
        place=place,
        key=filled.id,
        phase=filled.phase,
        title=filled.title,
        text=filled.text,
        commands=list(filled.commands),
        manifest=filled.manifest,
        lists=msgspec.to_builtins(filled.lists),
    )
