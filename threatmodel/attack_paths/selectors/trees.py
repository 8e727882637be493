"""The attack tree of a goal: made of the stored paths that lead there, with what people made of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import AttackTreeNode, GoalResult, PathRun
from threatmodel.attack_paths.path_serialization import unpack
from threatmodel.attack_paths.selectors.goals import Names
from threatmodel.attack_paths.selectors.path_rows import steps_by_id
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.analysis.attack_trees.from_paths import Path, goal_key, tree_of_paths
from threatmodel.engine.analysis.attack_trees.tree import AttackTree
from threatmodel.engine.analysis.attack_trees.tree_edits import (
    AddedNode,
    LeafValues,
    Placing,
    applicable_tree,
    edited_tree,
    tree_by_hand,
)
from threatmodel.engine.analysis.paths.attack_graph import Edge
from threatmodel.engine.library.attack_steps import Difficulty, Level, State

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class GoalTree:
    """A tree as paths give it, as people edited it, and what of that applies: None when no way is left.

    `attackers` are those whose paths it is made of; `is_possible` says that these depend on unknown facts.
    """

    goal: GoalResult
    attackers: Sequence[str]
    is_possible: bool
    computed: AttackTree
    edited: AttackTree
    applicable: AttackTree | None
    edits: Mapping[str, AttackTreeNode]
    names: Names


def goal_tree(*, model: ThreatModel, goal: str, attacker: str = "") -> GoalTree | None:
    """Return the tree of a goal of the newest run, or None where there is no such goal. Five queries.

    It is made of the paths of the attacker; without one, of all who count and get there, else of all.
    """
    run = newest_run(model=model)
    found = GoalResult.objects.select_related("run").filter(run=run, key=goal).first() if run else None
    return goal_trees(model=model, goals=[found], attacker=attacker)[goal] if found else None


TreeEdits = Mapping[str, AttackTreeNode]


def tree_edits(*, model: ThreatModel) -> TreeEdits:
    """What people made of the nodes of trees, by the key of the node. One query."""
    rows = AttackTreeNode.objects.filter(model=model).select_related("updated_by")
    return {row.key: row for row in rows.order_by("key")}


def goal_trees(
    *,
    model: ThreatModel,
    goals: Iterable[GoalResult],
    attacker: str = "",
    names: Names | None = None,
    edits: TreeEdits | None = None,
) -> dict[str, GoalTree]:
    """Return the trees of goals, which must have their run loaded, by the goals' keys.

    `names` are those of all elements and flows, and `edits` those of the model, where the caller has them:
    no query, else three.
    """
    ways = [_ways(goal, attacker) for goal in goals]
    edits = tree_edits(model=model) if edits is None else edits
    if names is None:
        uids = {uid for one in ways for uid in _uids(one.taken, one.goal)}
        names = subjects_by_uid(model_id=model.pk, uids=uids)
    return {one.goal.key: _tree(one, edits, names) for one in ways}


@dataclass(frozen=True, slots=True)
class _Ways:
    """The paths that a tree is made of, and all stored steps, which paths name by number."""

    goal: GoalResult
    paths: Sequence[Json]
    steps: Sequence[Json]

    @property
    def taken(self) -> list[Json]:
        """The steps of the paths."""
        return [self.steps[number] for path in self.paths for number in path["steps"]]


def _ways(goal: GoalResult, attacker: str) -> _Ways:
    content = unpack(bytes(goal.content))
    return _Ways(goal, _chosen(_known(content), goal.run, attacker), content["steps"])


def _tree(ways: _Ways, edits: Mapping[str, AttackTreeNode], names: Names) -> GoalTree:
    kept = {key for row in edits.values() for key in (row.key, row.parent)}
    computed = _computed(ways.goal, ways.paths, ways.steps, kept, names)
    edited = edited_tree(computed, _values(edits), _added(edits.values()))
    return GoalTree(
        goal=ways.goal,
        attackers=list(dict.fromkeys(one for path in ways.paths for one in path["attackers"])),
        is_possible=any(path["possible"] for path in ways.paths),
        computed=computed,
        edited=edited,
        applicable=applicable_tree(edited, {row.key for row in edits.values() if not row.applies}),
        edits=edits,
        names=names,
    )


def _known(content: Json) -> list[Json]:
    """The paths of which the library has all steps; a release may have dropped some since the run."""
    gone = {number for number, step in enumerate(content["steps"]) if step["step"] not in steps_by_id()}
    return [path for path in content["paths"] if gone.isdisjoint(path["steps"])]


def _chosen(paths: Iterable[Json], run: PathRun, attacker: str) -> list[Json]:
    """The paths of the attacker, else of those who count: without unknown facts where there are such."""
    counting = {one["id"] for one in run.attackers if one["counts"]}
    wanted = [path for path in paths if attacker in ("", *path["attackers"])]
    certain = [path for path in wanted if not path["possible"]]
    found = certain or wanted
    return [path for path in found if attacker or not counting.isdisjoint(path["attackers"])] or found


def _computed(
    goal: GoalResult, paths: Sequence[Json], steps: Sequence[Json], kept: Iterable[str], names: Names
) -> AttackTree:
    end = State(goal.element_uid, cast("Level", goal.level))
    if not paths:
        root = tree_by_hand(goal.title, goal_key([end]))
        return AttackTree(root.id, (root,))
    walks = [_walk(path, steps) for path in paths]
    between = _between(steps[number] for path in paths for number in path["steps"])
    return tree_of_paths(goal.title, walks, between=between, called=_called(names), kept=[*kept])


def _walk(path: Json, steps: Sequence[Json]) -> Path:
    taken = [steps[number] for number in path["steps"]]
    return (State(*taken[0]["source"]), *(State(*step["target"]) for step in taken))


def _between(steps: Iterable[Json]) -> Callable[[State, State], Sequence[Edge]]:
    """The steps from one state to another; attackers of different skill may have different ones."""
    found: dict[tuple[State, State], dict[tuple[str, str, int], Edge]] = {}
    known = steps_by_id()
    for step in steps:
        start, end = State(*step["source"]), State(*step["target"])
        same = found.setdefault((start, end), {})
        for name, subject, item in [(step["step"], step["subject"], step["item"]), *step["others"]]:
            if name in known:
                same[name, subject, item] = Edge(start, end, known[name], subject, item, None)
    return lambda start, end: [*found[start, end].values()]


def _called(names: Names) -> Callable[[str], str]:
    return lambda uid: names[uid].name if uid in names else uid


def _uids(steps: Iterable[Json], goal: GoalResult) -> set[str]:
    found = {goal.element_uid, *(uid for uid, _ in (*goal.choke_points, *goal.follows_from))}
    for step in steps:
        found |= {step["source"][0], step["target"][0], step["subject"]}
        found |= {subject for _, subject, _ in step["others"]}
    return found


def _values(edits: Mapping[str, AttackTreeNode]) -> dict[str, LeafValues]:
    return {key: _leaf_values(row) for key, row in edits.items() if not row.parent}


def _added(rows: Iterable[AttackTreeNode]) -> list[AddedNode]:
    added = [row for row in rows if row.parent]
    added.sort(key=lambda row: (row.title, row.key))
    return [
        AddedNode(row.key, row.parent, cast("Placing", row.placing), row.title, _leaf_values(row))
        for row in added
    ]


def _leaf_values(row: AttackTreeNode) -> LeafValues:
    return LeafValues(
        row.cost, cast("Difficulty | None", row.skill or None), row.probability, row.detectability
    )
