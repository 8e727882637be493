"""Attack paths as plain JSON values and as text, for every format that shows them."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from threatmodel.engine.analysis.evaluation_context import flow_name
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.paths.fix_ranking import Fix
from threatmodel.engine.analysis.paths.path_types import (
    AttackPath,
    AttackPaths,
    GoalResult,
    PathStep,
    path_order,
)
from threatmodel.engine.exporters.evidence import evidence_to_json
from threatmodel.engine.exporters.percentages import percent
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model

PATHS_SHOWN: Final = 3  # to a goal in a report, of each attacker: the cheapest


def paths_to_json(found: AttackPaths) -> list[dict[str, Any]]:
    """The paths, the likeliest first. `attacker` says where they start, `possible` that a fact is unknown."""
    return [_path(path) for path in found.paths]


def goals_to_json(found: AttackPaths) -> list[dict[str, Any]]:
    """The goals with their exposure: how many workloads lead there, and what share of all that is."""
    return [_goal(result) for result in found.goals]


def fixes_to_json(found: AttackPaths) -> list[dict[str, Any]]:
    """The changes that lower the risk most, each on top of those before."""
    return [_fix(fix) for fix in found.fixes]


def _path(path: AttackPath) -> dict[str, Any]:
    return {
        "from": path.states[0].element,
        "to": path.end.element,
        "level": path.end.level,
        "goal": path.goal.id,
        "attacker": path.attacker.id,
        "assumed_start": not path.attacker.counts,
        "possible": path.is_possible,
        "score": path.score,
        "cost": path.cost,
        "steps": [_step(step) for step in path.steps],
    }


def _step(step: PathStep) -> dict[str, Any]:
    edge = step.edge
    return {
        "step": edge.step.id,
        "source": edge.start.element,
        "source_level": edge.start.level,
        "target": edge.end.element,
        "target_level": edge.end.level,
        "technique": edge.step.technique,
        "grade": edge.step.grade,
        "because": because(step),
        "waits_for": list(edge.waits_for) if edge.waits_for else None,
        "evidence": [evidence_to_json(one) for one in step.evidence],
        "controls": list(edge.step.controls),
    }


def because(step: PathStep) -> str:
    """Why the step is possible: what it does, and the facts with their places."""
    facts = [_fact(one) for one in step.evidence[:2]]
    if step.edge.waits_for:
        facts.append(f"{step.edge.waits_for[1]} is unknown")
    return f"{step.edge.step.title} ({', '.join(facts)})" if facts else step.edge.step.title


def _fact(evidence: Evidence) -> str:
    place = f", {evidence.file}:{evidence.line}" if evidence.file else ""
    value = evidence.value
    shown = (
        f"{evidence.fact} = {str(value).lower()}" if isinstance(value, bool | int | str) else evidence.fact
    )
    return f"{shown}{place}"


def _goal(result: GoalResult) -> dict[str, Any]:
    return {
        "goal": result.goal.id,
        "title": result.goal.title,
        "element": result.state.element,
        "level": result.state.level,
        "worth": result.goal.worth,
        "exposed_workloads": result.exposure.workloads,
        "exposure": result.exposure.share,
        "entry_points": result.exposure.entry_points,
        "choke_points": [_state(state) for state in result.choke_points],
        "follows_from": [_state(state) for state in result.follows_from],
    }


def _state(state: State) -> dict[str, str]:
    return {"element": state.element, "level": state.level}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "control": fix.control,
        "element": fix.subject,
        "steps": list(fix.steps),
        "puts_out_of_reach": [_state(state) for state in fix.goals],
        "risk_left": fix.risk,
        "assumed_start": fix.assumed_start,
    }


# --- as text -----------------------------------------------------------------------------------


def path_lines(found: AttackPaths, model: Model, *, count: int) -> Iterator[str]:
    """The likeliest path to each goal that an attacker reaches, and the best fixes.

    Those with an assumed start are shown where no attacker of their own accord reaches a goal; not those that
    end where they start.
    """
    certain = [path for path in found.paths if not path.is_possible]
    from_outside = [path for path in certain if path.attacker.counts]
    from_inside = [path for path in certain if path.states[0].element != path.end.element]
    best = {(path.goal.id, path.end): path for path in reversed(from_outside or from_inside)}
    if not best:
        return
    goals = f"{len(best)} {'goal' if len(best) == 1 else 'goals'}"
    if from_outside:
        yield f"Attack paths ({goals} that an attacker from outside can reach):"
    else:
        yield f"Attack paths (none from outside; {goals} once an attacker is inside):"
    for path in sorted(best.values(), key=path_order)[:count]:
        yield f"  {path.score:>3}  {path.goal.title}: {_name(model, path.end.element)}"
        yield "       " + " > ".join(_stops(path, model))
    if len(best) > count:
        yield f"  … and {len(best) - count} more (--format json lists them all)"
    yield from _fix_lines(found.fixes, model)
    yield ""


def _fix_lines(fixes: Iterable[Fix], model: Model) -> Iterator[str]:
    controls, before = load_library().controls, 1.0
    for fix in fixes:
        what = f"{controls[fix.control].title} at {_name(model, fix.subject)}"
        brings = (
            f"{percent(fix.risk)} of the risk left" if fix.risk < before else "lowers the risk with the next"
        )
        yield f"  fix: {what} ({brings})"
        before = fix.risk


def _stops(path: AttackPath, model: Model) -> list[str]:
    """What a path passes by name: a container with the name of its workload is not named twice."""
    names = [_name(model, state.element) for state in path.states]
    after = [*names[1:], ""]
    return [name for name, later in zip(names, after, strict=True) if later not in (name, f"{name}/{name}")]


def _name(model: Model, uid: str) -> str:
    flow = model.flows.get(uid)
    return flow_name(model, flow) if flow else model.called(uid)
