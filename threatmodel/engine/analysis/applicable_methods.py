"""Which categories of a rule apply: those of a method about personal data only where a fact states some.

A person states it, confirms it or assigns data sets from which it follows; names only suggest it
(data_suggestions.py).
"""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import Rule

# Facts of an element or flow that state personal data in it, on it, or behind it.
PERSONAL_DATA_FACTS: Final = frozenset(
    {
        "personal_data",
        "holds_personal_data",
        "serves_personal_data",
        "gets_personal_data",
        "exchanges_personal_data",
    }
)
# Facts that state it beside something else; they count for the rules that read them.
_STATED_BESIDE: Final = frozenset(
    {
        "access_log_addresses",
        "data_subjects",
        "identifiers_in_telemetry",
        "named_after_customers",
        "people_in_metadata",
        "personal_data_categories",
        "reveals_accounts",
        "reveals_people",
        "special_category",
        "stable_identifier",
        "tracks_people",
    }
)
_SUBJECTS: Final = ("self", "pod")  # the element or flow itself, and the workload it belongs to
_ABOUT_PEOPLE: Final = frozenset(
    method.id for method in METHODS.values() if method.subjects == "personal-data"
)

Variables = Mapping[str, Mapping[str, Any]]


def applicable_methods(rule: Rule, variables: Variables) -> Mapping[str, tuple[str, ...]]:
    """Return the rule's categories by method, without those about personal data where no fact states any."""
    if not any(rule.methods.get(method) for method in _ABOUT_PEOPLE) or states_personal_data(rule, variables):
        return rule.methods
    return {method: () if method in _ABOUT_PEOPLE else found for method, found in rule.methods.items()}


def applicable_references(rule: Rule, methods: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the rule's references without those into methods that do not apply."""
    dropped = {method for method, found in rule.methods.items() if found and not methods.get(method)}
    if not dropped:
        return rule.references
    return tuple(one for one in rule.references if one.partition(":")[0] not in dropped)


def states_personal_data(rule: Rule, variables: Variables) -> bool:
    """Whether a fact of the element or flow, or one that the rule reads, states personal data."""
    if any(_states(variables.get(holder), PERSONAL_DATA_FACTS) for holder in _SUBJECTS):
        return True
    read = ((variables.get(holder), fact) for holder, fact in rule.asks)
    return any(
        values is not None and bool(values.get(fact))
        for values, fact in read
        if fact in PERSONAL_DATA_FACTS or fact in _STATED_BESIDE
    )


def _states(values: Mapping[str, Any] | None, facts: frozenset[str]) -> bool:
    return values is not None and any(values.get(fact) is True for fact in facts)
