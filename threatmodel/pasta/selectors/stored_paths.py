"""The attack paths of the newest run, as the stages need them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from threatmodel.api.kept_results import kept_results
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PATHS_READ, GoalResult, PathRun
from threatmodel.attack_paths.path_serialization import unpack
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.library.attack_steps import Level

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredPath:
    """The likeliest path of one attacker to one goal.

    `states` are what it passes, as uid and level of control, start and end too.
    """

    goal: GoalResult
    attacker: str
    score: int
    possible: bool
    states: tuple[tuple[str, Level], ...]

    @property
    def stops(self) -> tuple[str, ...]:
        """The uids it passes."""
        return tuple([uid for uid, _ in self.states])

    @property
    def key(self) -> str:
        """The same in every run."""
        return f"{self.attacker} {self.goal.key}"


@dataclass(frozen=True, slots=True)
class StoredPaths:
    """A run: its goals, the worst first, its paths, the likeliest first, and its fixes, the best first.

    `without_paths` counts the goals whose paths are not looked through, as there are very many goals.
    """

    run: PathRun | None
    current: bool  # of the model as it is now
    goals: Sequence[GoalResult]
    paths: Sequence[StoredPath]
    fixes: Sequence[Json]
    without_paths: int = 0

    def about(self, text: str) -> str:
        """The text of a section that lists paths, with what it leaves out."""
        left = self.without_paths
        return f"{text} Paths to {left:,} more goals are on the page Attack paths." if left else text


def stored_paths(*, model: ThreatModel) -> StoredPaths:
    """Return the newest run; without any, nothing. Two queries; one where this process has just read it."""
    run = newest_run(model=model)
    if run is None:
        return StoredPaths(run=None, current=False, goals=(), paths=(), fixes=())
    found = kept_results.get("stored paths", run.pk, lambda: _of_run(run))
    return replace(found, current=run.seq >= model.seq)


def _of_run(run: PathRun) -> StoredPaths:
    goals = list(run.results.order_by("position"))
    ranked = sorted(goals, key=lambda goal: not goal.leads_group)
    read, rest = ranked[:PATHS_READ], ranked[PATHS_READ:]
    paths = sorted((path for goal in read for path in _likeliest(goal)), key=_order)
    return StoredPaths(
        run=run,
        current=True,
        goals=goals,
        paths=paths,
        fixes=run.fixes,
        without_paths=sum(bool(goal.certain or goal.possible) for goal in rest),
    )


def _order(path: StoredPath) -> tuple[bool, int, int, str]:
    return path.possible, -path.score, path.goal.position, path.attacker


def _likeliest(goal: GoalResult) -> Iterator[StoredPath]:
    """The first path of each attacker: they are stored in order of cost."""
    content = unpack(bytes(goal.content))
    found: set[str] = set()
    for path in content["paths"]:
        new = [one for one in path["attackers"] if one not in found]
        found.update(new)
        steps = [content["steps"][number] for number in path["steps"]]
        ends = [steps[0]["source"], *(step["target"] for step in steps)] if steps else []
        states = tuple([(uid, level) for uid, level in ends])
        for attacker in new:
            yield StoredPath(goal, attacker, path["score"], path["possible"], states)
