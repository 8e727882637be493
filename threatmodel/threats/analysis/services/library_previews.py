"""Computes what the rule library of this release changes about a model, without writing any of it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.engine.analysis.reach_grades import Reach
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.model import Model
from threatmodel.jobs.handler_registry import NO_PROGRESS, Progress
from threatmodel.threats.analysis.models import LibraryUpdate
from threatmodel.threats.analysis.services.analysis_diff import difference_everywhere, difference_of_scenarios
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.analysis.services.library_report import LibraryReport, library_report
from threatmodel.threats.analysis.services.library_update_records import library_update_write
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.analysis.services.model_evaluation import Evaluated, model_load, model_try


@dataclass(frozen=True, slots=True)
class PathsOfRelease:
    """The attack scenarios that this release would find, and the reach by which it would score threats."""

    scenarios: Sequence[FoundThreat]
    reach: Mapping[str, Reach]


PathsBy = Callable[[Model], PathsOfRelease | None]
"""Computes them for a model; None where what is stored is not to be compared."""


def library_update_preview(
    *,
    model_id: uuid.UUID,
    paths_by: PathsBy = lambda _model: None,
    progress: Progress = NO_PROGRESS,
) -> LibraryReport | None:
    """Keep what an analysis by this release would change, and the attack paths after it.

    None when a preview or an analysis was made meanwhile. Where it would change nothing for people, there is
    nothing to review, and the model is analyzed at once.
    Raises ThreatModel.DoesNotExist; RulesChanged when the team kept changing its rules.
    """
    seq, model = model_load(model_id=model_id)
    progress.report(20, "finding attack paths")
    paths = paths_by(model)
    progress.report(60, "analyzing")
    evaluated, _stopped = model_try(model, model_id=model_id, reach=paths.reach if paths else None)
    with progress.storing():
        report = _keep(model_id, seq, evaluated, paths)
    if report is not None and report.is_empty:
        model_analyze(model_id=model_id)
    return report


@transaction.atomic
def _keep(
    model_id: uuid.UUID, seq: int, evaluated: Evaluated, paths: PathsOfRelease | None
) -> LibraryReport | None:
    """Compare with the rows under the lock of the counters, so that no analysis comes between.

    A preview of this release that waits stays: people may have seen it, and asked to have it applied.
    """
    counters = counters_lock(model_id)
    if counters.analyzer_version == analyzer_version() or counters.analyzed_seq > seq:
        return None
    waiting = LibraryUpdate.objects.filter(model_id=model_id, state="waiting", version=analyzer_version())
    if waiting.exists():
        return None
    report = library_report(
        difference_everywhere(model_id, evaluated.analysis),
        difference_of_scenarios(model_id, paths.scenarios) if paths else None,
    )
    if not report.is_empty:
        library_update_write(model_id=model_id, earlier=counters.analyzer_version, seq=seq, report=report)
    return report
