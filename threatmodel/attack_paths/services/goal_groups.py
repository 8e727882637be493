"""Puts goals together that differ only in where they are: the same store in each of twenty namespaces."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import orjson

from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.selectors.goals import zone_around
from threatmodel.engine.model import Model

_KEY_LENGTH: Final = 16


def groups_set(rows: Iterable[GoalResult], model: Model) -> None:
    """Give rows, which are in their order, their zones and groups; the first of each group leads it."""
    groups: dict[str, list[GoalResult]] = {}
    zones: dict[str, set[str]] = {}
    for row in rows:
        zone = zone_around(model, row.element_uid)
        if zone:
            row.zone_name, row.zone_kind = model.elements[zone].name, model.kind_of(zone)
        row.group = _key(row, model)
        groups.setdefault(row.group, []).append(row)
        zones.setdefault(row.group, set()).add(zone)
    for key, some in groups.items():
        for place, row in enumerate(some):
            row.leads_group = place == 0
            row.group_goals, row.group_zones = len(some), len(zones[key])


def _key(row: GoalResult, model: Model) -> str:
    """Of all that a list shows of a goal but where it is, and how exposed it is there."""
    same: list[Any] = [row.goal, row.title, row.level, row.worth]
    same += [row.element_name, row.element_kind, row.zone_kind]
    same += [row.cost, sorted(row.attackers), row.certain, row.possible]  # equal paths come in any order
    same.append([[model.called(uid), level] for uid, level in row.follows_from])
    return hashlib.sha256(orjson.dumps(same)).hexdigest()[:_KEY_LENGTH]
