"""Stage 4: who would attack, what is known of such attacks, and what each agent can reach."""

from collections.abc import Iterator
from typing import Final

from threatmodel.pasta.choices import STAGE_RECORDS
from threatmodel.pasta.selectors.stage_content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.stage_inputs import Facts, System, listed
from threatmodel.pasta.selectors.stored_paths import StoredPath

_REACH: Final = (
    "The likeliest path of each agent to each goal; goals that differ only in where they are make one row."
    " Possible paths wait for an unknown fact."
)


def threat_analysis_stage(system: System) -> Stage:
    """Return the stage of threat analysis."""
    return Stage(4, (_agents(system), _intelligence(system), _reach(system)), tuple(_checks(system)))


def _agents(system: System) -> Section:
    return Section(
        "threat_agents",
        "Threat agents",
        "threat agent",
        ("Motive", "Hardest step", "Resources", "Starts from", "Goals in reach"),
        tuple(_agent_row(system, one) for one in system.attackers),
        about="The attackers of the attack paths. Say what drives those that matter here, or add your own.",
        empty="All attackers are switched off.",
        written=True,
    )


def _agent_row(system: System, agent: Facts) -> Row:
    starts = [rule["title"] for rule in agent["start_rules"]] + [
        state["element"]["name"] for state in agent["starts"]
    ]
    reached = {goal.key for goal in system.attack.goals if agent["id"] in goal.attackers}
    reached |= {path.goal.key for path in system.attack.paths if path.attacker == agent["id"]}
    values = (
        agent["motive"] or "not said",
        agent["skill"].capitalize(),
        agent["resources"].capitalize() or "not said",
        listed(starts),
        f"{len(reached):,}",
    )
    return Row(agent["id"], agent["name"], values, note=agent["about"])


def _intelligence(system: System) -> Section:
    rows = [
        Row(
            str(one.pk),
            one.title,
            (one.publisher, str(one.published or ""), one.link, one.relevance, *one.concerns, *one.rules),
            note=one.note,
        )
        for one in system.intelligence
    ]
    return Section(
        "intelligence_items",
        STAGE_RECORDS[4]["intelligence_items"],
        "intelligence item",
        (),
        tuple(rows),
        written=True,
    )


def _reach(system: System) -> Section:
    paths = [path for path in system.attack.paths if path.goal.key in system.goal_groups]
    shown = {path.goal.key for path in paths}
    firsts = (same[0] for same in system.goal_groups.values())
    is_cut = any(goal.key not in shown for goal in firsts if goal.certain or goal.possible)
    return Section(
        "reach",
        "What agents reach",
        "goal in reach",
        ("Agent", "Starts from", "Steps", "Likelihood"),
        tuple(_reach_row(system, path) for path in paths),
        about=system.attack.about(_REACH) if is_cut else _REACH,
        empty="No agent reaches a goal, as far as the model knows.",
        plural="goals in reach",
    )


def _reach_row(system: System, path: StoredPath) -> Row:
    goal = path.goal
    values = (
        system.agent_name(path.attacker),
        system.name(path.stops[0]) if path.stops else "",
        f"{len(path.stops) - 1:,}",
        likelihood(path),
    )
    name = f"{goal.title}: {system.group_name(goal)}"
    return system.row_of(path.key, goal.element_uid, name, values, severity=goal.worth)


def likelihood(path: StoredPath) -> str:
    """How likely a path is, in words: "73 of 100"."""
    return f"{path.score} of 100" + (" (possible)" if path.possible else "")


def _checks(system: System) -> Iterator[Check]:
    driven = [one for one in system.attackers if one["motive"]]
    yield Check(
        "agents",
        "At least one agent has a motive",
        bool(driven),
        blocks=True,
        missing="None yet",
        section="threat_agents",
    )
    silent = _without_motive(system)
    yield Check(
        "motives",
        "Every agent that reaches a goal has a motive",
        not silent,
        missing=listed(silent),
        section="threat_agents",
    )
    yield Check(
        "intelligence",
        "Intelligence about such attacks is collected",
        bool(system.intelligence),
        missing="None yet",
        section="intelligence_items",
    )
    yield computed_check(system)


def _without_motive(system: System) -> list[str]:
    reaching = {path.attacker for path in system.attack.paths if not path.possible}
    return [one["name"] for one in system.attackers if one["id"] in reaching and not one["motive"]]


def computed_check(system: System) -> Check:
    """Whether the attack paths are those of the model as it is."""
    found = system.attack
    missing = "Being computed" if system.graph.elements else "The model is empty"
    return Check("computed", "Attack paths are up to date", found.current, blocks=True, missing=missing)
