"""Brings the threats and questions of a model to what an analysis found.

Rows are matched by fingerprint, so that decisions and mitigations survive. Only what differs is written:
the same analysis again writes nothing. An analysis of an older state never overwrites that of a newer one.
"""

import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.architecture.bulk import rows_insert, rows_overwrite
from threatmodel.architecture.graph import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.selectors import present_load
from threatmodel.engine.analysis.coverage import GRID_METHODS, Coverage, coverage
from threatmodel.engine.analysis.rules import Analysis, Evidence, analyse
from threatmodel.engine.analysis.rules import Threat as FoundThreat
from threatmodel.engine.library.loader import Library, build_rule, load_library
from threatmodel.engine.model import Model
from threatmodel.jobs.live import broadcast
from threatmodel.threats.models import AnalysisRun, Event, Question, Register, TeamRule, Threat
from threatmodel.threats.selectors.subjects import Subject, subjects_by_uid
from threatmodel.threats.selectors.team_library import rules_enabled, rules_stamp
from threatmodel.threats.services.confined import judge_confined, merged
from threatmodel.threats.services.consequences import threats_dropped, threats_gone, threats_returned
from threatmodel.threats.services.grids import grids_write
from threatmodel.threats.services.history import event_build, register_lock
from threatmodel.threats.services.team_library import rules_stop
from threatmodel.threats.vocabulary import TEAM_PREFIX, category_bits

Json = dict[str, Any]
_TITLE_LENGTH: Final = 1000
_COMPARED: Final = (
    "rule",
    "title",
    "severity",
    "score",
    "element_id",
    "flow_id",
    "subject_uid",
    "subject_name",
    "subject_kind",
    "category_bits",
    "hygiene_of",
    "evidence",
)
_TRIES: Final = 5
_NUMBERS_IN_EVENT: Final = 200  # a first import finds thousands; the list itself has them all


class RulesMoved(Exception):
    """The rules of the team have changed since the analysis read them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What an analysis changed; `threats` and `questions` are all that are there now."""

    threats: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    returned: int = 0
    questions: int = 0
    questions_changed: int = 0

    @property
    def is_change(self) -> bool:
        """Whether anything differs from the analysis before."""
        return bool(self.new or self.changed or self.gone or self.returned or self.questions_changed)


def model_analyse(*, model_id: uuid.UUID) -> Counts | None:
    """Analyse the model as it is now and write what differs; None when a newer analysis came first.

    Raises ThreatModel.DoesNotExist; RulesMoved when the team kept changing its rules.
    """
    for _ in range(_TRIES):
        started = time.monotonic()
        present = present_load(model_id=model_id)
        judged = model_judge(engine_model(present.overlay), model_id=model_id)
        try:
            return analysis_write(model_id=model_id, seq=present.seq, judged=judged, started=started)
        except RulesMoved:
            continue
    raise RulesMoved("the rules kept changing during the analysis")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the library and the team's rules say of a model, and the coverage grid of each method."""

    analysis: Analysis
    grids: tuple[Coverage, ...]
    rules: str  # rules_stamp of the team's rules that count in it


def model_judge(model: Model, *, model_id: uuid.UUID) -> Judged:
    """Judge the model by the rules that ship and those that its team has switched on.

    A rule of the team that takes too long is switched off, and the others count. Call it outside the
    transaction that writes.
    """
    shipped = load_library()
    analysis, library = analyse(model, shipped), shipped
    own = rules_enabled(model_id=model_id)
    if own:
        confined = judge_confined(model, own)
        if confined.stopped:
            team_id = ThreatModel.objects.values_list("team_id", flat=True).get(pk=model_id)
            rules_stop(team_id=team_id, stopped=[raw for raw in own if raw["id"] in confined.stopped])
            own = [raw for raw in own if raw["id"] not in confined.stopped]
        analysis = merged(analysis, confined.analysis)
        rules = [build_rule(raw, where=raw["id"]) for raw in own]
        library = Library((*shipped.rules, *rules), shipped.controls, shipped.references)
    grids = tuple(coverage(model, library, analysis, method) for method in GRID_METHODS)
    return Judged(analysis, grids, rules_stamp(own))


