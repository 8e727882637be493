"""Runs of a model: the list, and one with its steps and notes."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.incident_response.models import ResponseNote, ResponseRun, ResponseStep

Row = dict[str, Any]
Elements = Mapping[str, Subject]
_NOT_THERE = Subject(None, None, "", "")


def runs_of(*, model: ThreatModel) -> QuerySet[ResponseRun]:
    """Runs of the model, the newest first."""
    runs = ResponseRun.objects.filter(model=model).select_related("started_by", "closed_by")
    return runs.order_by("-started_at", "id")


def run_rows(runs: Iterable[ResponseRun]) -> list[Row]:
    """Runs as the list shows them, with the number of their steps. Four queries."""
    shown = list(runs)
    counts = _step_counts(shown)
    uids = {one.element_uid for one in shown}
    elements = subjects_by_uid(model_id=shown[0].model_id, uids=uids) if shown else {}
    return [
        {
            **_brief(one, elements),
            "steps_count": sum(counts[one.pk].values()),
            "finished": counts[one.pk]["done"] + counts[one.pk]["skipped"],
        }
        for one in shown
    ]


def _step_counts(runs: Iterable[ResponseRun]) -> dict[uuid.UUID, Counter[str]]:
    """How many steps of each run are in which state."""
    counted: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    steps = ResponseStep.objects.filter(run__in=list(runs)).order_by()
    for run, state, count in steps.values_list("run_id", "state").annotate(Count("id")):
        counted[run][state] = count
    return counted


def run_row(*, model: ThreatModel, run_id: uuid.UUID) -> Row | None:
    """The run with its steps and notes, or None. Five queries whatever its size."""
    run = runs_of(model=model).filter(pk=run_id).first()
    if run is None:
        return None
    steps = list(run.steps.select_related("owner", "finished_by").order_by("place"))
    named = {one["uid"] for step in steps for part in step.lists for one in part["elements"]}
    elements = subjects_by_uid(model_id=model.pk, uids={run.element_uid, *named})
    notes = _notes(run)
    return {
        **_brief(run, elements),
        "platform": run.platform,
        "seq": run.seq,
        "outcome": run.outcome,
        "steps": [_step_row(one, elements, notes.get(one.pk, [])) for one in steps],
    }


def _brief(run: ResponseRun, elements: Elements) -> Row:
    key = elements.get(run.element_uid, _NOT_THERE).element_id
    return {
        "id": run.pk,
        "playbook": run.playbook,
        "title": run.title,
        "exercise": run.exercise,
        "element": subject_row(key, uid=run.element_uid, name=run.element_name, kind=run.element_kind),
        "state": run.state,
        "started_by": person_row(run.started_by),
        "started_at": run.started_at,
        "closed_by": person_row(run.closed_by),
        "closed_at": run.closed_at,
    }


def _step_row(step: ResponseStep, elements: Elements, notes: list[Row]) -> Row:
    return {
        "place": step.place,
        "key": step.key,
        "phase": step.phase,
        "title": step.title,
        "text": step.text,
        "commands": step.commands,
        "manifest": step.manifest,
        "lists": [{**part, "elements": _listed(part["elements"], elements)} for part in step.lists],
        "state": step.state,
        "owner": person_row(step.owner),
        "reason": step.reason,
        "finished_by": person_row(step.finished_by),
        "finished_at": step.finished_at,
        "version": step.version,
        "notes": notes,
    }


def _listed(listed: Iterable[Row], elements: Elements) -> list[Row]:
    """The elements as they were called at the start; those that were deleted have no id."""
    return [
        subject_row(
            elements.get(one["uid"], _NOT_THERE).element_id,
            uid=one["uid"], name=one["name"], kind=one["kind"],
        )
        for one in listed
    ]  # fmt: skip


def _notes(run: ResponseRun) -> Mapping[int, list[Row]]:
    """The notes by step, in the order in which they were written."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for note in ResponseNote.objects.filter(step__run=run).select_related("user").order_by("id"):
        rows[note.step_id].append(
            {"person": person_row(note.user), "text": note.text, "written_at": note.written_at}
        )
    return rows
