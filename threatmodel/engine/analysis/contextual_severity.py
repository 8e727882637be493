"""The severity of a rule in one situation: of an exposed container another than of one behind it."""

from collections import defaultdict
from typing import Any, Final

from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.library.frameworks import Severity
from threatmodel.engine.library.rules import Rule, severity_in

Key = tuple[Any, ...]

_MAX_KNOWN: Final = 20_000  # situations of one rule; they are cleared beyond it


class ContextualSeverities:
    """Severities of rules in contexts; those of equal facts are worked out once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Key, Severity]] = defaultdict(dict)

    def of(self, rule: Rule, scope: EvaluationContext) -> Severity:
        """Return the severity of the first case that holds, else that of the rule."""
        if not rule.severity_if:
            return rule.severity
        key = tuple([_key(scope, holder, fact) for case in rule.severity_if for holder, fact in case.asks])
        known = self._known[rule.id]
        severity = known.get(key)
        if severity is None:
            if len(known) > _MAX_KNOWN:
                known.clear()
            severity = known[key] = severity_in(rule, scope.variables)
        return severity


def _key(scope: EvaluationContext, holder: str, fact: str) -> Any:
    value = scope.variables.get(holder, {}).get(fact)
    return value if value is None or value.__class__ in {bool, str} else repr(value)
