"""Brings the threats and questions of a model to what an analysis found.

Rows are matched by fingerprint, so that decisions and mitigations survive. Only what differs is written:
the same analysis again writes nothing. An analysis of an older state never overwrites that of a newer one.

Each run that is written notes what it wrote. So whoever knows that the rows agreed with an analysis at one
run, knows afterwards where they may differ from it, whoever wrote them since (analysis_cache.py).
"""

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

from django.db import transaction

from threatmodel.architecture.operations.bulk_sql import rows_insert, rows_overwrite
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_build, event_write
from threatmodel.library.choices import TEAM_PREFIX
from threatmodel.library.models import TeamRule
from threatmodel.library.selectors.team_library import rules_enabled, rules_hash
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.acceptances.services.reopen_changed_threats import MATERIAL, acceptances_follow
from threatmodel.threats.analysis.models import AnalysisRun, ModelCounters
from threatmodel.threats.analysis.services.analysis_diff import (
    Difference,
    Findings,
    Part,
    difference_everywhere,
    difference_within,
)
from threatmodel.threats.analysis.services.library_update_records import library_update_end
from threatmodel.threats.analysis.services.model_counters import counters_lock, inputs_note
from threatmodel.threats.analysis.services.model_evaluation import Evaluated, model_evaluate, model_load
from threatmodel.threats.analysis.signals import model_analyzed
from threatmodel.threats.coverage.services.coverage_store import grids_overwrite, grids_write
from threatmodel.threats.coverage.services.manual_cells import grids_count_manual
from threatmodel.threats.decisions.services.possible_threats import (
    possible_reopen,
    threats_confirm,
    threats_doubt,
    untouched_delete,
)
from threatmodel.threats.decisions.services.threat_resolution import (
    threats_of_deleted_rules_resolve,
    threats_reopen,
    threats_resolve,
)
from threatmodel.threats.questions.services.question_sync import only_answers, questions_ask, questions_close
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import manual_threats_follow

Json = dict[str, Any]
TRIES: Final = 5
_NUMBERS_IN_EVENT: Final = 200  # a first import finds thousands; the list itself has them all


class RulesChanged(Exception):
    """The rules of the team have changed since the analysis read them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What an analysis changed; `threats`, `possible` and `questions` are all that are there now.

    Of threats it counts those that are found; `new` includes those that were possible before.
    """

    threats: int = 0
    possible: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    returned: int = 0
    questions: int = 0
    possible_changed: int = 0
    questions_changed: int = 0
    run: int = 0  # number of the newest run that is written

    @property
    def is_change(self) -> bool:
        """Whether anything differs from the analysis before."""
        found = self.new or self.changed or self.gone or self.returned
        return bool(found or self.possible_changed or self.questions_changed)


