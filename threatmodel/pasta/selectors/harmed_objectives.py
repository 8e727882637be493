"""Business objectives as the engine knows them."""

import uuid
from typing import cast

from threatmodel.engine.analysis.attack_scenario import Objective as HarmedObjective
from threatmodel.engine.library.frameworks import Severity
from threatmodel.pasta.models import Objective


def objectives_of_model(model_id: uuid.UUID) -> list[HarmedObjective]:
    """The objectives of a model, by title. One query."""
    rows = Objective.objects.filter(model_id=model_id).order_by("title", "id")
    return [
        HarmedObjective(str(row.pk), row.title, cast("Severity", row.criticality), tuple(row.depends_on))
        for row in rows
    ]
