"""Evaluate a rule's condition on variables, and change one of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal

from threatmodel.engine.analysis.fact_lookup import Values
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.rules import Condition, holds_where_absent

Variables = Mapping[str, Any]
Outcome = Literal["true", "false", "unknown"]
FLOW_NAMES: Final = frozenset({"flow", "self"})  # both names of a flow
Assignments = Sequence[tuple[tuple[str, str], Any]]


def outcome(rule: Condition, variables: Variables) -> Outcome:
    """Return the outcome of the condition for these variables."""
    return evaluate(rule, variables, cel.Context(variables=dict(variables)))


def evaluate(rule: Condition, variables: Variables, context: cel.Context) -> Outcome:
    """The same for a context that was built of these variables."""
    return evaluate_naming(rule, variables, context)[0]


def evaluate_naming(rule: Condition, variables: Variables, context: cel.Context) -> tuple[Outcome, str]:
    """Return the outcome, and the name of the fact whose absence made it unknown."""
    try:
        return ("true" if rule.program.execute(context) is True else "false"), ""
    except KeyError as missing:
        return "unknown", str(missing.args[0])
    except (RuntimeError, TypeError):  # the condition reads an element that is not in this context
        return ("true" if holds_where_absent(rule, variables) else "false"), ""


def missing_pair(
    rule: Condition, variables: Variables, holders: Collection[str], name: str
) -> tuple[str, str] | None:
    """The (holder, fact) pair that is missing: CEL names the fact alone, its holder follows from the rule."""
    for holder, fact in rule.asks:
        if fact == name and holder in holders and name not in variables[holder]:
            return holder, fact
    return None


def without_fact(variables: Variables, pair: tuple[str, str], kind: str) -> Variables:
    """Return the variables in which a fact is unknown."""
    holder, fact = pair
    known = {name: value for name, value in variables[holder].items() if name != fact}
    return _with_holder(variables, holder, known, kind)


def with_values(variables: Variables, assigned: Assignments, kind: str) -> Variables:
    """Return the variables with other values; a flow has two names, and a workload may be its own pod."""
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
