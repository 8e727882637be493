"""Stage 4: who would attack, what is known of such attacks, and what each agent can reach."""

from collections.abc import Iterator, Sequence

from threatmodel.engine.analysis.paths.attack_paths import AttackPath
from threatmodel.engine.library.attack_goals import load_attackers
from threatmodel.pasta.models import ThreatAgent
from threatmodel.pasta.selectors.content import Check, Row, Section, Stage
from threatmodel.pasta.selectors.system import System, listed


def threat_analysis_stage(system: System) -> Stage:
    """Return the stage of threat analysis."""
    return Stage(4, (_agents(system), _intelligence(system), _reach(system)), tuple(_checks(system)))


def _agents(system: System) -> Section:
    rows = [
        Row(str(one.pk), one.name, (one.profile, one.resources, one.motive), note=one.note)
        for one in system.agents
    ]
    return Section("threat_agents", "Threat agents", "threat agent", (), tuple(rows), written=True)


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
        "intelligence_items", "Threat intelligence", "intelligence item", (), tuple(rows), written=True
    )


def _reach(system: System) -> Section:
    return Section(
        "reach",
        "What agents reach",
        "goal in reach",
        ("Starts from", "Goal", "Steps", "Likelihood"),
        tuple(_reach_row(system, path) for path in system.paths.paths),
        about="The cheapest path of each attacker to each goal. Possible paths wait for an unknown fact.",
        empty="No attacker reaches a goal, as far as the model knows.",
        plural="goals in reach",
    )


def _reach_row(system: System, path: AttackPath) -> Row:
    end, start = path.end, path.states[0]
    likelihood = f"{path.score} of 100" + (" (possible)" if path.is_possible else "")
    return Row(
        f"{path.attacker.id} {path.goal.id} {end.element}",
        system.name(end.element),
        (system.name(start.element), path.goal.title, f"{len(path.steps)}", likelihood),
        system.graph.kind_of(end.element),
        "element",
        end.element,
        severity=path.goal.worth,
        note=path.attacker.name,
    )


def _checks(system: System) -> Iterator[Check]:
    silent = [one for one in system.agents if not one.motive]
    yield Check(
        "agents",
        "Threat agents are named",
        bool(system.agents),
        blocks=True,
        missing="None yet",
        section="threat_agents",
    )
    yield Check(
        "motives",
        "Every agent has a motive",
        bool(system.agents) and not silent,
        missing=listed([one.name for one in silent]) if system.agents else "No agents yet",
        section="threat_agents",
    )
    yield Check(
        "intelligence",
        "Intelligence about such attacks is collected",
        bool(system.intelligence),
        missing="None yet",
        section="intelligence_items",
    )
    unnamed = _unnamed_profiles(system, system.agents)
    yield Check(
        "profiles",
        "Every attacker that reaches a goal has an agent",
        not unnamed,
        missing=listed(unnamed),
        section="reach",
    )


def _unnamed_profiles(system: System, agents: Sequence[ThreatAgent]) -> list[str]:
    named = {one.profile for one in agents}
    reaching = {path.attacker.id for path in system.paths.paths if not path.is_possible}
    return [one.name for one in load_attackers() if one.id in reaching - named]
