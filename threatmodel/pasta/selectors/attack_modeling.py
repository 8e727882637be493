"""Stage 6: how an attacker gets to what each objective depends on."""

from collections.abc import Iterable, Iterator, Sequence

from threatmodel.attack_paths.models import GoalResult
from threatmodel.engine.exporters.percentages import percent
from threatmodel.engine.model import CATALOGUE
from threatmodel.pasta.models import Objective
from threatmodel.pasta.selectors.objective_trees import trees_section
from threatmodel.pasta.selectors.objectives_and_countermeasures import harmed_objective
from threatmodel.pasta.selectors.stage_content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stage_inputs import System, listed
from threatmodel.pasta.selectors.stored_paths import StoredPath
from threatmodel.pasta.selectors.threat_analysis import computed_check, likelihood


def attack_modeling_stage(system: System) -> Stage:
    """Return the stage of attack modeling."""
    found = [(objective, paths_to(system, objective)) for objective in system.objectives]
    sections = (_by_objective(system, found), trees_section(system, found), _exposure(system))
    return Stage(6, sections, tuple(_checks(system)))


def harmed_by(system: System, objective: Objective) -> set[str]:
    """The elements whose loss harms the objective: those it names, their parts, and where its data is.

    Of a cluster, namespace or other zone, what is inside does not count: it would be nearly everything.
    """
    named = [uid for uid in objective.depends_on if uid in system.graph.elements]
    holders = {holder for uid in named for holder in system.graph.holding_uids(uid)}
    return {part for uid in {*named, *holders} for part in _parts(system, uid)}


def _parts(system: System, uid: str) -> set[str]:
    is_zone = CATALOGUE.kinds[system.graph.kind_of(uid)].boundary
    return {uid} if is_zone else system.graph.descendants(uid)


def paths_to(system: System, objective: Objective) -> list[StoredPath]:
    """The attack paths that end at, or pass, what the objective depends on, the likeliest first.

    Where it says what of that matters, the attacker has control there that violates it.
    """
    harmed, business = harmed_by(system, objective), harmed_objective(objective)
    return [
        path
        for path in system.attack.paths
        if any(uid in harmed and business.impact_of(level) for uid, level in path.states[1:])
    ]


def _by_objective(system: System, found: Iterable[tuple[Objective, Sequence[StoredPath]]]) -> Section:
    rows = [
        _path_row(system, objective, same) for objective, paths in found for same in _by_way(paths).values()
    ]
    return Section(
        "paths",
        "Attack paths by objective",
        "attack path",
        ("Objective", "Agents", "Likelihood"),
        tuple(rows),
        about=system.attack.about("Paths that end at, or pass, what an objective depends on."),
        empty="No attack path harms an objective, as far as the model knows.",
    )


def _by_way(paths: Iterable[StoredPath]) -> dict[tuple[str, int, bool, tuple[str, ...]], list[StoredPath]]:
    """The paths that are the same but for who takes them."""
    found: dict[tuple[str, int, bool, tuple[str, ...]], list[StoredPath]] = {}
    for path in paths:
        found.setdefault((path.goal.key, path.score, path.possible, path.stops), []).append(path)
    return found


def _path_row(system: System, objective: Objective, same: Sequence[StoredPath]) -> Row:
    path = same[0]
    goal = path.goal
    way = " → ".join(dict.fromkeys(map(system.name, path.stops)))
    agents = listed([system.agent_name(one.attacker) for one in same])
    values = (objective.title, agents, likelihood(path))
    key = f"{objective.pk} {path.key}"
    return system.row_of(key, goal.element_uid, system.goal_name(goal), values, severity=goal.worth, note=way)


def _exposure(system: System) -> Section:
    firsts = [same[0] for same in system.goal_groups.values()]
    goals = [goal for goal in firsts if goal.certain or goal.possible]
    return Section(
        "exposure",
        "Exposure and choke points",
        "exposed goal",
        ("Goal", "Exposure", "Paths", "Choke points"),
        tuple(_exposure_row(system, goal) for goal in goals),
        about=(
            "From how many workloads each goal can be reached, and what every path passes. Of goals that"
            " differ only in where they are, the most exposed is shown."
        ),
        empty="No goal can be reached.",
    )


def _exposure_row(system: System, goal: GoalResult) -> Row:
    passed = listed(list(dict.fromkeys(system.name(uid) for uid, _ in goal.choke_points)))
    share = f"{percent(goal.exposure)}, {goal.exposed_workloads:,} workloads"
    paths = f"{goal.certain:,}" + (f" and {goal.possible:,} possible" if goal.possible else "")
    values = (goal.title, share, paths, passed or "none")
    uid = goal.element_uid
    return system.row_of(goal.key, uid, system.group_name(goal), values, severity=goal.worth)


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
