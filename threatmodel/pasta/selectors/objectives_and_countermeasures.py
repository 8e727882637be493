"""Business objectives and sets of countermeasures as the engine knows them."""

import uuid
from collections.abc import Mapping
from typing import cast

from threatmodel.engine.analysis.attack_scenario import PROPERTIES
from threatmodel.engine.analysis.attack_scenario import Objective as HarmedObjective
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.pasta.models import CountermeasureSet, Objective
from threatmodel.threats.mitigations.selectors.controls_in_place import controls_of_mitigations


def objectives_of_model(model_id: uuid.UUID) -> list[HarmedObjective]:
    """The objectives of a model, by title. One query."""
    rows = Objective.objects.filter(model_id=model_id).order_by("title", "id")
    return [harmed_objective(row) for row in rows]


def harmed_objective(row: Objective) -> HarmedObjective:
    """An objective as attacks harm it."""
    properties = [(name, getattr(row, name)) for name in PROPERTIES if getattr(row, name)]
    impact = cast("Severity", row.criticality)
    return HarmedObjective(str(row.pk), row.title, impact, tuple(row.depends_on), tuple(properties))


def plans_of_model(model_id: uuid.UUID) -> Mapping[str, list[ControlApplied]]:
    """The controls of each set of countermeasures that has any, by its id. At most three queries."""
    sets = CountermeasureSet.objects.filter(model_id=model_id).order_by("created_at", "id")
    numbers = dict(sets.values_list("id", "mitigations"))
    if not numbers:
        return {}
    every = {number for chosen in numbers.values() for number in chosen}
    controls = controls_of_mitigations(model_id=model_id, numbers=every)
    plans = {
        str(key): [one for number in chosen for one in controls.get(number, ())]
        for key, chosen in numbers.items()
    }
    return {key: plan for key, plan in plans.items() if plan}
