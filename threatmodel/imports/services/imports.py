"""Imports what was read from files into a model: rows, layout and threats, all of it or nothing.

Everything that takes long is computed first, from the present rows; then one short transaction writes the
batch and the analysis. When the model was changed meanwhile, it is computed again.
"""

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.threat_subjects import NOT_DRAWN
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.importing.import_merge import MergeResult, merge
from threatmodel.architecture.importing.import_scope import ImportScope, Scope
from threatmodel.architecture.importing.known_images_and_services import known_images, known_services
from threatmodel.architecture.importing.source_line_storage import source_files_replace
from threatmodel.architecture.operations.apply import Applied, StaleModel, apply_prepared
from threatmodel.architecture.operations.batch import Batch, Json, check_shape
from threatmodel.architecture.operations.layout_operations import diagram_ops, placement_ops
from threatmodel.architecture.operations.row_loading import LoadedArchitecture, architecture_load
from threatmodel.engine.importers import Problem, Reading, match_known_images, match_known_projects
from threatmodel.engine.importers.interchange.named_subjects import unknown_names_message, with_named_subjects
from threatmodel.engine.importers.named_flows import ElementNames, unknown_ends_message, with_found_ends
from threatmodel.engine.importers.source_lines import SourceLines
from threatmodel.engine.model import Model
from threatmodel.engine.model.imported_threats import ImportedThreat
from threatmodel.history.selectors.events import last_event_id
from threatmodel.history.services.events import event_write
from threatmodel.imports.services.critical_threat_notices import last_threat_number, new_critical_notify
from threatmodel.imports.services.mitigation_verification import (
    ImportEvidence,
    Verified,
    import_evidence,
    mitigations_verify,
)
from threatmodel.imports.services.pipeline_verdict import import_verdict, repeated_verdict
from threatmodel.jobs.handler_registry import NO_PROGRESS, Progress
from threatmodel.threats.analysis.services.apply_analysis import (
    Counts,
    RulesChanged,
    analysis_write,
    model_analyze,
)
from threatmodel.threats.analysis.services.model_evaluation import Evaluated, model_evaluate
from threatmodel.threats.fact_overrides.selectors import override_problems
from threatmodel.threats.threats.services.imported_threats import ImportedThreats, imported_threats_merge

_TRIES: Final = 5
_FILES_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed, and what was wrong with its input."""

    seq: int
    elements: int
    flows: int
    added: int
    changed: int
    gone: int
    counts: Counts | None
    proof: Verified
    problems: tuple[Problem, ...]
    verdict: Json

    def result(self) -> Json:
        """Return the figures that the job shows."""
        return {
            "elements": self.elements,
            "flows": self.flows,
            "threats": self.counts.threats if self.counts else 0,
            "questions": self.counts.questions if self.counts else 0,
            "added": self.added,
            "changed": self.changed,
            "gone": self.gone,
            **self.proof.counts(),
            "verdict": self.verdict,
        }


def import_apply(
    *,
    model_id: uuid.UUID,
    actor: User | None,
    reading: Reading,
    files: Iterable[str],
    scope: Scope = "files",
    batch_id: str | None = None,
    lines: SourceLines = MappingProxyType({}),
    progress: Progress = NO_PROGRESS,
) -> Imported:
    """MergeResult what was read into the model, lay out what is new, and analyze.

    `lines` are those of the files to keep, redacted. The same files again change no row but those. Raises
    InvalidBatch; StaleModel when others kept changing the model or its rules.
    """
    reach = reach_of(reading, files, scope)
    batch_id = batch_id or uuid.uuid4().hex
    for _ in range(_TRIES):
        plan = import_plan(model_id, actor, reading, reach, batch_id, progress)
        try:
            with progress.storing():
                written = _write(plan, model_id=model_id, actor=actor, reach=reach, lines=lines)
        except (StaleModel, RulesChanged):
            continue
        if written.applied.repeated:  # an earlier attempt wrote the batch; the plan need not be true any more
            verdict = repeated_verdict(model_id=model_id, seq=written.applied.seq)
            written = replace(written, counts=model_analyze(model_id=model_id), verdict=verdict)
        return _imported(plan, written, override_problems(model_id=model_id, files=reach.files))
    raise StaleModel("the model kept changing during the import")


def reach_of(reading: Reading, files: Iterable[str], scope: Scope) -> ImportScope:
    """Return the scope of the import.

    From a file that could not be read, nothing is known to be gone; nor from a list of threats alone.
    """
    broken = {problem.file for problem in reading.problems if problem.severity == "error"}
    is_part = broken or not reading.model.elements
    return ImportScope("files" if is_part else scope, frozenset(files) - broken)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is to be written: the batch, already run on the rows as they were, and its analysis."""

    present: LoadedArchitecture
    batch: Batch
    merged: MergeResult
    evaluated: Evaluated
    file_evidence: ImportEvidence
    started: float
    problems: tuple[Problem, ...]
    threats: tuple[ImportedThreat, ...]  # that the files list


