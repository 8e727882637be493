"""The lock under which numbers are given and analyses are written."""

import uuid

from threatmodel.threats.analysis.models import ModelCounters


def counters_lock(model_id: uuid.UUID) -> ModelCounters:
    """Lock and return the counters of a model; call it inside the transaction that writes."""
    ModelCounters.objects.get_or_create(model_id=model_id)
    return ModelCounters.objects.select_for_update().get(model_id=model_id)
