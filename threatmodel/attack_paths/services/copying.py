"""Copies the attackers and crown jewels of a model to another."""

import uuid

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import Attacker, CrownJewel


def inputs_copy(*, source: ThreatModel, copy: ThreatModel) -> None:
    """Write the attackers and crown jewels of the source for the copy, which has the same uids."""
    attackers = list(Attacker.objects.filter(model=source))
    jewels = list(CrownJewel.objects.filter(model=source))
    rows: list[Attacker | CrownJewel] = [*attackers, *jewels]
    for row in rows:
        row.pk, row.model, row.version = uuid.uuid4(), copy, 1
    Attacker.objects.bulk_create(attackers)
    CrownJewel.objects.bulk_create(jewels)