def import_plan(
    model_id: uuid.UUID,
    actor: User | None,
    reading: Reading,
    reach: ImportScope,
    batch_id: str,
    progress: Progress,
) -> ImportPlan:
    """Compute the batch and the analysis of its outcome, without writing anything."""
    started = time.monotonic()
    progress.report(35, "merging")
    present = architecture_load(model_id=model_id, actor=str(actor.pk) if actor else "")
    known = known_services(present.working_copy)
    reading = match_known_projects(reading, known, files=reach.files, whole=reach.scope == "all")
    images = known_images(present.working_copy, reading.model, reach)
    reading = match_known_images(reading, images)
    wanted, unknown_ends = _with_named_flows(reading, present)
    merged = merge(present.working_copy, wanted, reach)
    _run(present, Batch(batch_id, merged.ops, "import"))
    progress.report(55, "drawing")
    drawn = diagram_ops(present.working_copy, reading.places)
    _run(present, Batch(batch_id, drawn, "import"))
    placing, problem = placement_ops(present.working_copy)
    _run(present, Batch(batch_id, placing, "import"))
    progress.report(75, "analyzing")
    model = engine_model(present.working_copy)
    evaluated = model_evaluate(model, model_id=model_id)
    file_evidence = import_evidence(
        model_id=model_id,
        model=model,
        overlay=present.working_copy,
        analysis=evaluated.analysis,
        reach=reach,
        problems=reading.problems,
    )
    left_out = (*merged.left_out, *([problem] if problem else []))
    problems = (*reading.problems, *(Problem("", 0, "warning", text) for text in left_out))
    batch = Batch(batch_id, (*merged.ops, *drawn, *placing), "import")
    threats = _with_subjects(reading.threats, present)
    if unknown := unknown_names_message(threats):
        problems = (*problems, Problem("", 0, "warning", unknown))
    if unknown_ends:
        problems = (*problems, Problem("", 0, "warning", unknown_ends))
    return ImportPlan(present, batch, merged, evaluated, file_evidence, started, problems, threats)


def _with_named_flows(reading: Reading, present: LoadedArchitecture) -> tuple[Model, str]:
    """The model that was read, with flows of tables between elements of both; why some are left out."""
    model, copy = reading.model, present.working_copy
    if not reading.named_flows:
        return model, ""
    imported = ((one.uid, one.kind, one.name, one.parent) for one in model.elements.values())
    live = (
        (uid, row.kind, row.name, copy.nodes[uid].parent)
        for uid, row in copy.elements.items()
        if row.gone_at is None
    )
    found, unknown = with_found_ends(
        reading.named_flows, ElementNames(imported), ElementNames(live), copy.ends
    )
    flows = {**model.flows, **{one.uid: one for one in found}}
    return Model(model.elements, model.relations, flows, as_of=model.as_of), unknown_ends_message(unknown)


def _with_subjects(
    threats: tuple[ImportedThreat, ...], present: LoadedArchitecture
) -> tuple[ImportedThreat, ...]:
    """The threats, with the element that each names in the model as it will be."""
    overlay = present.working_copy
    live = (
        (uid, row.name, overlay.nodes[uid].parent)
        for uid, row in overlay.elements.items()
        if row.gone_at is None
    )
    return with_named_subjects(threats, live)


def _run(present: LoadedArchitecture, batch: Batch) -> None:
    check_shape(batch)
    present.working_copy.run(batch)


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: the batch, and what followed from it."""

    applied: Applied
    counts: Counts | None = None
    proof: Verified = field(default_factory=Verified)
    listed: ImportedThreats = field(default_factory=ImportedThreats)
    verdict: Json = field(default_factory=dict)


@transaction.atomic
def _write(
    plan: ImportPlan, *, model_id: uuid.UUID, actor: User | None, reach: ImportScope, lines: SourceLines
) -> _Written:
    """Write the batch, its analysis, what it proves and an event; nothing when it was written before."""
    applied = apply_prepared(loaded=plan.present, actor=actor, batch=plan.batch)
    if applied.repeated:
        return _Written(applied)
    since = last_event_id(model_id=model_id)
    files = sorted(reach.files)[:_FILES_NAMED]
    evidence = f"import of {', '.join(files)}" if files else ""
    known = last_threat_number(model_id=model_id)
    counts = analysis_write(
        model_id=model_id,
        seq=applied.seq,
        evaluated=plan.evaluated,
        started=plan.started,
        evidence=evidence,
    )
    source_files_replace(model_id=model_id, lines=lines, reach=reach)
    proof = mitigations_verify(
        model_id=model_id,
        file_evidence=plan.file_evidence,
        evidence=evidence,
        batch=plan.batch.id,
        since=since,
    )
    listed = imported_threats_merge(model_id=model_id, actor=actor, threats=plan.threats)
    new_critical_notify(model_id=model_id, actor=actor, after=known, batch_id=plan.batch.id)
    if applied.changed:
        merged = plan.merged
        figures = {"added": merged.added, "changed": merged.changed, "gone": merged.gone}
        event_write(
            model_id=model_id,
            actor=actor,
            subject_type="import",
            what="imported files",
            after={
                "seq": applied.seq,
                "files": files,
                "file_count": len(reach.files),
                "batch": plan.batch.id,
                **figures,
            },
        )
    verdict = import_verdict(model_id=model_id, known=known, since=since, counts=counts)
    return _Written(applied, counts, proof, listed, verdict)


def _imported(plan: ImportPlan, written: _Written, overrides: tuple[Problem, ...]) -> Imported:
    overlay = plan.present.working_copy
    live = {uid for uid, row in overlay.elements.items() if row.gone_at is None}
    flows = [
        uid for uid, row in overlay.flows.items() if row.gone_at is None and live >= {*overlay.ends[uid]}
    ]
    listed = (Problem("", 0, "info", message) for message in written.listed.messages())
    return Imported(
        seq=written.applied.seq,
        elements=sum(overlay.elements[uid].kind not in NOT_DRAWN for uid in live),
        flows=len(flows),
        added=plan.merged.added,
        changed=plan.merged.changed,
        gone=plan.merged.gone,
        counts=written.counts,
        proof=written.proof,
        problems=(*plan.problems, *listed, *overrides),
        verdict=written.verdict,
    )
