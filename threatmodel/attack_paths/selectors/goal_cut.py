"""The smallest set of changes that together put a goal out of reach, where no single one may do."""

from collections.abc import Sequence
from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.path_serialization import state_key
from threatmodel.attack_paths.selectors.applied_controls import (
    control_brief,
    planned_mitigations,
    threats_treated,
)
from threatmodel.attack_paths.selectors.goals import element_row, state_row
from threatmodel.attack_paths.selectors.path_questions import Loaded, analysis_load
from threatmodel.engine.analysis.paths.fix_ranking import Candidate
from threatmodel.engine.analysis.paths.path_types import AttackPath, shared_paths
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Goal

Row = dict[str, Any]


def goal_cut_row(*, model: ThreatModel, key: str) -> Row | None:
    """What puts the goal of this key out of reach; None for no such goal.

    That is, of attackers who count; where none of them reaches it, of those with an assumed start.
    """
    loaded = analysis_load(model=model)
    state = next((one for _, one in loaded.analysis.goal_states() if state_key(one) == key), None)
    if state is None:
        return None
    goal = Goal("", "asked", at=(state,))
    analysis = loaded.analysis.with_goal(goal)
    cut = analysis.smallest_cut(goal)
    whole = analysis.what_if([ControlApplied(*fix) for fix in cut.fixes])
    certain = [one for one in analysis.paths_to(goal, state) if not one.is_possible]
    counts = any(one.attacker.counts for one in certain)
    return {
        "fixes": _fix_rows(model, loaded, cut.fixes),
        "at_least": cut.at_least,
        "is_smallest": cut.is_smallest,
        "remaining": [state_row(one.element, one.level, loaded.names) for one in cut.remaining],
        "assumed_start": bool(certain) and not counts,
        "paths": len(shared_paths(_decisive(certain, state, counts=counts))),
        "cut": len(_decisive(whole.cut, state, counts=counts)),
    }


def _decisive(paths: Sequence[AttackPath], state: State, *, counts: bool) -> list[AttackPath]:
    """The paths to the state without unknown facts: of attackers who count, else those from elsewhere."""
    return [
        one
        for one in paths
        if one.end == state
        and not one.is_possible
        and (one.attacker.counts if counts else one.states[0].element != state.element)
    ]


def _fix_rows(model: ThreatModel, loaded: Loaded, fixes: Sequence[Candidate]) -> list[Row]:
    treated = threats_treated(model=model, fixes=fixes)
    elements = {uid: element_row(uid, loaded.names) for _, uid in fixes}
    planned = planned_mitigations(model_id=model.pk, treated=treated, elements=elements)
    return [
        {"control": control_brief(fix[0]), "element": elements[fix[1]], "mitigation": planned.get(fix)}
        for fix in fixes
    ]
