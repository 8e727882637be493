"""Attack scenarios as threats of the components that have a part in them: the list of PASTA.

They follow from the attack paths of the whole model, not from the facts of one element as those of rules do.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from msgspec.structs import replace

from threatmodel.engine.analysis.attack_scenario import (
    METHOD,
    Objective,
    Scenario,
    ScenarioStep,
    Weakness,
    scenario_rule,
)
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.path_types import PathStep
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.analysis.rule_evaluation import (
    Analysis,
    MissingFact,
    Threat,
    analyze,
    folded,
    threat_order,
)
from threatmodel.engine.analysis.scenario_folding import fold_scenarios
from threatmodel.engine.analysis.scenario_score import scenario_factors, scenario_severity, unusual_factors
from threatmodel.engine.analysis.scenario_search import AttackPart, Key, PartFinder
from threatmodel.engine.analysis.scenario_titles import ScenarioTitles
from threatmodel.engine.analysis.threat_fingerprint import fingerprint
from threatmodel.engine.analysis.threat_score import points_of
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS, methods_by
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.model import CATALOGUE, Model
from threatmodel.engine.model.struct_base import Record

_SHOWN_EVIDENCE: Final = 20
_LOOKS: Final = 20  # threats that a search for one place looks at, at most
_SERIOUS: Final = frozenset({"critical", "high"})
_COMPONENT_ROLES: Final = frozenset({"process", "data-store"})

_Place = tuple[str, str, str, int]
"""A fact and where it was read: uid of its holder, name, file and line."""


class Scenarios(Record, frozen=True):
    """The scenarios of a model as threats, worst first: found ones, and those that wait for unknown facts."""

    threats: tuple[Threat, ...] = ()
    possible: tuple[Threat, ...] = ()


class FoundWeakness(Protocol):
    """A threat that rules have found, as far as attack scenarios look at it."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def rule(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def severity(self) -> Severity: ...

    @property
    def evidence(self) -> tuple[Evidence, ...]: ...


def attack_scenarios(
    attacks: AttackAnalysis,
    weaknesses: Iterable[FoundWeakness] = (),
    *,
    objectives: Sequence[Objective] = (),
    done: Sequence[ControlApplied] = (),
    plans: Mapping[str, Sequence[ControlApplied]] = MappingProxyType({}),
) -> Scenarios:
    """Return the scenarios that the attack paths of a model make up, one for each part of a component.

    `weaknesses` are the threats that rules have found; steps name those that rest on the same facts. `done`
    are controls in place that no file shows yet: only they lower what is left of the risk. `plans` are sets
    of countermeasures by id, each tried on top of them. A path that rests on no fact, only on flows that are
    drawn, is no threat yet.
    """
    factory = _ScenarioFactory(attacks, weaknesses, objectives, done, plans)
    parts = PartFinder(attacks).parts()
    made = [(part, factory.threat(part)) for part in parts]
    certain = [(part, threat) for part, threat in made if threat.evidence and not threat.is_possible]
    found = [*fold_scenarios(certain, attacks.model)]
    possible = [*_folded(attacks.model, found, [threat for _, threat in made if threat.is_possible])]
    return Scenarios(tuple(sorted(found, key=threat_order)), tuple(sorted(possible, key=threat_order)))


def analyze_by(methods: Collection[str], attacks: AttackAnalysis, library: Library) -> Analysis:
    """Find what threatens a model by these methods: by the facts of each element, and by attack paths."""
    by_rules = [method for method in methods if METHODS[method].found_by == "rules"]
    methods_of_rules = by_rules or methods_by("rules")  # scenarios name what they rest on
    analysis = analyze(
        attacks.model, library, methods=methods_of_rules, reach=attacks.reach(), shared=attacks.shared
    )
    if METHOD not in methods:
        return analysis
    scenarios = attack_scenarios(attacks, analysis.threats)
    return with_scenarios(analysis if by_rules else Analysis((), ()), scenarios)


def with_scenarios(analysis: Analysis, scenarios: Scenarios) -> Analysis:
    """Return an analysis with the scenarios among its threats; both are sorted."""
    return Analysis(
        _merged(analysis.threats, scenarios.threats),
        analysis.questions,
        _merged(analysis.possible, scenarios.possible),
    )


def _merged(threats: tuple[Threat, ...], scenarios: tuple[Threat, ...]) -> tuple[Threat, ...]:
    """Both in one order. To find the places of a few takes less than to look at all threats once more."""
    if len(scenarios) * _LOOKS > len(threats):
        return tuple(sorted((*threats, *scenarios), key=threat_order))
    merged = [*threats]
    for one in scenarios:
        insort(merged, one, key=threat_order)
    return tuple(merged)


