"""The business objectives that attacks harm.

They belong to an app above this one, which registers where they are read when it is loaded.
"""

import uuid
from collections.abc import Callable, Sequence

from threatmodel.engine.analysis.attack_scenario import Objective

ObjectivesOf = Callable[[uuid.UUID], Sequence[Objective]]
"""The objectives of a model, in order. One query."""

_registered: list[ObjectivesOf] = []


def objectives_register(objectives_of: ObjectivesOf) -> None:
    """Read objectives here; called once, by the app that has them."""
    _registered[:] = [objectives_of]


def objectives_of(model_id: uuid.UUID) -> Sequence[Objective]:
    """Return the objectives of a model; none where no app has any."""
    return _registered[0](model_id) if _registered else ()
