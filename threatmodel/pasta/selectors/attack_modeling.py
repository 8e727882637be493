"""Stage 6: how an attacker gets to what each objective depends on."""

from collections.abc import Iterator, Sequence

from threatmodel.engine.analysis.paths.attack_paths import AttackPath, GoalResult
from threatmodel.pasta.models import Objective
from threatmodel.pasta.selectors.content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.system import System, listed


def attack_modeling_stage(system: System) -> Stage:
    """Return the stage of attack modeling."""
    return Stage(6, (_by_objective(system), _exposure(system)), tuple(_checks(system)))


def harmed_by(system: System, objective: Objective) -> set[str]:
    """The elements whose loss harms the objective: those it names, what is inside, and where its data is."""
    named = [uid for uid in objective.depends_on if uid in system.graph.elements]
    holders = {holder for uid in named for holder in system.graph.holding_uids(uid)}
    return {inner for uid in {*named, *holders} for inner in system.graph.descendants(uid)}


def paths_to(system: System, objective: Objective) -> list[AttackPath]:
    """The attack paths that end at, or pass, what the objective depends on, the likeliest first."""
    harmed = harmed_by(system, objective)
    return [path for path in system.paths.paths if any(state.element in harmed for state in path.states[1:])]


def _by_objective(system: System) -> Section:
    rows = [
        _path_row(system, objective, path)
        for objective in system.objectives
        for path in paths_to(system, objective)
    ]
    return Section(
        "paths",
        "Attack paths by objective",
        "attack path",
        ("Objective", "Attacker", "Way", "Likelihood"),
        tuple(rows),
        about="Paths that end at, or pass, what an objective depends on.",
        empty="No attack path harms an objective, as far as the model knows.",
    )


def _path_row(system: System, objective: Objective, path: AttackPath) -> Row:
    names = list(dict.fromkeys(system.name(state.element) for state in path.states))
    likelihood = f"{path.score} of 100" + (" (possible)" if path.is_possible else "")
    return Row(
        f"{objective.pk} {path.attacker.id} {path.goal.id} {path.end.element}",
        f"{path.goal.title}: {names[-1]}",
        (objective.title, path.attacker.name, " → ".join(names), likelihood),
        system.graph.kind_of(path.end.element),
        "element",
        path.end.element,
        path.goal.worth,
    )


def _exposure(system: System) -> Section:
    results = [result for result in system.paths.goals if result.paths]
    results.sort(key=lambda result: -result.exposure.share)
    return Section(
        "exposure",
        "Exposure and choke points",
        "exposed goal",
        ("Goal", "Exposure", "Choke points"),
        tuple(_exposure_row(system, result) for result in results),
        about="From how many workloads each goal can be reached, and what every path passes.",
        empty="No goal can be reached.",
    )


def _exposure_row(system: System, result: GoalResult) -> Row:
    end, exposure = result.state.element, result.exposure
    passed = listed(list(dict.fromkeys(system.name(state.element) for state in result.choke_points)))
    share = f"{exposure.workloads:,} workloads, {round(100 * exposure.share)} %"
    return Row(
        f"{result.goal.id} {end}",
        system.name(end),
        (result.goal.title, share, passed or "none"),
        system.graph.kind_of(end),
        "element",
        end,
        result.goal.worth,
    )


def _checks(system: System) -> Iterator[Check]:
    objectives = system.objectives
    yield Check(
        "objectives",
        "Objectives name what attackers may be after",
        _are_placed(system, objectives),
        blocks=True,
        missing="Stage 1 has no objective that names elements",
    )
    certain = [path for path in system.paths.paths if not path.is_possible]
    possible = len(system.paths.paths) - len(certain)
    yield Check(
        "possible",
        "No path waits for an unknown fact",
        possible == 0,
        missing=f"{possible:,} possible paths",
        page="questions",
    )
    counted = [path for path in certain if path.attacker.counts]
    yield Check(
        "starts",
        "Someone outside can start an attack",
        any(system.graph.of_kind(kind) for kind in ("internet", "actor")),
        missing="No internet and no actor is drawn" if not counted else "",
        page="architecture",
    )


def _are_placed(system: System, objectives: Sequence[Objective]) -> bool:
    return any(harmed_by(system, one) for one in objectives)
