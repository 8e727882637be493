"""Attack scenarios as plain JSON values and as text, for every format that shows them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.analysis.attack_scenario import METHOD, Role, Scenario, ScenarioStep
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.exporters.evidence import evidence_to_json
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import CATALOGUE, Model


def scenario_to_json(scenario: Scenario) -> dict[str, Any]:
    """The part of a component in the attacks of one attacker on one goal, with the steps of the best path.

    `impact` and risks are unrated where no objective is known that is harmed; `residual` is null where what
    is done cuts the path.
    """
    return {
        "role": scenario.role,
        "attacker": scenario.attacker,
        "attacker_name": scenario.attacker_name,
        "assumed_start": scenario.is_assumed,
        "goal": scenario.goal,
        "goal_title": scenario.goal_title,
        "entry": scenario.entry,
        "targets": list(scenario.targets),
        "paths": scenario.paths,
        "sharing": scenario.sharing,
        "grade": scenario.grade,
        "skill": scenario.skill,
        "cost": scenario.cost,
        "likelihood": scenario.likelihood,
        "inherent": scenario.inherent,
        "residual": scenario.residual,
        "impact": scenario.impact,
        "inherent_risk": scenario.inherent_risk,
        "residual_risk": scenario.residual_risk,
        "objectives": [
            {"id": one.id, "title": one.title, "impact": one.impact} for one in scenario.objectives
        ],
        "controls_done": [{"control": control, "element": uid} for control, uid in scenario.done],
        "steps": [_step(step) for step in scenario.steps],
        **_planned(scenario),
    }


def _planned(scenario: Scenario) -> dict[str, Any]:
    """What is left with each set of countermeasures; nothing where people have planned none."""
    left = [{"set": name, "residual": residual} for name, residual in scenario.planned]
    return {"planned": left} if left else {}


def _step(step: ScenarioStep) -> dict[str, Any]:
    return {
        "step": step.step,
        "title": step.title,
        "source": step.source,
        "source_level": step.source_level,
        "target": step.target,
        "target_level": step.target_level,
        "subject": step.subject,
        "technique": step.technique,
        "difficulty": step.difficulty,
        "grade": step.grade,
        "waits_for": list(step.waits_for) if step.waits_for else None,
        "weaknesses": [
            {"fingerprint": one.fingerprint, "rule": one.rule, "title": one.title} for one in step.weaknesses
        ],
        "evidence": [evidence_to_json(one) for one in step.evidence],
        "controls": list(step.controls),
    }


_ROLES: Final[Mapping[Role, str]] = {
    "entry-point": "entry point",
    "stepping-stone": "stepping stone",
    "target": "target",
}


def parted(threats: Sequence[Threat]) -> tuple[list[Threat], list[Threat]]:
    """Return what rules found, and attack scenarios, which are made up of that."""
    return [one for one in threats if one.scenario is None], [one for one in threats if one.scenario]


def listed(threats: Sequence[Threat]) -> list[Threat]:
    """Return what rules found; where only attack scenarios are asked for, these."""
    found, scenarios = parted(threats)
    return found or scenarios


# --- as text -----------------------------------------------------------------------------------


def scenario_lines(threats: Sequence[Threat], model: Model) -> Iterator[str]:
    """The scenarios by component, that with the worst first."""
    by_component: dict[str, list[tuple[Threat, Scenario]]] = defaultdict(list)
    for threat in threats:
        if threat.scenario is not None:
            by_component[threat.element].append((threat, threat.scenario))
    for uid, listed in by_component.items():
        yield f"{model.called(uid)} ({CATALOGUE.kinds[model.kind_of(uid)].label.lower()})"
        for threat, scenario in listed:
            rank = f"{threat.severity.upper():<8}  {threat.score:>3}"
            yield f"  {rank}  {_ROLES[scenario.role]:<14}  {threat.title}"
            yield f"{'':<33}{_path(scenario, model)}"
            yield f"{'':<33}{_rating(scenario)}"


def _path(scenario: Scenario, model: Model) -> str:
    """What the attacker passes by name: of a workload and its container the workload alone."""
    uids = dict.fromkeys([scenario.steps[0].source, *(step.target for step in scenario.steps)])
    shown = [uid for uid in uids if model.elements[uid].parent not in uids or not _is_part(model, uid)]
    return " > ".join(dict.fromkeys(model.called(uid) for uid in shown))


def _is_part(model: Model, uid: str) -> bool:
    return model.kind_of(uid) in METHODS[METHOD].parts


def _rating(scenario: Scenario) -> str:
    start = "; assumes the start" if scenario.is_assumed else ""
    others = scenario.paths - 1
    more = f"; {others} more {'path' if others == 1 else 'paths'}" if others else ""
    return f"likelihood {scenario.likelihood}, impact {scenario.impact}, {scenario.grade}{start}{more}"
