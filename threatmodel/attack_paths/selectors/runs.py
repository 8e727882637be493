"""Runs: the newest, and what earlier ones said."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GOALS_STORED, PathRun

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
    """The newest result as a whole. One query."""
    run = newest_run(model=model)
    return {
        "model_seq": model.seq,
        "run": run_row(run) if run else None,
        "listed": min(run.goals, GOALS_STORED) if run else 0,
        "attackers": run.attackers if run else [],
    }


def run_row(run: PathRun) -> Row:
    """A run as the API shows it."""
    return {name: getattr(run, name) for name in _SHOWN}


def runs_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[PathRun]:
    """The runs that are kept, in the order of RunQuery."""
    return PathRun.objects.filter(model=model).order_by(*query["ordering"])


def run_rows(runs: QuerySet[PathRun]) -> list[Row]:
    """Runs as the API lists them. One query."""
    return [dict(row) for row in runs.values(*_SHOWN)]
