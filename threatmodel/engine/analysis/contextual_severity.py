"""The severity of a rule in one situation: of an exposed container another than of one behind it."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.analysis.condition_dependencies import dependencies_of, variables_read
from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.library.rules import Rule, case_holds
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.model.struct_base import Record

Key = tuple[Any, ...]

_MAX_KNOWN: Final = 20_000  # situations of one rule; they are cleared beyond it
_PLAIN: Final = frozenset({bool, str})
_NONE: Final[Mapping[str, Any]] = {}


class SituatedSeverity(Record, frozen=True):
    """The severity of a rule in a context; `because` says which situation changed it, else it is empty."""

    severity: Severity
    because: str = ""


_OF_RULES: Final = {severity: SituatedSeverity(severity) for severity in SEVERITIES}


class ContextualSeverities:
    """Severities of rules in contexts; those of equal facts are worked out once."""

    def __init__(self) -> None:
        self._rules: dict[str, _RuleSeverities] = {}

    def of_rule(self, rule: Rule) -> SituatedSeverity:
        """Return the severity of a rule that has the same in all situations."""
        return _OF_RULES[rule.severity]

    def of(self, rule: Rule, scope: EvaluationContext) -> SituatedSeverity:
        """Return the severity of the first case that holds, else that of the rule."""
        if not rule.severity_if:
            return self.of_rule(rule)
        known = self._rules.get(rule.id)
        if known is None:
            known = self._rules[rule.id] = _RuleSeverities(rule)
        return known.of(scope)


class _RuleSeverities:
    """The severities of one rule, by all that its cases read."""

    __slots__ = ("_crossed", "_known", "_pairs", "_rule", "_whole")

    def __init__(self, rule: Rule) -> None:
        cases = rule.severity_if
        self._rule = rule
        self._pairs = tuple(dict.fromkeys(pair for case in cases for pair in case.asks))
        readings = [dependencies_of(case) for case in cases]
        whole = (holder for one in readings if one.crossed is None for holder in one.whole)
        self._whole = tuple(dict.fromkeys(whole))
        self._crossed = tuple(dict.fromkeys(field for one in readings for field in one.crossed or ()))
        self._known: dict[Key, SituatedSeverity] = {}

    def of(self, scope: EvaluationContext) -> SituatedSeverity:
        key = self._key(scope)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MAX_KNOWN:
                self._known.clear()
            known = self._known[key] = self._evaluate(scope)
        return known

    def _evaluate(self, scope: EvaluationContext) -> SituatedSeverity:
        variables, cases = scope.variables, self._rule.severity_if
        case = next((one for one in cases if case_holds(one, variables_read(one, variables))), None)
        return (
            SituatedSeverity(case.severity, case.because) if case else SituatedSeverity(self._rule.severity)
        )

    def _key(self, scope: EvaluationContext) -> Key:
        variables = scope.variables
        facts = [
            value
            if (value := variables.get(holder, _NONE).get(fact)) is None or value.__class__ in _PLAIN
            else repr(value)
            for holder, fact in self._pairs
        ]
        facts += [_hashable(variables.get(holder)) for holder in self._whole]
        if self._crossed:
            zones: Any = variables.get("crosses", ())
            facts += [tuple([_hashable(zone.get(field)) for field in self._crossed]) for zone in zones]
        return tuple(facts)


def _hashable(value: Any) -> Any:
    return value if value is None or value.__class__ in _PLAIN else repr(value)
