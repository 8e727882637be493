"""The attack paths of the newest run, as the stages need them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.path_content import unpack
from threatmodel.attack_paths.selectors.runs import newest_run

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredPath:
    """The likeliest path of one attacker to one goal. `stops` are the uids it passes, start and end too."""

    goal: GoalResult
    attacker: str
    score: int
    possible: bool
    stops: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same in every run."""
        return f"{self.attacker} {self.goal.key}"


@dataclass(frozen=True, slots=True)
class StoredPaths:
    """A run: its goals, the worst first, its paths, the likeliest first, and its fixes, the best first."""

    current: bool  # of the model as it is now
    goals: Sequence[GoalResult]
    paths: Sequence[StoredPath]
    fixes: Sequence[Json]


def stored_paths(*, model: ThreatModel) -> StoredPaths:
    """Return the newest run; without any, nothing. Two queries."""
    run = newest_run(model=model)
    if run is None:
        return StoredPaths(current=False, goals=(), paths=(), fixes=())
    goals = list(run.results.order_by("position"))
    paths = sorted((path for goal in goals for path in _likeliest(goal)), key=_order)
    return StoredPaths(current=run.seq >= model.seq, goals=goals, paths=paths, fixes=run.fixes)


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
        stops = (steps[0]["source"][0], *(step["target"][0] for step in steps)) if steps else ()
        for attacker in new:
            yield StoredPath(goal, attacker, path["score"], path["possible"], stops)