@transaction.atomic
def analysis_write(
    *, model_id: uuid.UUID, seq: int, judged: Judged, started: float, evidence: str = ""
) -> Counts | None:
    """Write what differs between the rows and the analysis of the state at `seq`.

    `started` is the monotonic time at which the analysis began; `evidence` says where the state comes from,
    for mitigations that it proves. Returns None, having written nothing, when a newer one was written before.
    Raises RulesMoved when the team has other rules by now.
    """
    register = register_lock(model_id)
    if register.analysed_seq > seq:
        return None
    _check_rules(model_id, judged)
    subjects = subjects_by_uid(model_id=model_id)
    difference = _difference(model_id, judged.analysis, subjects)
    counts = difference.counts(judged.analysis)
    names = {uid: one.name for uid, one in subjects.items()}
    grids_write(model_id=model_id, grids=judged.grids, names=names)
    if register.analysed_rules != judged.rules:
        register.analysed_rules = judged.rules
        register.save(update_fields=["analysed_rules"])
    if not counts.is_change and register.analysed_seq == seq:
        return counts
    run = AnalysisRun.objects.create(
        model_id=model_id,
        seq=seq,
        counts=_shown(counts),
        completeness={grid.method: grid.percent for grid in judged.grids},
        duration_ms=round((time.monotonic() - started) * 1000),
    )
    _write(difference, register=register, run=run, seq=seq, evidence=evidence or f"analysis of change {seq}")
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "analysed", "seq": seq}))
    return counts


def _check_rules(model_id: uuid.UUID, judged: Judged) -> None:
    """Raise RulesMoved unless the rules are those judged by.

    No lock: whoever changes a rule after this look leaves a job behind, whose analysis comes after ours.
    """
    if rules_stamp(rules_enabled(model_id=model_id)) != judged.rules:
        raise RulesMoved(str(model_id))


@dataclass(slots=True)
class _Difference:
    """What the analysis found against what the rows say."""

    new: list[Threat] = field(default_factory=list)
    changed: list[Threat] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    returned: list[Threat] = field(default_factory=list)
    gone: list[Threat] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    questions_changed: list[Question] = field(default_factory=list)
    questions_answered: list[uuid.UUID] = field(default_factory=list)

    def counts(self, analysis: Analysis) -> Counts:
        returned = {threat.pk for threat in self.returned}
        return Counts(
            threats=len(analysis.threats),
            new=len(self.new),
            changed=sum(threat.pk not in returned for threat in self.changed),
            gone=len(self.gone),
            returned=len(self.returned),
            questions=len(analysis.questions),
            questions_changed=len(self.questions)
            + len(self.questions_changed)
            + len(self.questions_answered),
        )


def _difference(model_id: uuid.UUID, analysis: Analysis, subjects: Mapping[str, Subject]) -> _Difference:
    difference = _Difference()
    present = {threat.fingerprint: threat for threat in Threat.objects.filter(model_id=model_id)}
    found = {threat.fingerprint: threat for threat in analysis.threats if threat.element in subjects}
    for fingerprint, threat in found.items():
        _compare(present.get(fingerprint), threat, subjects[threat.element], model_id, difference)
    difference.gone = [
        threat for key, threat in present.items() if key not in found and threat.disposition != "gone"
    ]
    _compare_questions(model_id, analysis, subjects, difference)
    return difference


def _compare(
    row: Threat | None, threat: FoundThreat, subject: Subject, model_id: uuid.UUID, difference: _Difference
) -> None:
    values = _values(threat, subject)
    if row is None:
        difference.new.append(
            Threat(model_id=model_id, fingerprint=threat.fingerprint, first_seen_at=timezone.now(), **values)
        )
        return
    differing = [column for column in _COMPARED if getattr(row, column) != values[column]]
    if differing:
        for column in differing:
            setattr(row, column, values[column])
        difference.columns.update(differing)
        difference.changed.append(row)
    if row.disposition == "gone":
        difference.returned.append(row)


def _values(threat: FoundThreat, subject: Subject) -> Json:
    return {
        "rule": threat.rule,
        "title": threat.title[:_TITLE_LENGTH],
        "severity": threat.severity,
        "score": threat.score,
        "element_id": subject.element_id,
        "flow_id": subject.flow_id,
        "subject_uid": threat.element,
        "subject_name": subject.name,
        "subject_kind": subject.kind,
        "category_bits": category_bits((*threat.stride, *threat.linddun)),
        "hygiene_of": threat.hygiene_of,
        "evidence": [_evidence(evidence) for evidence in threat.evidence],
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "fact": evidence.fact,
        "element": evidence.element,
        "value": evidence.value,
        "file": evidence.file,
        "line": evidence.line,
        "origin": evidence.origin,
        "why": evidence.why,
    }


