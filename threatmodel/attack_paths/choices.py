"""The words of attack paths, in the order of the pages."""

from typing import Final, Literal, get_args

from threatmodel.engine.analysis.attack_trees.tree import GATES
from threatmodel.engine.analysis.attack_trees.tree_edits import Placing
from threatmodel.engine.library.attack_steps import COSTS, GRADES, LEVELS

ATTACK_LEVELS: Final = tuple(LEVELS)
ATTACK_GRADES: Final = tuple(GRADES)
DIFFICULTIES: Final = tuple(COSTS)

Resources = Literal["", "individual", "team", "organization", "government"]
RESOURCES: Final = get_args(Resources)
"""What an attacker can spend, after the vocabulary of STIX 2.1 (attack-resource-level); empty: not said."""

ATTACKER_ORIGINS: Final = ("built-in", "changed", "custom")
GOAL_CHANGES: Final = ("new", "gone", "worse", "better", "same")
CROWN_JEWEL: Final = "crown-jewel"
"""The goal of what people mark; the others are those of the library."""

TREE_GATES: Final = GATES
PLACINGS: Final[tuple[Placing, ...]] = get_args(Placing)
PICTURES: Final = ("svg", "png")
