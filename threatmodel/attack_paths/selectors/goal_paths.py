"""The paths to one goal: those that are stored, else computed when someone asks.

Of very many goals not all have their paths stored (models: PATHS_STORED).
"""

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.path_content import content_of, pack
from threatmodel.attack_paths.selectors.questions import analysis_load
from threatmodel.attack_paths.selectors.runs import newest_run


def goal_get(*, model: ThreatModel, key: str) -> GoalResult | None:
    """Return a goal of the newest run with its run and paths, or None.

    Two queries; nine where its paths have to be computed.
    """
    run = newest_run(model=model)
    goal = GoalResult.objects.filter(run=run, key=key).first() if run else None
    if goal is not None and run is not None:
        goal.run = run
        if _is_left_out(goal):
            goal.content = _computed(model, goal)
    return goal


def is_left_out(*, model: ThreatModel, key: str) -> bool:
    """Whether the paths to a goal of the newest run have to be computed. Two queries."""
    run = newest_run(model=model)
    goal = GoalResult.objects.filter(run=run, key=key).first() if run else None
    return goal is not None and _is_left_out(goal)


def _is_left_out(goal: GoalResult) -> bool:
    return not goal.content and bool(goal.certain or goal.possible)


def _computed(model: ThreatModel, goal: GoalResult) -> bytes:
    """Of the architecture as it is now: nothing where the goal is no longer there."""
    analysis = analysis_load(model=model).analysis
    wanted = (goal.element_uid, goal.level)
    found = [pair for pair in analysis.goal_states() if pair[1] == wanted]
    return pack(content_of(analysis.paths_to(*found[0]))) if found else b""