def model_analyze(*, model_id: uuid.UUID) -> Counts | None:
    """Analyze the model as it is now and write what differs; None when a newer analysis came first.

    Raises ThreatModel.DoesNotExist; RulesChanged when the team kept changing its rules.
    """
    for _ in range(TRIES):
        started = time.monotonic()
        seq, model = model_load(model_id=model_id)
        evaluated = model_evaluate(model, model_id=model_id)
        try:
            return analysis_write(model_id=model_id, seq=seq, evaluated=evaluated, started=started)
        except RulesChanged:
            continue
    raise RulesChanged("the rules kept changing during the analysis")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The run at which the rows agreed with an analysis, by number and seq, and where it differs by now."""

    run: int
    seq: int
    findings: Findings
    part: Part


@transaction.atomic
def analysis_write(
    *,
    model_id: uuid.UUID,
    seq: int,
    evaluated: Evaluated,
    started: float,
    evidence: str = "",
    baseline: Baseline | None = None,
) -> Counts | None:
    """Write what differs between the rows and the analysis of the state at `seq`.

    `started` is the monotonic time at which the analysis began; `evidence` names the origin of the
    state in the history. With `baseline` only the rows that may differ are read. Returns
    None, having written nothing, when a newer analysis was written before. Raises RulesChanged when the team
    has other rules by now.
    """
    counters = counters_lock(model_id)
    if counters.analyzed_seq > seq:
        return None
    _check_rules(model_id, evaluated)
    model_analyzed.send(ModelCounters, model_id=model_id, seq=seq)
    has_manual = manual_threats_follow(model_id=model_id)
    difference, grids = _compare(model_id, counters, evaluated, baseline)
    if has_manual and grids:
        grids_count_manual(model_id=model_id)
    counts = _counted(difference, evaluated.analysis)
    earlier = inputs_note(
        counters, rules=evaluated.rules, day=evaluated.day, outdated_on=evaluated.outdated_on
    )
    if earlier is not None:
        _release_event(counters, seq, counts)
        library_update_end(model_id=model_id, seq=seq, earlier=earlier, difference=difference)
    if not counts.is_change and not grids and counters.analyzed_seq == seq:
        return replace(counts, run=counters.last_run)
    run = _run_write(
        counters, seq=seq, evaluated=evaluated, counts=counts, started=started, wrote=(difference, grids)
    )
    _write(difference, counters=counters, run=run, seq=seq, evidence=evidence or f"analysis of change {seq}")
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "analyzed", "seq": seq}))
    return replace(counts, run=run.number)


def _release_event(counters: ModelCounters, seq: int, counts: Counts) -> None:
    """Record that differences come from the rules of a new release, not from a change of the model."""
    found = f"{counts.new + counts.returned} new, {counts.gone} gone"
    what = f"re-analyzed the model with the rules of version {analyzer_version()}: {found}"
    event_write(model_id=counters.pk, actor=None, subject_type="analysis", what=what, after={"seq": seq})


def _compare(
    model_id: uuid.UUID, counters: ModelCounters, evaluated: Evaluated, baseline: Baseline | None
) -> tuple[Difference, set[str]]:
    """Return what differs, and the methods whose grids did: those are written by now."""
    is_of_this_release = counters.analyzer_version == analyzer_version()
    since = _since(counters, baseline) if baseline and is_of_this_release else None
    if since is None or baseline is None:
        return difference_everywhere(model_id, evaluated.analysis), grids_write(
            model_id=model_id, grids=evaluated.grids
        )
    part, methods = since
    methods |= {grid.method for grid in evaluated.grids if grid.differs}
    grids_overwrite(model_id=model_id, grids=evaluated.grids, methods=methods)
    return difference_within(model_id, baseline.findings, part), methods


def _since(counters: ModelCounters, baseline: Baseline) -> tuple[Part, set[str]] | None:
    """Where the rows may differ from the analysis by now, and the methods whose grids may; None: anywhere."""
    runs = AnalysisRun.objects.filter(model_id=counters.pk, number__gt=baseline.run).order_by("number")
    newer = list(runs.values_list("number", "seq", "wrote"))
    newest = newer[-1][:2] if newer else (baseline.run, baseline.seq)
    is_whole = [number for number, _, _ in newer] == list(range(baseline.run + 1, counters.last_run + 1))
    if newest != (counters.last_run, counters.analyzed_seq) or not is_whole:
        return None  # an analysis without a record of its rows was written, or the rows are of another time
    threats, asked, methods = dict(baseline.part.threats), set(baseline.part.asked), set[str]()
    for _, _, wrote in newer:
        if wrote is None:
            return None
        threats |= wrote["threats"]
        asked |= set(wrote["questions"])
        methods |= set(wrote["grids"])
    part = Part(threats, asked, baseline.part.subjects)
    return None if part.is_large else (part, methods)


def _run_write(
    counters: ModelCounters,
    *,
    seq: int,
    evaluated: Evaluated,
    counts: Counts,
    started: float,
    wrote: tuple[Difference, set[str]],
) -> AnalysisRun:
    part, grids = wrote[0].part(), sorted(wrote[1])
    rows = {"threats": part.threats, "questions": sorted(part.asked), "grids": grids}
    return AnalysisRun.objects.create(
        model_id=counters.pk,
        number=counters.last_run + 1,
        seq=seq,
        day=evaluated.day,
        counts=_shown(counts),
        completeness={grid.method: grid.percent for grid in evaluated.grids},
        duration_ms=round((time.monotonic() - started) * 1000),
        wrote=None if part.is_large else rows,
    )


def _counted(difference: Difference, analysis: Analysis) -> Counts:
    arrived = {threat.pk for threat in (*difference.returned, *difference.confirmed)}
    possible = [*difference.reopened, *difference.doubtful]
    possible += [one for one in (*difference.new, *difference.changed, *difference.gone) if _is_possible(one)]
    return Counts(
        threats=len(analysis.threats),
        possible=len(analysis.possible),
        new=len(_found(difference.new)) + len(difference.confirmed),
        changed=sum(threat.pk not in arrived for threat in _found(difference.changed)),
        gone=len(_found(difference.gone)),
        returned=len(difference.returned),
        possible_changed=len({threat.pk for threat in possible}),
        questions=len(analysis.questions),
        questions_changed=len(difference.questions)
        + len(difference.questions_changed)
        + len(difference.questions_answered),
    )


def _is_possible(threat: Threat) -> bool:
    return threat.certainty == "possible"


def _found(threats: Iterable[Threat]) -> list[Threat]:
    return [threat for threat in threats if not _is_possible(threat)]


def _check_rules(model_id: uuid.UUID, evaluated: Evaluated) -> None:
    """Raise RulesChanged unless the rules are those of the analysis.

    No lock: a change of a rule after this check writes a job, whose analysis comes after this one.
    """
    if rules_hash(rules_enabled(model_id=model_id)) != evaluated.rules:
        raise RulesChanged(str(model_id))


# --- writing -----------------------------------------------------------------------------------


def _write(
    difference: Difference, *, counters: ModelCounters, run: AnalysisRun, seq: int, evidence: str
) -> None:
    for number, threat in enumerate(difference.new, start=counters.last_threat + 1):
        threat.number, threat.last_changed_run = number, run
    rows_insert(difference.new)
    _write_changed(difference, run)
    if difference.newly_asked and only_answers(model_id=run.model_id, after=counters.analyzed_seq, until=seq):
        for question in difference.newly_asked:
            question.follow_up = True
    _write_questions(difference)
    counters.last_threat += len(difference.new)
    counters.analyzed_seq, counters.last_run = seq, run.number
    counters.save(update_fields=["last_threat", "analyzed_seq", "last_run"])
    _write_events(difference, run)
    gone = untouched_delete(model_id=run.model_id, threats=difference.gone)
    dropped = _of_dropped_rules(run.model_id, gone)
    fixed = [threat for threat in gone if threat not in dropped]
    threats_of_deleted_rules_resolve(threats=dropped, run=run)
    threats_resolve(model_id=run.model_id, threats=fixed, run=run, evidence=evidence)
    threats_reopen(model_id=run.model_id, threats=difference.returned, run=run)
    threats_confirm(model_id=run.model_id, threats=difference.confirmed)
    threats_doubt(threats=difference.doubtful)
    possible_reopen(model_id=run.model_id, threats=difference.reopened)
    if difference.columns & MATERIAL:
        acceptances_follow(model_id=run.model_id, threat_ids=[threat.pk for threat in difference.changed])


def _of_dropped_rules(model_id: uuid.UUID, gone: Sequence[Threat]) -> list[Threat]:
    """Those of rules that the team has deleted or switched off. A query only where a rule was the team's."""
    own = [threat for threat in gone if threat.rule.startswith(TEAM_PREFIX)]
    if not own:
        return []
    kept = TeamRule.objects.filter(team__models=model_id, enabled=True).values_list("rule", flat=True)
    alive = set(kept)
    return [threat for threat in own if threat.rule not in alive]


