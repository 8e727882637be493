"""Stage 6: how an attacker gets to what each objective depends on."""

from collections.abc import Iterator, Sequence

from threatmodel.attack_paths.models import GoalResult
from threatmodel.pasta.models import Objective
from threatmodel.pasta.selectors.content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stored_paths import StoredPath
from threatmodel.pasta.selectors.system import System, listed
from threatmodel.pasta.selectors.threat_analysis import computed_check, goal_row, likelihood


def attack_modeling_stage(system: System) -> Stage:
    """Return the stage of attack modeling."""
    return Stage(6, (_by_objective(system), _exposure(system)), tuple(_checks(system)))


def harmed_by(system: System, objective: Objective) -> set[str]:
    """The elements whose loss harms the objective: those it names, what is inside, and where its data is."""
    named = [uid for uid in objective.depends_on if uid in system.graph.elements]
    holders = {holder for uid in named for holder in system.graph.holding_uids(uid)}
    return {inner for uid in {*named, *holders} for inner in system.graph.descendants(uid)}


def paths_to(system: System, objective: Objective) -> list[StoredPath]:
    """The attack paths that end at, or pass, what the objective depends on, the likeliest first."""
    harmed = harmed_by(system, objective)
    return [path for path in system.attack.paths if not harmed.isdisjoint(path.stops[1:])]


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
        ("Objective", "Goal", "Agent", "Way", "Likelihood"),
        tuple(rows),
        about="Paths that end at, or pass, what an objective depends on.",
        empty="No attack path harms an objective, as far as the model knows.",
    )


def _path_row(system: System, objective: Objective, path: StoredPath) -> Row:
    way = " → ".join(dict.fromkeys(map(system.name, path.stops)))
    agent = system.agent_name(path.attacker)
    values = (objective.title, path.goal.title, agent, way, likelihood(path))
    return goal_row(system, f"{objective.pk} {path.key}", path, values)


def _exposure(system: System) -> Section:
    goals = [goal for goal in system.attack.goals if goal.certain or goal.possible]
    return Section(
        "exposure",
        "Exposure and choke points",
        "exposed goal",
        ("Goal", "Exposure", "Paths", "Choke points"),
        tuple(_exposure_row(system, goal) for goal in goals),
        about="From how many workloads each goal can be reached, and what every path passes.",
        empty="No goal can be reached.",
    )


def _exposure_row(system: System, goal: GoalResult) -> Row:
    passed = listed(list(dict.fromkeys(system.name(uid) for uid, _ in goal.choke_points)))
    share = f"{round(100 * goal.exposure)} % ({goal.exposed_workloads:,} workloads)"
    paths = f"{goal.certain:,}" + (f" and {goal.possible:,} possible" if goal.possible else "")
    values = (goal.title, share, paths, passed or "none")
    uid = goal.element_uid
    return system.row_of(goal.key, uid, system.name(uid), values, severity=goal.worth)


def _checks(system: System) -> Iterator[Check]:
    yield computed_check(system)
    yield Check(
        "objectives",
        "Objectives name what attackers may be after",
        _are_placed(system, system.objectives),
        blocks=True,
        missing="Stage 1 has no objective that names elements",
    )
    possible = sum(path.possible for path in system.attack.paths)
    yield Check(
        "possible",
        "No path waits for an unknown fact",
        possible == 0,
        missing=f"{possible:,} possible",
        page="questions",
    )
    yield Check(
        "starts",
        "Someone outside can start an attack",
        any(system.graph.of_kind(kind) for kind in ("internet", "actor")),
        missing="No internet and no actor is drawn",
        page="architecture",
    )


def _are_placed(system: System, objectives: Sequence[Objective]) -> bool:
    return any(harmed_by(system, one) for one in objectives)
