"""Computes what the rule library of this release changes about a model, without writing any of it."""

import uuid

from django.db import transaction

from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.threats.analysis.services.analyses import model_analyze
from threatmodel.threats.analysis.services.analysis_diff import difference_everywhere
from threatmodel.threats.analysis.services.counters import counters_lock
from threatmodel.threats.analysis.services.evaluation import Evaluated, model_load, model_try
from threatmodel.threats.analysis.services.library_report import LibraryReport, library_report
from threatmodel.threats.analysis.services.library_update_records import library_update_write


def library_update_preview(*, model_id: uuid.UUID) -> LibraryReport | None:
    """Keep what an analysis by this release would change; None when one was made meanwhile.

    Where it would change nothing for people, there is nothing to review, and the model is analyzed at once.
    Raises ThreatModel.DoesNotExist; RulesChanged when the team kept changing its rules.
    """
    seq, model = model_load(model_id=model_id)
    evaluated, _stopped = model_try(model, model_id=model_id)
    report = _keep(model_id, seq, evaluated)
    if report is not None and report.is_empty:
        model_analyze(model_id=model_id)
    return report


@transaction.atomic
def _keep(model_id: uuid.UUID, seq: int, evaluated: Evaluated) -> LibraryReport | None:
    """Compare with the rows under the lock of the counters, so that no analysis comes between."""
    counters = counters_lock(model_id)
    if counters.analyzer_version == analyzer_version() or counters.analyzed_seq > seq:
        return None
    report = library_report(difference_everywhere(model_id, evaluated.analysis))
    if not report.is_empty:
        library_update_write(model_id=model_id, earlier=counters.analyzer_version, seq=seq, report=report)
    return report
