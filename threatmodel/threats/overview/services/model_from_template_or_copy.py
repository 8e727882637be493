"""Creates a model with content: a template, or a copy of another model.

Everything that takes long happens before the first row is written; then one transaction writes the model, its
architecture as one batch, and what follows from it. So there is never half a model.
"""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.api.services.models import model_create
from threatmodel.architecture.api.services.organization import organization_copy
from threatmodel.architecture.consistent_reads import read_at_one_revision
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply_prepared
from threatmodel.architecture.operations.batch import Batch, Json, check_shape
from threatmodel.architecture.operations.row_loading import LoadedArchitecture, architecture_load
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.audit.actions import Action
from threatmodel.engine.library.model_templates import Template, load_templates
from threatmodel.history.services.events import event_write
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_ensure
from threatmodel.library.selectors.templates import empty_working_copy, template_ops
from threatmodel.threats.analysis.services.apply_analysis import TRIES, RulesChanged, analysis_write
from threatmodel.threats.analysis.services.attacker_reach import reach_copy
from threatmodel.threats.analysis.services.model_evaluation import model_evaluate
from threatmodel.threats.analysis.services.scenario_copy import scenarios_copy
from threatmodel.threats.decisions.services.decision_copy import decisions_copy
from threatmodel.threats.overview.signals import model_duplicated
from threatmodel.threats.risk.services.rating_copy import risk_method_copy

_ELEMENT: Final = ("kind", "name", "facts", "source", "x", "y", "width", "height")
_FLOW: Final = ("name", "facts", "origin", "why", "provenance")


class UnknownTemplate(InvalidRequest):
    """Unknown template."""


@dataclass(frozen=True, slots=True)
class CreatedModel:
    """A model with content, and the job of its analysis, which the caller dispatches."""

    model: ThreatModel
    job: Job


def model_from_template(
    *, team_id: uuid.UUID, actor: User, name: str, description: str, template_id: str
) -> CreatedModel:
    """Create a model with the content of the template.

    Raises UnknownTemplate, TooManyJobs, QuotaReached.
    """
    template = load_templates().get(template_id)
    if template is None:
        raise UnknownTemplate({"template": ["Unknown template."]})
    model_id = uuid.uuid4()
    overlay = empty_working_copy(model_id=model_id, actor=str(actor.pk))
    present, batch = _prepared(overlay, [_attributed(op, overlay) for op in template_ops(template)])
    with transaction.atomic():
        model = model_create(
            team_id=team_id, actor=actor, name=name, description=description, model_id=model_id
        )
        applied = apply_prepared(loaded=present, actor=actor, batch=batch)
        _event_record(
            model, actor, f"started from the template “{template.name}”", applied.seq, _size(template)
        )
        job = job_ensure(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model)
    return CreatedModel(model, job)


def model_duplicate(
    *, source: ThreatModel, actor: User, name: str, description: str, with_decisions: bool
) -> ThreatModel:
    """Create a model of the same team with the present content of `source`, without what is gone.

    Uids stay the same, so that the same files import into the copy. With decisions, its threats are decided
    and treated as those of the source. Raises RulesChanged when the team kept changing its rules meanwhile.
    """
    for _ in range(TRIES):
        try:
            return _duplicate(source, actor, name, description, with_decisions=with_decisions)
        except RulesChanged:
            continue
    raise RulesChanged("the rules kept changing while the model was duplicated")


def _duplicate(
    source: ThreatModel, actor: User, name: str, description: str, *, with_decisions: bool
) -> ThreatModel:
    started = time.monotonic()
    seq, there = read_at_one_revision(
        model_id=source.pk, read=lambda: architecture_load(model_id=source.pk).working_copy
    )
    copy_id = uuid.uuid4()
    empty = empty_working_copy(model_id=copy_id, actor=str(actor.pk))
    present, batch = _prepared(empty, list(_copied(there)))
    judge = partial(model_evaluate, model_id=source.pk)  # of the same team, so by the same rules
    evaluated = judge(engine_model(present.working_copy))
    with transaction.atomic():
        copy = model_create(
            team_id=source.team_id, actor=actor, name=name, description=description, model_id=copy_id
        )
        organization_copy(source=source, copy=copy)
        applied = apply_prepared(loaded=present, actor=actor, batch=batch)
        details = {"of": source.name, "of_seq": seq}
        _event_record(copy, actor, "duplicated a model", applied.seq, details)
        model_audit_record(copy, Action.MODEL_DUPLICATED, actor=actor, before={"of": source.name})
        reach_copy(source_id=source.pk, copy_id=copy_id)
        risk_method_copy(source_id=source.pk, copy_id=copy_id)
        model_duplicated.send(
            ThreatModel, source=source, copy=copy, actor=actor, with_decisions=with_decisions
        )
        analysis_write(model_id=copy_id, seq=applied.seq, evaluated=evaluated, started=started)
        scenarios_copy(source_id=source.pk, copy_id=copy_id)
        if with_decisions:
            decisions_copy(source_id=source.pk, copy_id=copy_id, actor=actor)
    return copy


def _prepared(overlay: WorkingCopy, ops: list[Json]) -> tuple[LoadedArchitecture, Batch]:
    """Run the operations in memory; what is returned only has to be written."""
    batch = Batch(uuid.uuid4().hex, tuple(ops), "import")
    check_shape(batch)
    overlay.run(batch)
    return LoadedArchitecture(0, overlay), batch


def _attributed(op: Json, overlay: WorkingCopy) -> Json:
    """Return the operation with who drew it, and when."""
    key = "source" if op["on"] == "element" else "provenance"
    if key not in op.get("props", {}):
        return {**op, "origin": "person"}
    drawn = {**op["props"][key], "by": overlay.actor, "at": overlay.now.isoformat()}
    return {**op, "props": {**op["props"], key: drawn}}


def _copied(there: WorkingCopy) -> Iterator[Json]:
    """Yield the operations that write what is there of a model into an empty one."""
    live = {uid for uid, row in there.elements.items() if row.gone_at is None}
    for uid in sorted(live):
        parent = there.nodes[uid].parent
        placed = {"parent": parent if parent in live else None}
        yield _set("element", uid, _stated(there.elements[uid], _ELEMENT) | placed)
    for uid, flow in sorted(there.flows.items()):
        source, destination = there.ends[uid]
        if flow.gone_at is None and {source, destination} <= live:
            ends = {"source": source, "destination": destination}
            yield _set("flow", uid, _stated(flow, _FLOW) | ends)
    for (type_, source, target), row in sorted(there.relations.items()):
        if {source, target} <= live:
            relation = {"type": type_, "source": source, "target": target, "origin": row.origin}
            yield {"op": "set", "on": "relation", **relation}


def _set(on: str, uid: str, props: Json) -> Json:
    return {"op": "set", "on": on, "uid": uid, "props": props}


def _stated(row: Element | Flow, columns: tuple[str, ...]) -> Json:
    return {key: value for key in columns if (value := getattr(row, key)) is not None}


def _size(template: Template) -> Json:
    return {
        "template": template.id,
        "elements": len(template.model.elements),
        "flows": len(template.model.flows),
    }


def _event_record(model: ThreatModel, actor: User, what: str, seq: int, details: dict[str, Any]) -> None:
    event_write(
        model_id=model.pk, actor=actor, subject_type="model", what=what, after={"seq": seq, **details}
    )
