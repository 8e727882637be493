"""What changes would bring: the changes that people can try, and what differs with them."""

from threatmodel.engine.analysis.model_edits import FactSet
from threatmodel.engine.analysis.paths.exposure_counts import Exposure
from threatmodel.engine.analysis.paths.path_types import AttackPath
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Goal
from threatmodel.engine.model.struct_base import Record


class ControlApplied(Record, frozen=True):
    """A control of the library is in place at one element or flow: it stops the steps there that name it."""

    control: str
    subject: str


Change = ControlApplied | FactSet
"""What can be tried: a control in place, or a fact with another value."""


class GoalChange(Record, frozen=True):
    """One goal before and after. A cost is that of the cheapest path of an attacker that counts, if any."""

    goal: Goal
    state: State
    exposure_before: Exposure
    exposure_after: Exposure
    cost_before: int | None
    cost_after: int | None

    @property
    def is_out_of_reach(self) -> bool:
        """Whether attackers that count reached it, and no longer do."""
        return self.cost_before is not None and self.cost_after is None


class WhatIf(Record, frozen=True):
    """What changes would bring.

    `cut` are those of the paths that no attacker can take any longer, of `paths` in all; one that several
    take counts once. `risk` is the share of today's risk that is left, which exceeds 1 when the changes make
    things worse.
    """

    goals: tuple[GoalChange, ...]
    cut: tuple[AttackPath, ...]
    paths: int
    risk: float

    @property
    def out_of_reach(self) -> tuple[State, ...]:
        """The goals that attackers that count reached, and no longer do."""
        return tuple([change.state for change in self.goals if change.is_out_of_reach])