def _write_changed(difference: Difference, run: AnalysisRun) -> None:
    if difference.changed:
        for threat in difference.changed:
            threat.last_changed_run = run
        fields = {column.removesuffix("_id") for column in difference.columns} | {"last_changed_run"}
        rows_overwrite(difference.changed, fields)


def _write_questions(difference: Difference) -> None:
    rows_insert(difference.questions)
    questions_ask(difference.questions_changed)
    questions_close(difference.questions_answered)


def _write_events(difference: Difference, run: AnalysisRun) -> None:
    sets = {
        "new": [*_found(difference.new), *difference.confirmed],
        "gone": _found(difference.gone),
        "returned": difference.returned,
    }
    if not any(sets.values()):
        return
    after: Json = {"seq": run.seq, **run.counts}
    after.update({f"{name}_numbers": _numbers(threats) for name, threats in sets.items() if threats})
    event = event_build(
        model_id=run.model_id, actor=None, subject_type="analysis", what="analyzed the model", after=after
    )
    ModelEvent.objects.bulk_create([event])


def _numbers(threats: Iterable[Threat]) -> list[int]:
    return sorted(threat.number for threat in threats)[:_NUMBERS_IN_EVENT]


def _shown(counts: Counts) -> Json:
    shown = asdict(counts)
    del shown["questions_changed"], shown["possible_changed"], shown["run"]
    return shown
