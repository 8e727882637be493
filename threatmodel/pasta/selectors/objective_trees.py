"""The attack trees of what objectives depend on, in a line each: the page of attack paths has them whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from threatmodel.api.kept_results import kept_results
from threatmodel.architecture.api.selectors.loaded_models import state_key
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.selectors.trees import GoalTree, TreeEdits, goal_trees, tree_edits
from threatmodel.engine.analysis.attack_trees.minimal_attack_sets import TreeFigures, tree_figures
from threatmodel.engine.analysis.attack_trees.tree import AttackTree, TreeNode
from threatmodel.engine.exporters.percentages import percent
from threatmodel.pasta.choices import CRITICALITIES
from threatmodel.pasta.models import Objective
from threatmodel.pasta.selectors.stage_content import Row, Section
from threatmodel.pasta.selectors.stage_inputs import System, listed
from threatmodel.pasta.selectors.stored_paths import StoredPath

TREES_OF_AN_OBJECTIVE: Final = 5  # those of the likeliest paths
TREES_MOST: Final = 40  # of all objectives; each costs up to some 0.1 s to work out
_NO_WAY_LEFT: Final = ("none", "none", "none")


def trees_section(system: System, paths: Iterable[tuple[Objective, Sequence[StoredPath]]]) -> Section:
    """Return the trees of the goals that harm each objective; `paths` are those that do, likeliest first."""
    wanted, goals = _shown([(objective, _goals(found)) for objective, found in paths])
    lines = _lines(system, wanted) if wanted else {}
    return Section(
        "trees",
        "Attack trees by objective",
        "attack tree",
        ("Objective", "Cheapest attack", "Likelihood", "Minimal attack sets"),
        tuple(_row(system, objective, goal, lines[goal.key]) for objective, some in goals for goal in some),
        about=(
            f"Of each objective the trees of the {TREES_OF_AN_OBJECTIVE} goals that are likeliest to be "
            f"reached, at most {TREES_MOST} in all, of the most critical objectives first. "
            "A minimal attack set is a way to the goal from which no step can be left out."
        ),
        empty="No attack path harms an objective, as far as the model knows.",
        written=True,
        scoped=True,
    )


def _lines(system: System, wanted: Mapping[str, GoalResult]) -> Mapping[str, "_Line"]:
    """What is said of the tree of each goal."""
    edits = tree_edits(model=system.model)
    versions = tuple([(row.pk, row.version) for row in edits.values()])  # one made anew has another pk
    key = (system.attack.run and system.attack.run.pk, state_key(system.model), tuple(wanted), versions)
    return kept_results.get("attack trees", key, lambda: _worked_out(system, wanted, edits))


def _worked_out(system: System, wanted: Mapping[str, GoalResult], edits: TreeEdits) -> Mapping[str, "_Line"]:
    trees = goal_trees(model=system.model, goals=wanted.values(), names=system.names, edits=edits)
    return {key: _line(tree) for key, tree in trees.items()}


@dataclass(frozen=True, slots=True)
class _Line:
    """The figures of a tree in words, and what is noted below its name."""

    values: tuple[str, ...]
    note: str


def _line(tree: GoalTree) -> _Line:
    values, note = _cells(tree.applicable)
    return _Line(values, f"{note} Depends on unknown facts." if tree.is_possible else note)


def _goals(paths: Iterable[StoredPath]) -> list[GoalResult]:
    found = {path.goal.key: path.goal for path in paths}
    return list(found.values())[:TREES_OF_AN_OBJECTIVE]


def _shown(
    goals: Sequence[tuple[Objective, Sequence[GoalResult]]],
) -> tuple[dict[str, GoalResult], list[tuple[Objective, list[GoalResult]]]]:
    """The goals whose trees are worked out, by key, and those of each objective; the likeliest first."""
    by_criticality = sorted(goals, key=lambda pair: CRITICALITIES.index(pair[0].criticality))
    wanted: dict[str, GoalResult] = {}
    for place in range(TREES_OF_AN_OBJECTIVE):
        for goal in (some[place] for _, some in by_criticality if place < len(some)):
            if len(wanted) < TREES_MOST:
                wanted[goal.key] = goal
    return wanted, [(one, [goal for goal in some if goal.key in wanted]) for one, some in goals]


def _row(system: System, objective: Objective, goal: GoalResult, line: _Line) -> Row:
    return Row(
        f"{objective.pk} {goal.key}",
        system.goal_name(goal),
        (objective.title, *line.values),
        on="attack-tree",
        target=goal.key,
        uid=goal.element_uid,
        severity=goal.worth,
        note=line.note,
    )


def _cells(tree: AttackTree | None) -> tuple[tuple[str, ...], str]:
    """The figures of a tree in words, and the steps of the cheapest attack."""
    if tree is None:
        return _NO_WAY_LEFT, "Every way needs a step that does not apply."
    figures, nodes = tree_figures(tree), tree.by_id()
    cheapest = [nodes[leaf] for leaf in figures.sets[0]]
    steps = f"{len(cheapest)} step{'' if len(cheapest) == 1 else 's'}"
    cost = f"cost {figures.cost} in {steps}, {percent(_together(cheapest))}"
    likelihood = f"{'' if figures.is_exact else 'at most '}{percent(figures.probability)}"
    titles = [node.title for node in tree.nodes if node.id in figures.sets[0]]
    return (cost, likelihood, _sets(figures)), f"Cheapest: {listed(titles)}."


def _together(leaves: Iterable[TreeNode]) -> float:
    return prod(leaf.probability for leaf in leaves)


def _sets(figures: TreeFigures) -> str:
    return f"{'' if figures.are_all_sets else 'more than '}{len(figures.sets):,}"
