"""Analyzes the models of a team again after its rules have changed, as many as one job has time for."""

import time
import uuid
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from django.conf import settings

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.selectors.outdated_models import models_outdated
from threatmodel.threats.analysis.services.apply_analysis import model_analyze

WITHIN_S: Final = (
    settings.JOB_TIME_LIMIT_S / 2
)  # no analysis begins later; the rest of the time is for the last
log = structlog.get_logger(__name__)


class Report(Protocol):
    """Receives the progress of the work."""

    def __call__(self, percent: int, stage: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Reanalyzed:
    """How many models were taken up and how many of them failed; `after` is where to go on, if anywhere."""

    models: int
    failed: int
    after: uuid.UUID | None


def models_reanalyze(*, team_id: uuid.UUID, after: uuid.UUID | None, report: Report) -> Reanalyzed:
    """Analyze the models of the team whose newest analysis used other rules.

    In the order of their ids, beginning behind `after`. A failure is logged, and the others are analyzed.
    """
    started = time.monotonic()
    outdated = models_outdated(team_id=team_id).filter(**({"pk__gt": after} if after else {}))
    waiting = list(outdated.values_list("pk", flat=True))
    failed = 0
    for place, model_id in enumerate(waiting, start=1):
        report(100 * (place - 1) // len(waiting), "analyzing")
        failed += not _analyzed(model_id)
        if place < len(waiting) and time.monotonic() - started >= WITHIN_S:
            return Reanalyzed(place, failed, model_id)
    return Reanalyzed(len(waiting), failed, None)


def _analyzed(model_id: uuid.UUID) -> bool:
    try:
        model_analyze(model_id=model_id)
    except ThreatModel.DoesNotExist:  # deleted meanwhile
        return True
    except Exception:
        log.exception("analysis_failed", model=str(model_id))
        return False
    return True
