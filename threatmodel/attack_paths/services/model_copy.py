"""Copies the attackers, crown jewels and edits of attack trees of a model to another."""

import uuid

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import Attacker, AttackTreeNode, CrownJewel


def inputs_copy(*, source: ThreatModel, copy: ThreatModel) -> None:
    """Write what people described of the source for the copy, which has the same uids and keys of nodes."""
    attackers = list(Attacker.objects.filter(model=source))
    jewels = list(CrownJewel.objects.filter(model=source))
    nodes = list(AttackTreeNode.objects.filter(model=source))
    rows: list[Attacker | CrownJewel | AttackTreeNode] = [*attackers, *jewels, *nodes]
    for row in rows:
        row.pk, row.model, row.version = uuid.uuid4(), copy, 1
    Attacker.objects.bulk_create(attackers)
    CrownJewel.objects.bulk_create(jewels)
    AttackTreeNode.objects.bulk_create(nodes)
