"""Finds the states that attackers start with and that goals name: by rule, and by hand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_memo import FIRED, RuleMemo
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal, StateRule
from threatmodel.engine.library.condition_names import SCOPES


class StateFinder:
    """The states that rules describe in one model. Looks at each element once for all rules it is given."""

    def __init__(self, facts: ContextBuilder, rules: Iterable[StateRule]) -> None:
        self._facts = facts
        self._rules = {rule.id: rule for rule in rules}
        self._found = self._evaluate(self._rules)
        self._starts: dict[Attacker, frozenset[State]] = {}
        self._start_costs: dict[Attacker, Mapping[State, int]] = {}

    def starts_of(self, attacker: Attacker) -> frozenset[State]:
        """The states that an attacker starts with."""
        known = self._starts.get(attacker)
        if known is None:
            known = self._starts[attacker] = frozenset(self._states(attacker.starts, attacker.at))
        return known

    def start_cost(self, attacker: Attacker, start: State) -> int:
        """What it takes an attacker to begin at a start: as the hardest rule that describes it."""
        known = self._start_costs.get(attacker)
        if known is None:
            costly = sorted((rule for rule in attacker.starts if rule.cost), key=lambda rule: rule.cost)
            known = {state: rule.cost for rule in costly for state in self._states([rule], ())}
            self._start_costs[attacker] = known
        return known.get(start, 0)

    def of_goal(self, goal: Goal) -> tuple[State, ...]:
        """The states that a goal is about."""
        return tuple(self._states(goal.where, goal.at))

    def changed(self, facts: ContextBuilder, differing: Mapping[str, Collection[str]]) -> "StateFinder":
        """The same where facts have other values; `differing` are their names by the uid of their element."""
        other = copy(self)
        other._facts, other._starts, other._start_costs = facts, {}, {}  # noqa: SLF001  # of its own class
        if any(self._is_read_by_others(facts.model.kind_of(uid), names) for uid, names in differing.items()):
            other._found = other._evaluate(self._rules)  # noqa: SLF001
            return other
        anew = other._evaluate(self._rules, differing)  # noqa: SLF001
        other._found = {  # noqa: SLF001
            rule: sorted([*(one for one in states if one.element not in differing), *anew[rule]])
            for rule, states in self._found.items()
        }
        return other

    def _is_read_by_others(self, kind: str, names: Collection[str]) -> bool:
        """Whether a rule about one element reads such facts of another one, such as its cluster."""
        return any(
            fact in names and kind in SCOPES.get(holder, ())
            for rule in self._rules.values()
            for holder, fact in rule.asks
        )

    def _states(self, rules: Sequence[StateRule], at: Iterable[State]) -> Iterable[State]:
        new = {rule.id: rule for rule in rules if rule.id not in self._found}
        if new:
            self._rules |= new
            self._found |= self._evaluate(new)
        by_rule = (state for rule in rules for state in self._found[rule.id])
        known = (state for state in at if state.element in self._facts.model.elements)
        return dict.fromkeys((*by_rule, *known))

    def _evaluate(
        self, rules: Mapping[str, StateRule], among: Collection[str] | None = None
    ) -> dict[str, list[State]]:
        memo, model = RuleMemo(rules.values()), self._facts.model
        found: dict[str, list[State]] = {rule: [] for rule in rules}
        kinds = {kind for rule in rules.values() for kind in rule.applies_to}
        if among is None:
            uids = [uid for kind in kinds for uid in model.of_kind(kind)]
        else:
            uids = [uid for uid in among if uid in model.elements and model.kind_of(uid) in kinds]
        for uid in sorted(uids):
            scope = self._facts.of_element(model.elements[uid])
            for rule, outcome in memo.of(model.kind_of(uid), scope):
                if outcome is FIRED and (not rule.within or model.is_within(uid, rule.within)):
                    found[rule.id].append(State(uid, rule.level))
        return found
