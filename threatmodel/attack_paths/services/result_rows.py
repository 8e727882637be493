"""Turns the attack paths that the engine found into rows: one for each goal."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.attack_paths.choices import CROWN_JEWEL
from threatmodel.attack_paths.models import GOALS_STORED, GoalResult, PathRun
from threatmodel.attack_paths.path_serialization import content_of, pack, state_key
from threatmodel.attack_paths.services.goal_groups import groups_set
from threatmodel.engine.analysis.paths.fix_ranking import Fix
from threatmodel.engine.analysis.paths.path_types import AttackPath, AttackPaths, shared_paths
from threatmodel.engine.analysis.paths.path_types import GoalResult as FoundGoal
from threatmodel.engine.analysis.paths.shortest_paths import likelihood
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Attacker
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Model

Json = dict[str, Any]
GOALS_OF_A_FIX: Final = 50  # named; the number says how many there are


def run_of(found: AttackPaths, attackers: tuple[Attacker, ...]) -> PathRun:
    """Return a run with what the whole result says; it has no model and number yet."""
    best = [path for result in found.goals if (path := _best(result)) is not None]
    titles = {result.state: result.goal.title for result in found.goals}
    return PathRun(
        goals=len(found.goals),
        entry_points=found.entry_points,
        reached=len(best),
        paths=sum(len(_certain(result)) for result in found.goals),
        risk=round(sum(likelihood(path.cost) for path in best), 4),
        attackers=[_attacker(attacker, found) for attacker in attackers],
        fixes=[_fix(fix, titles) for fix in found.fixes],
    )


def goal_rows(found: AttackPaths, model: Model, run: PathRun) -> list[GoalResult]:
    """Return the rows of the goals, the worst first, up to a number that includes what people marked."""
    judged = [(_goal(result, model), result) for result in found.goals]
    judged.sort(key=lambda one: (one[0].goal != CROWN_JEWEL, _order(one[0])))
    stored = sorted(judged[:GOALS_STORED], key=lambda one: _order(one[0]))
    rows = [row for row, _ in stored]
    groups_set(rows, model)
    for position, (row, result) in enumerate(stored):
        row.run, row.position = run, position
        row.content = pack(content_of(result.paths))
    return rows


def _order(row: GoalResult) -> tuple[Any, ...]:
    """Goals that an attacker who counts reaches, then those that any reaches, by worth and score."""
    return (
        row.score is None,
        not row.certain and not row.follows_from,
        not row.possible,
        SEVERITIES.index(row.worth),
        -(row.score or 0),
        -row.exposure,
        row.element_uid,
        row.level,
    )


def _goal(result: FoundGoal, model: Model) -> GoalResult:
    best = _best(result)
    uid = result.state.element
    certain = _certain(result)
    return GoalResult(
        key=state_key(result.state),
        goal=result.goal.id,
        title=result.goal.title,
        element_uid=uid,
        element_name=model.called(uid),
        element_kind=model.kind_of(uid),
        level=result.state.level,
        worth=result.goal.worth,
        exposed_workloads=result.exposure.workloads,
        exposure=result.exposure.share,
        entry_points=result.exposure.entry_points,
        cost=best.cost if best else None,
        score=best.score if best else None,
        attackers=list(dict.fromkeys(path.attacker.id for same in certain for path in same)),
        certain=len(certain),
        possible=len(shared_paths(result.paths)) - len(certain),
        choke_points=[list(state) for state in result.choke_points],
        follows_from=[list(state) for state in result.follows_from],
    )


def _certain(result: FoundGoal) -> list[tuple[AttackPath, ...]]:
    """The paths without unknown facts; those of several attackers as one."""
    return shared_paths(path for path in result.paths if not path.is_possible)


def _best(result: FoundGoal) -> AttackPath | None:
    """The likeliest path of an attacker who counts, without unknown facts."""
    counted = [path for path in result.paths if path.attacker.counts and not path.is_possible]
    return min(counted, key=lambda path: path.cost, default=None)


def _attacker(attacker: Attacker, found: AttackPaths) -> Json:
    certain = [
        path
        for result in found.goals
        for path in result.paths
        if path.attacker.id == attacker.id and not path.is_possible
    ]
    return {
        "id": attacker.id,
        "name": attacker.name,
        "counts": attacker.counts,
        "skill": attacker.skill,
        "reached": len({path.end for path in certain}),
        "paths": len(certain),
    }


def _fix(fix: Fix, titles: Mapping[State, str]) -> Json:
    return {
        "control": fix.control,
        "subject": fix.subject,
        "steps": list(fix.steps),
        "goals": [
            {
                "key": state_key(state),
                "title": titles[state],
                "element": state.element,
                "level": state.level,
            }
            for state in fix.goals[:GOALS_OF_A_FIX]
        ],
        "goal_count": len(fix.goals),
        "risk_left": fix.risk,
        "assumed_start": fix.assumed_start,
    }
