"""The shop with its attack paths: from the internet over the proxy's Docker socket to the host."""

from typing import Any

import pytest

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh

Json = dict[str, Any]


@pytest.fixture
def run(model: ThreatModel) -> PathRun:
    """The attack paths of the shop."""
    found = paths_refresh(model_id=model.pk)
    assert found is not None
    return found


@pytest.fixture
def address(model: ThreatModel) -> str:
    """Where the attack paths of the shop are."""
    return f"/api/models/{model.pk}/attack-paths/"
