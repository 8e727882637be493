"""Analyses that a worker keeps in memory."""

import uuid

import pytest

from threatmodel.threats.analysis.services import analysis_cache as standing
from threatmodel.threats.analysis.services.analysis_cache import Shelf


@pytest.fixture
def kept() -> Shelf:
    """The shelf of one worker."""
    return Shelf(standing.KEPT_MOST)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The models that were analysed from the rows, one entry each time."""
    made: list[uuid.UUID] = []
    anew = standing._anew

    def count(model_id: uuid.UUID) -> standing.Standing:
        made.append(model_id)
        return anew(model_id)

    monkeypatch.setattr(standing, "_anew", count)
    return made
