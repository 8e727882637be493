"""What events keep of attackers, crown jewels and tree nodes, so that each change can be taken back."""

from collections.abc import Mapping
from typing import Final, TypeVar

from django.db import models

from threatmodel.attack_paths.models import Attacker, AttackTreeNode, CrownJewel

Edited = TypeVar("Edited", Attacker, CrownJewel, AttackTreeNode)
SUBJECTS: Final[Mapping[type[models.Model], str]] = {
    Attacker: "attacker",
    CrownJewel: "crown-jewel",
    AttackTreeNode: "attack-tree-node",
}
FIELDS: Final[Mapping[type[models.Model], tuple[str, ...]]] = {
    Attacker: (
        "name", "about", "motive", "skill", "resources", "counts", "enabled", "start_rules", "starts",
    ),
    CrownJewel: ("element_uid", "level", "title", "worth", "note"),
    AttackTreeNode: (
        "title", "applies", "cost", "skill", "probability", "detectability", "reason", "note",
    ),
}  # fmt: skip
IDENTITY: Final[Mapping[type[models.Model], tuple[str, ...]]] = {
    Attacker: ("profile",),
    CrownJewel: (),
    AttackTreeNode: ("key", "parent", "placing"),
}  # what is set once, when the row is made
