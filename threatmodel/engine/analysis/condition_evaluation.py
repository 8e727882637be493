"""Evaluate a rule's condition on variables, and change one of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from threatmodel.engine.analysis.fact_lookup import Values
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.rules import Rule

Variables = Mapping[str, Any]
Outcome = Literal["fires", "silent", "asks"]
FLOW_NAMES: Final = frozenset({"flow", "self"})  # both names of a flow
Assignments = Sequence[tuple[tuple[str, str], Any]]


def outcome(rule: Rule, variables: Variables) -> Outcome:
    """Return what the condition says of a situation."""
    return evaluate(rule, cel.Context(variables=dict(variables)))


def evaluate(rule: Rule, context: cel.Context) -> Outcome:
    try:
        return "fires" if rule.program.execute(context) is True else "silent"
    except KeyError:
        return "asks"
    except (RuntimeError, TypeError):
        return "silent"  # it speaks of something that does not stand around this element


def without_fact(variables: Variables, pair: tuple[str, str], kind: str) -> Variables:
    """Return the situation in which a fact is unknown."""
    holder, fact = pair
    known = {name: value for name, value in variables[holder].items() if name != fact}
    return _with_holder(variables, holder, known, kind)


def with_values(variables: Variables, assigned: Assignments, kind: str) -> Variables:
    """Return the situation with other values; a flow goes by two names, a workload may be its own pod."""
    changed = dict(variables)
    for (holder, fact), value in assigned:
        if holder == "crosses":
            changed["crosses"] = value
            continue
        changed = _with_holder(changed, holder, {**changed[holder], fact: value}, kind)
    return changed


def _with_holder(variables: Variables, holder: str, values: Values, kind: str) -> dict[str, Any]:
    twins = FLOW_NAMES if kind == "flow" else {"self", "pod"} if kind == "workload" else set[str]()
    names = (twins & variables.keys()) if holder in twins else {holder}
    return {**variables, **dict.fromkeys(names, values)}
