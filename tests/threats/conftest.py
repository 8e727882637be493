"""Analyses that a worker keeps in memory."""

import uuid

import pytest

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.services import analysis_cache
from threatmodel.threats.analysis.services.analysis_cache import AnalysisCache


@pytest.fixture
def kept() -> AnalysisCache:
    """The cache of one worker."""
    return AnalysisCache(analysis_cache.KEPT_MOST)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The models that were analyzed from the rows, one entry each time."""
    made: list[uuid.UUID] = []
    full_analysis = analysis_cache._full_analysis

    def count(model_id: uuid.UUID) -> analysis_cache.CachedAnalysis:
        made.append(model_id)
        return full_analysis(model_id)

    monkeypatch.setattr(analysis_cache, "_full_analysis", count)
    return made


@pytest.fixture
def address(model: ThreatModel) -> str:
    """The threats of the model in the API."""
    return f"/api/models/{model.pk}/threats/"
