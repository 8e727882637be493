"""An imported model for the tests of this folder."""

import pytest

from tests.cast import Cast
from tests.threats.system import import_text, new_model
from threatmodel.architecture.models import ThreatModel


@pytest.fixture
def empty(cast: Cast) -> ThreatModel:
    """A model without anything in it."""
    return new_model(cast.team, cast.alice)


@pytest.fixture
def model(cast: Cast, empty: ThreatModel) -> ThreatModel:
    """The model of tests/threats/system.py, imported by Bob."""
    import_text(empty, cast.bob)
    return empty
