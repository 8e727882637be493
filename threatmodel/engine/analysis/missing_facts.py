"""What a rule with missing facts waits for, and which answers would make its condition hold or fail.

Both are found by evaluation: the missing fact is given each value that a person can choose, then the next
one that is missing, and so on. Values that cannot be listed (texts, numbers, entries of lists) are not tried.
"""

from typing import Any, Final

from threatmodel.engine.analysis.condition_dependencies import variables_read
from threatmodel.engine.analysis.condition_evaluation import (
    Outcome,
    evaluate_naming,
    missing_pair,
    outcome,
    with_values,
)
from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.condition_names import SCOPES
from threatmodel.engine.library.rules import Condition
from threatmodel.engine.model import CATALOGUE, FactType
from threatmodel.engine.model.struct_base import Record

Pair = tuple[str, str]
Assigned = tuple[tuple[Pair, Any], ...]
"""Values of (holder, fact) pairs that belong together."""
_MAX_FACTS: Final = 3  # that are answered together
_MAX_EVALUATIONS: Final = 200  # of one condition, some microseconds each


class MissingFacts(Record, frozen=True):
    """The (holder, fact) pairs that a rule waits for, the first of which it needs in any case.

    With any of `applies` the condition holds, with any of `ruled_out` it does not; each has no more values
    than it needs. Both are empty where the value cannot be chosen from a list. `unusual` is a pair and its
    value where usual values rule it out, else None.
    """

    pairs: tuple[Pair, ...]
    applies: tuple[Assigned, ...]
    ruled_out: tuple[Assigned, ...]
    unusual: tuple[Pair, Any] | None = None

    @property
    def first(self) -> Pair:
        """The fact that is asked for now."""
        return self.pairs[0]


def missing_facts(rule: Condition, kind: str, scope: EvaluationContext, first: Pair) -> MissingFacts:
    """Return what the rule waits for where its condition needs `first`."""
    return _Search(rule, kind, scope).found(first)


def asked_fact(kind: str, pair: Pair) -> FactType | None:
    """The type of a fact that a person can be asked for; None when no question is about it."""
    kinds = (kind,) if pair[0] == "self" else SCOPES.get(pair[0], ())
    known = (CATALOGUE.fact(one, pair[1]) for one in kinds)
    return next((fact for fact in known if fact is not None and fact.question), None)


class _Search:
    """Tries the answers to what one rule misses in one context."""

    def __init__(self, rule: Condition, kind: str, scope: EvaluationContext) -> None:
        self._rule = rule
        self._kind = kind
        self._variables = variables_read(rule, scope.variables)
        self._holders = scope.holders
        self._left = _MAX_EVALUATIONS
        self._pairs: dict[Pair, None] = {}
        self._ways: dict[Outcome, list[Assigned]] = {"true": [], "false": []}

    def found(self, first: Pair) -> MissingFacts:
        self._try(first, ())
        ruled_out = tuple(self._ways["false"])
        return MissingFacts(
            tuple(self._pairs), tuple(self._ways["true"]), ruled_out, self._unusual(ruled_out)
        )

    def _unusual(self, ruled_out: tuple[Assigned, ...]) -> tuple[Pair, Any] | None:
        usual = (way for way in ruled_out if all(self._is_usual(*one) for one in way))
        return next((way[0] for way in usual), None)

    def _is_usual(self, pair: Pair, value: Any) -> bool:
        fact = asked_fact(self._kind, pair)
        return fact is not None and fact.usual is not None and fact.usual == value

    def _try(self, pair: Pair, chosen: Assigned) -> None:
        self._pairs[pair] = None
        for value in _choices(asked_fact(self._kind, pair)):
            if self._left <= 0:
                return
            values = (*chosen, (pair, value))
            self._left -= 1
            result, missing = self._outcome(values)
            if result != "unknown":
                needed = self._needed(values, result)
                if needed not in self._ways[result]:
                    self._ways[result].append(needed)
            elif missing and len(values) < _MAX_FACTS and asked_fact(self._kind, missing):
                self._try(missing, values)

    def _outcome(self, values: Assigned) -> tuple[Outcome, Pair | None]:
        variables = with_values(self._variables, values, self._kind)
        result, name = evaluate_naming(self._rule, variables, cel.Context(variables=dict(variables)))
        return result, missing_pair(self._rule, variables, self._holders, name) if name else None

    def _needed(self, values: Assigned, result: Outcome) -> Assigned:
        """The values without those that change nothing: of `a || b`, one is enough."""
        for one in values:
            fewer = tuple([value for value in values if value is not one])
            if fewer and outcome(self._rule, with_values(self._variables, fewer, self._kind)) == result:
                values = fewer
        return values


def _choices(fact: FactType | None) -> tuple[Any, ...]:
    """The values that can be chosen as an answer: of a list only that it is empty."""
    if fact is None:
        return ()
    by_type: dict[str, tuple[Any, ...]] = {"bool": (True, False), "list": ([],), "records": ([],)}
    return fact.options if fact.type == "enum" else by_type.get(fact.type, ())
