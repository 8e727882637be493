"""Attackers, crown jewels and changes of attack trees as they were at an earlier moment.

Each change of them is an event with what was before, so later ones are taken back from the present rows.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import Attacker, AttackTreeNode, CrownJewel
from threatmodel.attack_paths.recorded_fields import FIELDS, IDENTITY, SUBJECTS, Edited
from threatmodel.attack_paths.selectors.attackers_and_goals import Described
from threatmodel.history.models import ModelEvent

Json = Mapping[str, Any]


def described_then(*, model: ThreatModel, at: dt.datetime) -> Described:
    """Return what people had described of attackers and goals by then. Four queries."""
    attackers = sorted(_rows_then(Attacker, model, at), key=lambda one: (one.name, str(one.pk)))
    jewels = sorted(_rows_then(CrownJewel, model, at), key=lambda one: (one.title, str(one.pk)))
    return Described(attackers, jewels)


def tree_edits_then(*, model: ThreatModel, at: dt.datetime) -> Mapping[str, AttackTreeNode]:
    """Return what people had made of the nodes of trees by then, by the key of the node. Two queries."""
    return {row.key: row for row in sorted(_rows_then(AttackTreeNode, model, at), key=lambda one: one.key)}


def _rows_then(kind: type[Edited], model: ThreatModel, at: dt.datetime) -> list[Edited]:
    rows = {str(row.pk): row for row in kind.objects.filter(model=model)}
    events = ModelEvent.objects.filter(model=model, subject_type=SUBJECTS[kind], at__gt=at).order_by("-id")
    for before, after in events.values_list("before", "after").iterator():
        key = str((after or before).get("restore", {}).get("id", ""))
        if not before:  # it was added, or restored
            rows.pop(key, None)
        elif not after:
            rows[key] = _deleted(kind, model, before)
        elif key in rows:
            _take_back(rows[key], before)
    for row in rows.values():
        row.updated_by = None  # who made the newest change is not of that time
    return list(rows.values())


def _deleted(kind: type[Edited], model: ThreatModel, before: Json) -> Edited:
    was = before["restore"]
    identity = {name: was[name] for name in IDENTITY[kind]}
    row = kind(pk=uuid.UUID(was["id"]), model=model, version=was["version"], **identity)
    _take_back(row, before)
    return row


def _take_back(row: Edited, before: Json) -> None:
    for name in FIELDS[type(row)]:
        if name in before:
            setattr(row, name, before[name])
