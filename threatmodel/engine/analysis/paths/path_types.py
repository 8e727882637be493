"""The types of what is found: steps, paths, and what leads to each goal."""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.paths.attack_graph import Edge
from threatmodel.engine.analysis.paths.exposure_counts import Exposure
from threatmodel.engine.analysis.paths.fix_ranking import Fix
from threatmodel.engine.analysis.paths.shortest_paths import likelihood
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.struct_base import Record


class PathStep(Record, frozen=True):
    """One step of a path, with the facts because of which it is possible.

    `others` are the steps that would do as well between the same two states, the cheapest first.
    """

    edge: Edge
    evidence: tuple[Evidence, ...]
    others: tuple[Edge, ...] = ()


class AttackPath(Record, frozen=True):
    """One way from a start to a goal; `score` is in 0..100.

    `cost` is the sum of what its steps and its start cost.
    """

    attacker: Attacker
    goal: Goal
    states: tuple[State, ...]
    steps: tuple[PathStep, ...]
    cost: int
    score: int
    is_possible: bool

    @property
    def end(self) -> State:
        """What the attacker has in the end."""
        return self.states[-1]

    @property
    def assumed_faults(self) -> int:
        """How many faults it takes that nothing shows: that of an assumed start, and those of hard steps."""
        assumed = (one.edge.step for one in self.steps if one.edge.step.grade == "assumed")
        return (not self.attacker.counts) + sum(step.difficulty == "hard" for step in assumed)

    def likelihood_at(self, cost: int) -> float:
        """How likely it is taken where it costs this, 0 to 1."""
        return likelihood(cost, faults=self.assumed_faults)


class GoalResult(Record, frozen=True):
    """What leads to one goal at one element. `choke_points` are passed by every path of the attacker.

    Without paths, `follows_from` are the takeovers with which an attacker has it: paths end there.
    """

    goal: Goal
    state: State
    exposure: Exposure
    paths: tuple[AttackPath, ...]
    choke_points: tuple[State, ...]
    follows_from: tuple[State, ...] = ()


class AttackPaths(Record, frozen=True):
    """All goals of a model with what leads to them; fixes, the best first."""

    goals: tuple[GoalResult, ...]
    fixes: tuple[Fix, ...]
    entry_points: int = 0  # where attackers that count first have something of the system

    @property
    def paths(self) -> tuple[AttackPath, ...]:
        """The paths to all goals, the likeliest first; those that depend on an unknown fact come last."""
        found = [path for result in self.goals for path in result.paths]
        return tuple(sorted(found, key=path_order))


NO_PATHS: Final = AttackPaths((), ())


def shared_paths(paths: Iterable[AttackPath]) -> list[tuple[AttackPath, ...]]:
    """The paths in their order; those that several attackers take step by step together, as one."""
    found: dict[tuple[bool, tuple[Edge, ...]], list[AttackPath]] = {}
    for path in paths:
        found.setdefault((path.is_possible, tuple([step.edge for step in path.steps])), []).append(path)
    return [tuple(same) for same in found.values()]


def path_order(path: AttackPath) -> tuple[bool, bool, int, int, str, tuple[State, ...]]:
    """Certain before possible, attackers that count first, then by worth and cost."""
    worth = SEVERITIES.index(path.goal.worth)
    return path.is_possible, not path.attacker.counts, worth, path.cost, path.goal.id, path.states