def _compare_questions(
    model_id: uuid.UUID, analysis: Analysis, subjects: Mapping[str, Subject], difference: _Difference
) -> None:
    rows = Question.objects.filter(model_id=model_id)
    present = {(row.element_id or row.flow_id, row.fact): row for row in rows}
    asked = set()
    for question in analysis.questions:
        subject = subjects.get(question.element)
        if subject is None:
            continue
        key = (subject.element_id or subject.flow_id, question.fact)
        asked.add(key)
        values: Json = {"text": question.text, "rules": list(question.rules), "weight": question.weight}
        row = present.get(key)
        if row is None:
            owner = {"element_id": subject.element_id, "flow_id": subject.flow_id}
            difference.questions.append(Question(model_id=model_id, fact=question.fact, **owner, **values))
        elif row.answered or any(getattr(row, column) != value for column, value in values.items()):
            row.answered = False
            for column, value in values.items():
                setattr(row, column, value)
            difference.questions_changed.append(row)
    difference.questions_answered = [
        row.pk for key, row in present.items() if key not in asked and not row.answered
    ]


# --- writing -----------------------------------------------------------------------------------


def _write(difference: _Difference, *, register: Register, run: AnalysisRun, seq: int, evidence: str) -> None:
    for number, threat in enumerate(difference.new, start=register.last_threat + 1):
        threat.number, threat.last_changed_run = number, run
    rows_insert(difference.new)
    _write_changed(difference, run)
    _write_questions(difference)
    register.last_threat += len(difference.new)
    register.analysed_seq = seq
    register.save(update_fields=["last_threat", "analysed_seq"])
    _write_events(difference, run)
    dropped = _of_dropped_rules(run.model_id, difference.gone)
    fixed = [threat for threat in difference.gone if threat not in dropped]
    threats_dropped(threats=dropped, run=run)
    threats_gone(model_id=run.model_id, threats=fixed, run=run, evidence=evidence)
    threats_returned(model_id=run.model_id, threats=difference.returned, run=run)


def _of_dropped_rules(model_id: uuid.UUID, gone: Sequence[Threat]) -> list[Threat]:
    """Those of rules that the team has deleted or switched off. A query only where a rule was the team's."""
    own = [threat for threat in gone if threat.rule.startswith(TEAM_PREFIX)]
    if not own:
        return []
    kept = TeamRule.objects.filter(team__models=model_id, enabled=True).values_list("rule", flat=True)
    alive = set(kept)
    return [threat for threat in own if threat.rule not in alive]


def _write_changed(difference: _Difference, run: AnalysisRun) -> None:
    if difference.changed:
        for threat in difference.changed:
            threat.last_changed_run = run
        fields = {column.removesuffix("_id") for column in difference.columns} | {"last_changed_run"}
        rows_overwrite(difference.changed, fields)


def _write_questions(difference: _Difference) -> None:
    rows_insert(difference.questions)
    rows_overwrite(difference.questions_changed, ("text", "rules", "weight", "answered"))
    if difference.questions_answered:
        Question.objects.filter(pk__in=difference.questions_answered).update(answered=True)


def _write_events(difference: _Difference, run: AnalysisRun) -> None:
    sets = {"new": difference.new, "gone": difference.gone, "returned": difference.returned}
    if not any(sets.values()):
        return
    after: Json = {"seq": run.seq, **run.counts}
    after.update({f"{name}_numbers": _numbers(threats) for name, threats in sets.items() if threats})
    event = event_build(
        model_id=run.model_id, actor=None, subject_type="analysis", what="analysed the model", after=after
    )
    Event.objects.bulk_create([event])


def _numbers(threats: Iterable[Threat]) -> list[int]:
    return sorted(threat.number for threat in threats)[:_NUMBERS_IN_EVENT]


def _shown(counts: Counts) -> Json:
    shown = asdict(counts)
    del shown["questions_changed"]
    return shown
