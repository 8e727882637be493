"""Analyses of a model that found something new."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.models import AnalysisRun

Row = dict[str, Any]


def run_rows(runs: QuerySet[AnalysisRun]) -> list[Row]:
    """Analyses as the API lists them. One query."""
    return [dict(row) for row in runs.values("id", "seq", "day", "counts", "duration_ms", "created_at")]


def runs_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[AnalysisRun]:
    """Analyses of a model that found something new, in the order of PageQuery."""
    return AnalysisRun.objects.filter(model=model).order_by(*query["ordering"])
