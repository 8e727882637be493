"""Runs: the newest, and what earlier ones said."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GOALS_STORED, PathRun
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.selectors import jobs_unfinished

Row = dict[str, Any]
_SHOWN: Final = (
    "number",
    "seq",
    "created_at",
    "duration_ms",
    "goals",
    "entry_points",
    "reached",
    "paths",
    "risk",
)


def newest_run(*, model: ThreatModel) -> PathRun | None:
    """Return the run that keeps its paths, or None before the first."""
    return PathRun.objects.filter(model=model).order_by("-number").first()


def summary_row(*, model: ThreatModel) -> Row:
    """The newest result as a whole, and whether another is on its way. Two queries."""
    run = newest_run(model=model)
    return {
        "model_seq": model.seq,
        "run": run_row(run) if run else None,
        "computing": _is_computing(model, run),
        "listed": min(run.goals, GOALS_STORED) if run else 0,
        "attackers": run.attackers if run else [],
    }


def _is_computing(model: ThreatModel, run: PathRun | None) -> bool:
    """Whether a job waits or runs that ends in another result: the computation, or the analysis before it."""
    is_outdated = run is None or run.seq < model.seq
    kinds = [JobKind.ATTACK_PATHS, *([JobKind.ANALYZE] if is_outdated else [])]
    return jobs_unfinished(model_id=model.pk).filter(kind__in=kinds).exists()


def run_row(run: PathRun) -> Row:
    """A run as the API shows it."""
    return {name: getattr(run, name) for name in _SHOWN}


def runs_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[PathRun]:
    """The runs that are kept, in the order of RunQuery."""
    return PathRun.objects.filter(model=model).order_by(*query["ordering"])


def run_rows(runs: QuerySet[PathRun]) -> list[Row]:
    """Runs as the API lists them. One query."""
    return [dict(row) for row in runs.values(*_SHOWN)]