def _folded(model: Model, found: Iterable[Threat], possible: Iterable[Threat]) -> Iterator[Threat]:
    """The possible scenarios; of each component the strongest of each role leads."""
    here, waiting = defaultdict[str, list[Threat]](list), defaultdict[str, list[Threat]](list)
    for by_component, threats in ((here, found), (waiting, possible)):
        for threat in threats:
            by_component[threat.element].append(threat)
    for uid, threats in waiting.items():
        yield from folded(model.elements[uid], here[uid], threats, personal=False)


class _ScenarioFactory:
    """Makes the threat of one part after the other; what they share is computed once."""

    def __init__(
        self,
        attacks: AttackAnalysis,
        weaknesses: Iterable[FoundWeakness],
        objectives: Sequence[Objective],
        done: Sequence[ControlApplied],
        plans: Mapping[str, Sequence[ControlApplied]],
    ) -> None:
        self._model = attacks.model
        self._evidence = attacks.evidence
        self._titles = ScenarioTitles(attacks.model)
        weaknesses = tuple(weaknesses)
        self._weaknesses = _by_place(weaknesses)
        self._ranks = {one.fingerprint: SEVERITIES.index(one.severity) for one in weaknesses}
        self._harmed = [
            (objective, frozenset(_dependencies(self._model, objective))) for objective in objectives
        ]
        self._done = [(one.control, one.subject) for one in done]
        self._left = _costs(attacks.changed(done)) if done else None
        self._planned = {name: _costs(attacks.changed([*done, *plan])) for name, plan in plans.items()}
        self._steps: dict[tuple[str, str, str, str, str], ScenarioStep] = {}

    def threat(self, part: AttackPart) -> Threat:
        """The threat that lists the part of a component."""
        scenario = self._scenario(part)
        risk = scenario_severity(part, scenario)
        severity = "low" if self._is_covered(part, scenario, risk) else risk
        factors = scenario_factors(risk, severity, scenario)
        factors += unusual_factors(self._model, severity, factors, scenario)
        rule = scenario_rule(scenario.attacker, scenario.goal)
        steps = scenario.steps
        references = (one for step in part.path.steps for one in step.edge.step.references)
        return Threat(
            fingerprint=fingerprint(_identity(rule, part), part.component),
            rule=rule,
            title=self._titles.title(part),
            element=part.component,
            methods={method: (part.role,) if method == METHOD else () for method in METHODS},
            severity=severity,
            score=points_of(factors),
            evidence=() if part.path.is_possible else tuple(_evidence(steps)),
            controls=tuple(dict.fromkeys(one for step in steps for one in step.controls)),
            references=tuple(dict.fromkeys(references)),
            covers=(),
            why=self._titles.summary(part, scenario),
            factors=factors,
            waits_for=tuple(dict.fromkeys(MissingFact(*step.waits_for) for step in steps if step.waits_for)),
            scenario=scenario,
        )

    def _scenario(self, part: AttackPart) -> Scenario:
        path = part.path
        left = path.cost if self._left is None else _cost_left(part, self._left)
        stopped = {(control, step.edge.subject) for step in path.steps for control in step.edge.step.controls}
        return Scenario(
            role=part.role,
            attacker=path.attacker.id,
            attacker_name=path.attacker.name,
            is_assumed=not path.attacker.counts,
            goal=path.goal.id,
            goal_title=path.goal.title,
            entry=part.entry,
            targets=part.targets,
            steps=tuple([self._step(step) for step in path.steps]),
            cost=path.cost,
            inherent=round(path.likelihood_at(path.cost), 4),
            residual=_likelihood_left(part, left),
            objectives=tuple(self._objectives(part)),
            done=tuple([pair for pair in self._done if pair in stopped]),
            paths=part.paths,
            sharing=part.sharing,
            planned=tuple(
                [
                    (name, _likelihood_left(part, _cost_left(part, costs)))
                    for name, costs in self._planned.items()
                ]
            ),
        )

    def _step(self, path_step: PathStep) -> ScenarioStep:
        edge = path_step.edge
        key = (edge.step.id, edge.subject, *edge.start, edge.end.element)
        known = self._steps.get(key)
        if known is None or known.target_level != edge.end.level:
            step = edge.step
            places = map(_place, path_step.evidence)
            weaknesses = (one for place in places for one in self._weaknesses.get(place, ()))
            known = self._steps[key] = ScenarioStep(
                step=step.id,
                title=step.title,
                source=edge.start.element,
                source_level=edge.start.level,
                target=edge.end.element,
                target_level=edge.end.level,
                subject=edge.subject,
                technique=step.technique,
                difficulty=step.difficulty,
                grade=step.grade,
                evidence=path_step.evidence,
                controls=step.controls,
                weaknesses=self._in_order(weaknesses),
                waits_for=edge.waits_for,
            )
        return known

    def _in_order(self, weaknesses: Iterable[Weakness]) -> tuple[Weakness, ...]:
        """Each once, the worst first, and not by score: what is left after an edit has the same order."""
        return tuple(
            sorted({*weaknesses}, key=lambda one: (self._ranks[one.fingerprint], one.rule, one.fingerprint))
        )

    def _is_covered(self, part: AttackPart, scenario: Scenario, risk: Severity) -> bool:
        """Whether a worse threat covers the attack: it uses one component, which has a worse weakness.

        An attack that is serious, or on what the business depends on, counts by itself.
        """
        if scenario.objectives or risk in _SERIOUS or not self._is_of_entry_point(part):
            return False
        found = (self._ranks[weakness.fingerprint] for weakness in self._weaknesses_of(part))
        return min(found, default=len(SEVERITIES)) < SEVERITIES.index(risk)

    def _weaknesses_of(self, part: AttackPart) -> Iterator[Weakness]:
        """The weaknesses that its steps use, and those of steps that would do as well."""
        for step in part.path.steps:
            for edge in (step.edge, *step.others):
                for shown in self._evidence(edge):
                    yield from self._weaknesses.get(_place(shown), ())

    def _is_of_entry_point(self, part: AttackPart) -> bool:
        """Whether the attack uses no other component than that, or than what runs the image where it starts.

        Hosts and accounts are no components of their own.
        """
        start = part.path.states[0].element
        users = self._model.related_to_uids("uses_image", start)
        workloads = (part.entry, *(self._model.elements[uid].parent or "" for uid in users))
        own = {start, *workloads, *(uid for one in workloads for uid in self._model.children_uids(one))}
        kinds = {self._model.kind_of(state.element) for state in part.path.states if state.element not in own}
        return all(_COMPONENT_ROLES.isdisjoint(CATALOGUE.kinds[kind].dfd) for kind in kinds - {"node"})

    def _objectives(self, part: AttackPart) -> Iterator[Objective]:
        """The objectives that the attack harms, each with how bad that is by what the attacker can do."""
        for one, uids in self._harmed:
            impact = one.impact_of(part.path.end.level)
            if impact is not None and self._is_harmed(part, uids):
                yield replace(one, impact=impact)

    def _is_harmed(self, part: AttackPart, depends_on: frozenset[str]) -> bool:
        """Whether the attack gets to what an objective depends on, or to what that is in or runs on."""
        return any(
            target in depends_on
            or any(
                target in self._model.ancestors(uid) or target in self._model.related_uids("runs_on", uid)
                for uid in depends_on
            )
            for target in part.targets
        )


