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
_STATING: Final = PERSONAL_DATA_FACTS | _STATED_BESIDE
_SUBJECTS: Final = ("self", "pod")  # the element or flow itself, and the workload it belongs to
_ABOUT_PEOPLE: Final = frozenset(
    method.id for method in METHODS.values() if method.subjects == "personal-data"
)

Variables = Mapping[str, Mapping[str, Any]]


class ApplicableMethods:
    """The categories of rules that apply in one context. What the subject itself states is looked at once."""

    def __init__(self, variables: Variables) -> None:
        self._variables = variables
        self._stated = any(_states(variables.get(holder)) for holder in _SUBJECTS)

    def of(self, rule: Rule) -> Mapping[str, tuple[str, ...]]:
        """Return the rule's categories by method; none about personal data where no fact states any."""
        if self._stated or not _is_about_people(rule) or self._is_read_by(rule):
            return rule.methods
        return {method: () if method in _ABOUT_PEOPLE else found for method, found in rule.methods.items()}

    def references_of(self, rule: Rule) -> tuple[str, ...]:
        """Return the rule's references without those into methods that do not apply."""
        if self.of(rule) is rule.methods:
            return rule.references
        return tuple(one for one in rule.references if one.partition(":")[0] not in _ABOUT_PEOPLE)

    def _is_read_by(self, rule: Rule) -> bool:
        """Whether a fact that the rule reads states personal data."""
        stating = [(self._variables.get(holder), fact) for holder, fact in rule.asks if fact in _STATING]
        return any(values is not None and bool(values.get(fact)) for values, fact in stating)


def _is_about_people(rule: Rule) -> bool:
    return any(rule.methods.get(method) for method in _ABOUT_PEOPLE)


def _states(values: Mapping[str, Any] | None) -> bool:
    return values is not None and any(values.get(fact) is True for fact in PERSONAL_DATA_FACTS)
