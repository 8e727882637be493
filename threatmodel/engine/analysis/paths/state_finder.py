"""Finds the states that attackers start with and that goals name: by rule, and by hand."""

from collections.abc import Iterable, Sequence

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_memo import FIRED, RuleMemo
from threatmodel.engine.library.attack_goals import Attacker, Goal, StateRule
from threatmodel.engine.library.attack_steps import State


class StateFinder:
    """The states that rules describe in one model. Looks at each element once for all rules it is given."""

    def __init__(self, facts: ContextBuilder, rules: Iterable[StateRule]) -> None:
        self._facts = facts
        self._found = self._evaluate({rule.id: rule for rule in rules})
        self._starts: dict[Attacker, frozenset[State]] = {}

    def starts_of(self, attacker: Attacker) -> frozenset[State]:
        """The states that an attacker starts with."""
        known = self._starts.get(attacker)
        if known is None:
            known = self._starts[attacker] = frozenset(self._states(attacker.starts, attacker.at))
        return known

    def of_goal(self, goal: Goal) -> tuple[State, ...]:
        """The states that a goal is about."""
        return tuple(self._states(goal.where, goal.at))

    def _states(self, rules: Sequence[StateRule], at: Iterable[State]) -> Iterable[State]:
        new = {rule.id: rule for rule in rules if rule.id not in self._found}
        if new:
            self._found |= self._evaluate(new)
        by_rule = (state for rule in rules for state in self._found[rule.id])
        known = (state for state in at if state.element in self._facts.model.elements)
        return dict.fromkeys((*by_rule, *known))

    def _evaluate(self, rules: dict[str, StateRule]) -> dict[str, list[State]]:
        memo, model = RuleMemo(rules.values()), self._facts.model
        found: dict[str, list[State]] = {rule: [] for rule in rules}
        kinds = {kind for rule in rules.values() for kind in rule.applies_to}
        for uid in sorted(uid for kind in kinds for uid in model.of_kind(kind)):
            scope = self._facts.of_element(model.elements[uid])
            for rule, outcome in memo.of(model.kind_of(uid), scope):
                if outcome is FIRED and (not rule.within or model.is_within(uid, rule.within)):
                    found[rule.id].append(State(uid, rule.level))
        return found
