"""How attackers reach an element or flow at best: what paths/attacker_reach.py computes and scores use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

from threatmodel.engine.model.struct_base import Record

ReachGrade = Literal["reached", "assumed", "possible", "unreached"]
"""How an element is reached.

reached: on a path of an attacker that counts. assumed: only from a start that is assumed, such as a
compromised workload. possible: only if an unknown fact holds. unreached: no attack path leads there.
"""
REACH_GRADES: Final[tuple[ReachGrade, ...]] = get_args(ReachGrade)


class Reach(Record, frozen=True):
    """How an element is reached at best, what that costs and who does it: the id of the attacker.

    Where none does, `cost` is 0 and `attacker` is empty.
    """

    grade: ReachGrade
    cost: int = 0
    attacker: str = ""


NO_REACH: Final[Mapping[str, Reach]] = MappingProxyType({})
"""Where it was not computed."""
