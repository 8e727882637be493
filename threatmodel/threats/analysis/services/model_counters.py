"""The row of a model under whose lock numbers are given and analyses are written."""

import uuid
from datetime import date

from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.threats.analysis.models import ModelCounters


def counters_lock(model_id: uuid.UUID) -> ModelCounters:
    """Lock and return the counters of a model; call it inside the transaction that writes."""
    ModelCounters.objects.get_or_create(model_id=model_id)
    return ModelCounters.objects.select_for_update().get(model_id=model_id)


def is_of_other_release(counters: ModelCounters) -> bool:
    """Whether another release than this one made the newest analysis; a model without one is of none."""
    return counters.analyzed_seq >= 0 and counters.analyzer_version != analyzer_version()


def inputs_note(
    counters: ModelCounters, *, rules: str, day: date | None, outdated_on: date | None
) -> str | None:
    """Record the rules and the day of an analysis, and when it is to be made again, on the locked row.

    Returns the release that made the previous analysis where it is another one (empty where that was not
    recorded yet), else None.
    """
    earlier = counters.analyzer_version if is_of_other_release(counters) else None
    now = {
        "analyzed_rules": rules,
        "analyzer_version": analyzer_version(),
        "analyzed_on": day,
        "outdated_on": outdated_on,
    }
    differing = [name for name, value in now.items() if getattr(counters, name) != value]
    if differing:
        for name in differing:
            setattr(counters, name, now[name])
        counters.save(update_fields=differing)
    return earlier
