"""Goals of attackers with their likeliest paths and attack trees."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from threatmodel.architecture.api.selectors.threat_subjects import Subject
from threatmodel.architecture.layout.graphviz_program import DotFailed
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import AttackTreeNode, GoalResult, PathRun
from threatmodel.attack_paths.path_serialization import unpack
from threatmodel.attack_paths.selectors.goals import where_text
from threatmodel.attack_paths.selectors.path_rows import steps_by_id
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.attack_paths.selectors.tree_pictures import TooManyNodes, tree_picture
from threatmodel.attack_paths.selectors.trees import goal_trees
from threatmodel.reports.selectors.report_data_types import GoalContent
from threatmodel.reports.selectors.threats import Names

GOALS_MOST: Final = 50  # listed
PATHS_MOST: Final = 20  # of these, shown with the steps of the likeliest path
TREES_MOST: Final = 8  # and drawn


def goals_of(*, model: ThreatModel, names: Names) -> tuple[GoalContent, ...]:
    """Goals of the newest run, the worst first; of the first ones a path and a tree. Six queries.

    Goals that differ only in where they are make one row, and `goals` of it says how many they are.
    """
    run = newest_run(model=model)
    if run is None:
        return ()
    found = GoalResult.objects.filter(run=run, leads_group=True).select_related("run")
    rows = list(found.order_by("position")[:GOALS_MOST])
    return goal_contents(model=model, run=run, rows=rows, names=names)


def goal_contents(
    *,
    model: ThreatModel,
    run: PathRun,
    rows: Sequence[GoalResult],
    names: Names,
    subjects: Mapping[str, Subject] | None = None,
    edits: Mapping[str, AttackTreeNode] | None = None,
) -> tuple[GoalContent, ...]:
    """What a report shows of goals, in their order.

    `subjects` and `edits` of trees are those of the model as it is, unless they are given.
    """
    attackers = {one["id"]: one["name"] for one in run.attackers}
    reached = [row for row in rows if row.score is not None]
    pictures = _pictures(model, reached[:TREES_MOST], subjects, edits)
    return tuple(
        GoalContent(
            title=row.title,
            element=_called(row, names.get(row.element_uid, (row.element_name, ""))[0]),
            worth=row.worth,
            score=row.score,
            paths=row.certain,
            possible=row.possible,
            entry_points=row.entry_points,
            exposed_workloads=row.exposed_workloads,
            attackers=tuple(attackers.get(one, one) for one in row.attackers),
            steps=_steps(row, names) if row in reached[:PATHS_MOST] else (),
            tree=pictures.get(row.key, b""),
            goals=row.group_goals,
            of_goals=run.goals,
        )
        for row in rows
    )


def _called(row: GoalResult, name: str) -> str:
    return f"{name} {where_text(row)}" if row.group_goals > 1 else name


def _steps(row: GoalResult, names: Names) -> tuple[tuple[str, str, str, str], ...]:
    """The likeliest path without unknown facts, else the likeliest of all."""
    content: dict[str, Any] = unpack(bytes(row.content))
    paths = sorted(content["paths"], key=lambda one: (one["possible"], -one["score"], one["cost"]))
    if not paths:
        return ()
    return tuple(_step(content["steps"][number], names) for number in paths[0]["steps"])


def _step(step: dict[str, Any], names: Names) -> tuple[str, str, str, str]:
    known = steps_by_id().get(step["step"])
    title = known.title if known else step["step"].replace("-", " ").capitalize()
    source, target = (names.get(step[end][0], (step[end][0], ""))[0] for end in ("source", "target"))
    return title, source, target, known.technique if known else ""


def _pictures(
    model: ThreatModel,
    rows: Sequence[GoalResult],
    subjects: Mapping[str, Subject] | None,
    edits: Mapping[str, AttackTreeNode] | None,
) -> dict[str, bytes]:
    """Trees as SVG by key of the goal, of those that a page can show."""
    found = {}
    for key, tree in goal_trees(model=model, goals=rows, names=subjects, edits=edits).items():
        try:
            found[key] = tree_picture(tree, "svg")
        except (TooManyNodes, DotFailed):
            continue
    return found
