"""What the business says of attacks: the objectives that they harm, and sets of countermeasures to try.

Both belong to an app above this one, which registers where they are read when it is loaded.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence

from threatmodel.engine.analysis.attack_scenario import Objective
from threatmodel.engine.analysis.paths.what_if import ControlApplied

Plans = Mapping[str, Sequence[ControlApplied]]
"""The controls of each set of countermeasures, by its id."""
ObjectivesOf = Callable[[uuid.UUID], Sequence[Objective]]
"""The objectives of a model, in order. One query."""
PlansOf = Callable[[uuid.UUID], Plans]
"""The sets of countermeasures of a model. At most three queries."""

_registered: list[tuple[ObjectivesOf, PlansOf]] = []


def business_register(objectives_of: ObjectivesOf, plans_of: PlansOf) -> None:
    """Read objectives and plans here; called once, by the app that has them."""
    _registered[:] = [(objectives_of, plans_of)]


def objectives_of(model_id: uuid.UUID) -> Sequence[Objective]:
    """Return the objectives of a model; none where no app has any."""
    return _registered[0][0](model_id) if _registered else ()


def plans_of(model_id: uuid.UUID) -> Plans:
    """Return the sets of countermeasures of a model; none where no app has any."""
    return _registered[0][1](model_id) if _registered else {}
