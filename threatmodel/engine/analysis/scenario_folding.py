"""Folds the scenarios of one component that are the same attack but for how the attacker gets that far.

What an attacker does from a component on depends on no attacker: the internet and a compromised workload read
the database by the same credentials. Such scenarios are one threat, the riskiest, which names the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.analysis.attack_scenario import METHOD, Scenario, start_weight
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.analysis.scenario_search import AttackPart
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Model

Made = tuple[AttackPart, Threat]
"""The part of a component in attacks, and the threat that lists it."""
_ROLES: Final = tuple(METHODS[METHOD].categories)


def fold_scenarios(made: Iterable[Made], model: Model) -> Iterator[Threat]:
    """The threats; of those that differ only in how they begin the worst, with the roles of all.

    At a target the last step counts: two callers that read a store by their credentials do the same to it.
    Each attack keeps a row that shows how it begins. What harms a further objective, or may start at any of
    many workloads, stays a threat of its own.
    """
    groups: dict[tuple[object, ...], list[Made]] = defaultdict(list)
    for part, threat in made:
        key = (part.component, part.path.goal.id, part.named_target, *_from_here(part, model))
        groups[key].append((part, threat))
    worst: list[tuple[Made, list[Made]]] = []  # the worst of each group, and those that it may cover
    alone: list[Made] = []
    for together in groups.values():
        first, *others = sorted(together, key=_rank)
        worst.append((first, [one for one in others if _is_covered_by(one, first)]))
        alone += [one for one in others if not _is_covered_by(one, first)]
    begun = {_beginning(part) for part, _ in (*alone, *[first for first, _ in worst])}
    for (part, threat), others in worst:
        same = [one for one in others if _beginning(one[0]) in begun or _is_end(one[0], part)]
        yield _with_others(threat, same, model)
        alone += [one for one in others if one not in same]
    yield from (threat for _, threat in alone)


def _beginning(part: AttackPart) -> tuple[str, str, str]:
    return part.path.attacker.id, part.path.goal.id, part.entry


def _is_end(part: AttackPart, of: AttackPart) -> bool:
    """Whether an attack is the end of another one, which so shows how it begins."""
    states = part.path.states
    return of.path.states[-len(states) :] == states


def _rank(made: Made) -> tuple[int, bool, int, str]:
    """The worst first; of equal severity what an attacker by nature can start."""
    part, threat = made
    return SEVERITIES.index(threat.severity), not part.path.attacker.counts, -threat.score, threat.fingerprint


def _from_here(part: AttackPart, model: Model) -> tuple[object, ...]:
    """What an attacker does from the component on; at a target the kind of the last step."""
    steps = [one.edge for one in part.path.steps]
    if part.role == "target":
        return "target", steps[-1].step.id, steps[-1].end
    own = {part.component, *model.children_uids(part.component)}
    leaving = max((number for number, edge in enumerate(steps) if edge.start.element in own), default=0)
    return tuple([(edge.step.id, edge.start, edge.end) for edge in steps[leaving:]])


def _is_covered_by(made: Made, first: Made) -> bool:
    (part, threat), (_, leading) = made, first
    if part.sharing > 1 or threat.scenario is None or leading.scenario is None:
        return False
    objectives = {one.id for one in leading.scenario.objectives}
    return objectives.issuperset(one.id for one in threat.scenario.objectives)


def _with_others(threat: Threat, others: Sequence[Made], model: Model) -> Threat:
    """The threat with the roles of the others, what is left of all, and who else can do the same and how."""
    scenarios = [one.scenario for one in (threat, *[other for _, other in others]) if one.scenario]
    if not others or not scenarios:
        return threat
    roles = {scenario.role for scenario in scenarios}
    return replace(
        threat,
        methods={**threat.methods, METHOD: tuple([role for role in _ROLES if role in roles])},
        why=" ".join([threat.why, *[_same_attack(part, model) for part, _ in others]]),
        scenario=_left_of_all(scenarios),
    )


def _left_of_all(scenarios: Sequence[Scenario]) -> Scenario:
    """The first scenario, with what is left of any of them: what stops one way in may not stop the others."""
    first = scenarios[0]
    planned = [
        (plan, _worst_left(first, [(one, dict(one.planned)[plan]) for one in scenarios]))
        for plan, _ in first.planned
    ]
    residual = _worst_left(first, [(one, one.residual) for one in scenarios])
    return replace(first, residual=residual, planned=tuple(planned))


def _worst_left(first: Scenario, left: Iterable[tuple[Scenario, float | None]]) -> float | None:
    """The highest likelihood that is left, as one of the first: weighed by its start."""
    weighed = [
        likelihood * start_weight(is_assumed=one.is_assumed) / start_weight(is_assumed=first.is_assumed)
        for one, likelihood in left
        if likelihood is not None
    ]
    return round(min(first.inherent, max(weighed)), 4) if weighed else None


def _same_attack(part: AttackPart, model: Model) -> str:
    """Who else can do the same, and by which path."""
    path = " > ".join(dict.fromkeys(model.called(state.element) for state in part.path.states))
    more = f", one of {part.paths:,} paths" if part.role == "target" and part.paths > 1 else ""
    return f"{part.path.attacker.name} can do the same: {path}{more}."
