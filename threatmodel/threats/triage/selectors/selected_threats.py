"""Which threats a person has selected: rows of the list, or all that its filter finds."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threat_groups import group_condition
from threatmodel.threats.threats.selectors.threat_list import threats_matching


def threats_selected(
    *, model: ThreatModel, selection: Mapping[str, Any], user_id: uuid.UUID
) -> QuerySet[Threat]:
    """The threats of a Selection in JSON; `user_id` is who selected them, for filters by "me".

    Rows that stand for several threats mean those that the filter finds; a row for one means that threat
    whatever the filter. With `all` the rows are what is left out.
    """
    everything = Threat.with_possible.filter(model=model)
    if selection["filter"] is None:
        in_filter = everything
    else:
        query = {**selection["filter"], **_ids(selection["filter"])}
        in_filter = threats_matching(model=model, query=query, user_id=user_id).order_by()
    single = Q(number__in=selection["numbers"])
    several = Q(pk__in=[])
    for row in selection["groups"]:
        several |= group_condition(row["by"], row["key"], row["severity"])
    of_groups = in_filter.filter(several).values("pk")
    if selection["all"]:
        return in_filter.exclude(single).exclude(pk__in=of_groups)
    return (
        everything.filter(single | Q(pk__in=of_groups)) if selection["groups"] else everything.filter(single)
    )


def _ids(query: Mapping[str, Any]) -> dict[str, uuid.UUID | None]:
    """The ids of a filter, which may have been kept as JSON."""
    return {name: uuid.UUID(str(query[name])) if query[name] else None for name in ("element", "data_set")}