def _identity(rule: str, part: AttackPart) -> str:
    """What tells the scenarios of a component apart, whatever their paths are."""
    return ":".join(filter(None, (rule, part.role, part.named_target)))


def _costs(attacks: AttackAnalysis) -> Mapping[tuple[Key, bool], int]:
    """What each part costs an attacker, and whether that is only possible."""
    return {(part.key, part.path.is_possible): part.path.cost for part in PartFinder(attacks).parts()}


def _cost_left(part: AttackPart, costs: Mapping[tuple[Key, bool], int]) -> int | None:
    """What a part still costs; of a certain one what is only possible does not count."""
    left = costs.get((part.key, False))
    return costs.get((part.key, True)) if left is None and part.path.is_possible else left


def _likelihood_left(part: AttackPart, cost: int | None) -> float | None:
    """How likely the part is at another cost; never likelier, and None where nothing is left of it."""
    return None if cost is None else round(part.path.likelihood_at(max(cost, part.path.cost)), 4)


def _dependencies(model: Model, objective: Objective) -> Iterator[str]:
    """The elements that an objective depends on: itself, or by the data that they hold."""
    for uid in objective.depends_on:
        yield from (uid, *model.holding_uids(uid)) if uid in model.elements else ()


def _evidence(steps: Iterable[ScenarioStep]) -> list[Evidence]:
    every = [one for step in steps for one in step.evidence]
    shown = {(*_place(one), str(one.value)): one for one in every}
    return [*shown.values()][:_SHOWN_EVIDENCE]


def _by_place(threats: Iterable[FoundWeakness]) -> Mapping[_Place, list[Weakness]]:
    """Threats by the facts that they rest on."""
    found: dict[_Place, list[Weakness]] = defaultdict(list)
    for threat in threats:
        weakness = Weakness(threat.fingerprint, threat.rule, threat.title)
        for shown in threat.evidence:
            found[_place(shown)].append(weakness)
    return found


def _place(evidence: Evidence) -> _Place:
    return evidence.element, evidence.fact, evidence.file, evidence.line
