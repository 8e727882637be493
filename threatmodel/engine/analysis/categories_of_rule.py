"""Which categories of a rule apply: those of a method about personal data only where a fact states some.

A person states it, confirms it or assigns data sets from which it follows; names only suggest it
(data_set_suggestions.py).
"""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model.struct_base import Record

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
# The names in a context whose facts state it for all rules.
STATING_NAMES: Final = ("self", "pod")
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
_ABOUT_PEOPLE: Final = frozenset(
    method.id for method in METHODS.values() if method.subjects == "personal-data"
)

Variables = Mapping[str, Mapping[str, Any]]


class RuleMethods(Record, frozen=True):
    """What of a rule depends on personal data, worked out once.

    `stating` are the facts it reads that state some; `otherwise` and `references` apply where none does.
    """

    is_about_people: bool
    stating: tuple[tuple[str, str], ...]
    otherwise: Mapping[str, tuple[str, ...]]
    references: tuple[str, ...]


def rule_methods(rule: Rule) -> RuleMethods:
    """Return what of a rule depends on personal data."""
    return RuleMethods(
        any(rule.methods.get(method) for method in _ABOUT_PEOPLE),
        tuple([(holder, fact) for holder, fact in rule.asks if fact in _STATING]),
        {method: () if method in _ABOUT_PEOPLE else found for method, found in rule.methods.items()},
        tuple([one for one in rule.references if one.partition(":")[0] not in _ABOUT_PEOPLE]),
    )


class ApplicableMethods:
    """The categories of rules that apply in one context. What the subject itself states is looked at once.

    `is_stated`: it states personal data, so that all of each rule applies.
    `known` keeps what was worked out of rules, by their ids, for other contexts.
    """

    def __init__(self, variables: Variables, known: dict[str, RuleMethods] | None = None) -> None:
        self._variables = variables
        self._known = {} if known is None else known
        self.is_stated = True in [_states(variables.get(name)) for name in STATING_NAMES]

    def of(self, rule: Rule) -> Mapping[str, tuple[str, ...]]:
        """Return the rule's categories by method; none about personal data where no fact states any."""
        return rule.methods if self.all_of(rule) else self.of_rule(rule).otherwise

    def all_of(self, rule: Rule) -> bool:
        """Return whether all of the rule applies: it is not about people, or a fact states personal data."""
        if self.is_stated:
            return True
        known = self.of_rule(rule)
        if not known.is_about_people:
            return True
        for holder, fact in known.stating:
            values = self._variables.get(holder)
            if values is not None and values.get(fact):
                return True
        return False

    def of_rule(self, rule: Rule) -> RuleMethods:
        """Return what of the rule depends on personal data."""
        known = self._known.get(rule.id)
        if known is None:
            known = self._known[rule.id] = rule_methods(rule)
        return known


def _states(values: Mapping[str, Any] | None) -> bool:
    return values is not None and True in map(values.get, PERSONAL_DATA_FACTS)
