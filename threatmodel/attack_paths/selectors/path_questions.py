"""Questions about attack paths, answered on the present architecture. Nothing is written.

Each loads the model and builds its attack graph; what that costs is bounded by the endpoints (whole_model).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.api.kept_results import kept_results
from threatmodel.architecture.api.selectors.loaded_models import model_loaded, state_key
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.path_serialization import content_of
from threatmodel.attack_paths.path_serialization import state_key as goal_key
from threatmodel.attack_paths.selectors.attackers_and_goals import (
    Described,
    attackers_of,
    described_key,
    described_load,
    goals_of,
)
from threatmodel.attack_paths.selectors.goals import Names, element_row, state_row, zone_in
from threatmodel.attack_paths.selectors.path_rows import paths_row
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.exposure_counts import Exposure, exposures
from threatmodel.engine.analysis.paths.impact import Impact
from threatmodel.engine.analysis.paths.shortest_paths import likelihood
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal
from threatmodel.engine.model import Model

Row = dict[str, Any]
_GOALS_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Loaded:
    """The attack graph of the present architecture, and what its elements are called."""

    analysis: AttackAnalysis
    names: Names


def analysis_load(*, model: ThreatModel, follow_facts: bool = False) -> Loaded:
    """Return the attack graph with the attackers and goals of the model.

    Five queries; two where this process has just built the same one.
    """
    described = described_load(model_id=model.pk)
    given = (state_key(model), described_key(described))
    return kept_results.get(
        "attack graph",
        (given, follow_facts),
        lambda: _built(model, described, follow_facts=follow_facts),
        or_key=(given, True),
    )


def _built(model: ThreatModel, described: Described, *, follow_facts: bool) -> Loaded:
    loaded = model_loaded(model)
    graph = loaded.graph
    attackers, goals = attackers_of(described, graph), goals_of(described, graph)
    analysis = AttackAnalysis(graph, attackers=attackers, goals=goals, follow_facts=follow_facts)
    return Loaded(analysis, loaded.names)


def between_row(*, model: ThreatModel, query: Mapping[str, Any]) -> Row | None:
    """The likeliest paths from a start to an end, as BetweenQuery names them; None where one is not there."""
    loaded = analysis_load(model=model)
    analysis = loaded.analysis
    attacker, goal = _attacker(analysis, query), _goal(analysis, query)
    if attacker is None or goal is None:
        return None
    paths = analysis.between(attacker, goal, query["count"])
    return paths_row(content_of(paths), model=model, names=loaded.names)


def _attacker(analysis: AttackAnalysis, query: Mapping[str, Any]) -> Attacker | None:
    if query["attacker"]:
        return next((one for one in analysis.attackers if one.id == query["attacker"]), None)
    if query["source"] not in analysis.model.elements:
        return None
    return Attacker("", "asked", at=(State(query["source"], query["source_level"]),))


def _goal(analysis: AttackAnalysis, query: Mapping[str, Any]) -> Goal | None:
    if query["goal"]:
        found = (state for _, state in analysis.goal_states() if goal_key(state) == query["goal"])
        state = next(found, None)
    else:
        state = State(query["target"], query["target_level"])
    if state is None or state.element not in analysis.model.elements:
        return None
    return Goal("", "asked", at=(state,))


def impact_row(*, model: ThreatModel, query: Mapping[str, Any]) -> Row | None:
    """What falls with an element, as ImpactQuery names it; None where it is not there."""
    loaded = analysis_load(model=model)
    if query["uid"] not in loaded.analysis.model.elements:
        return None
    found = loaded.analysis.impact(query["uid"], query["level"])
    return _impact(found, loaded.analysis.model, loaded.names, query)


def _impact(found: Impact, model: Model, names: Names, query: Mapping[str, Any]) -> Row:
    goals = found.goals[:_GOALS_SHOWN]
    elements = list(found.elements.items())[: query["limit"]]
    return {
        "element": element_row(query["uid"], names),
        "levels": [state.level for state in found.states],
        "exposure": exposure_row(found.workloads),
        "goals": [
            {
                **state_row(one.state.element, one.state.level, names),
                "key": goal_key(one.state),
                "title": one.goal.title,
                "zone": zone_in(model, one.state.element),
                "worth": one.goal.worth,
                **cost_row(one.cost),
            }
            for one in goals
        ],
        "goal_count": len(found.goals),
        "elements": [
            {"element": element_row(uid, names), "levels": list(levels)} for uid, levels in elements
        ],
        "element_count": len(found.elements),
    }


def leads_to_row(*, model: ThreatModel, query: Mapping[str, Any]) -> Row | None:
    """What leads to a goal or an element, as LeadsToQuery names it; None where it is not there."""
    loaded = analysis_load(model=model)
    analysis, names = loaded.analysis, loaded.names
    goal = _goal(analysis, query)
    if goal is None:
        return None
    (target,) = goal.at
    leads = analysis.leads_to(goal)
    shown = leads[: query["limit"]]
    exposed = exposures(analysis.graph, [target], analysis.graph.possible)[target]
    return {
        "target": state_row(target.element, target.level, names),
        "exposure": exposure_row(exposed),
        "attackers": list(_arriving(analysis, goal)),
        "elements": [
            {**state_row(lead.state.element, lead.state.level, names), **cost_row(lead.cost)}
            for lead in shown
        ],
        "element_count": len(leads),
    }


def _arriving(analysis: AttackAnalysis, goal: Goal) -> Iterable[Row]:
    """The attackers who get there, each with the likeliest path."""
    for attacker in analysis.attackers:
        for path in analysis.between(attacker, goal, 1):
            yield {
                "id": attacker.id,
                "name": attacker.name,
                "counts": attacker.counts,
                "possible": path.is_possible,
                **cost_row(path.cost),
            }


def exposure_row(exposure: Exposure) -> Row:
    """How many workloads, and what share of all, as the API shows it."""
    return {"workloads": exposure.workloads, "share": exposure.share}


def cost_row(cost: int) -> Row:
    """A cost with its score, which is the same for paths."""
    return {"cost": cost, "score": max(1, round(100 * likelihood(cost)))}
