"""Which edited facts can change the result of an element or flow, by the facts its rules read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.analysis.categories_by_kind import DECIDING_FACTS
from threatmodel.engine.analysis.categories_of_rule import PERSONAL_DATA_FACTS, STATING_NAMES
from threatmodel.engine.analysis.model_edits import ANY
from threatmodel.engine.analysis.rule_evaluation import SubjectResult
from threatmodel.engine.analysis.threat_score import SCORING_FACTS
from threatmodel.engine.library.condition_names import SCOPES
from threatmodel.engine.library.rules import Rule

_ANYWHERE: Final = frozenset({ANY, "name", "kind"})  # count for all rules, whichever element has them
# The facts that count for all rules, of the elements that have these roles.
_OF_ROLES: Final[Mapping[str, frozenset[str]]] = {
    fact: frozenset(
        (
            *SCORING_FACTS.get(fact, ()),
            *(STATING_NAMES if fact in PERSONAL_DATA_FACTS else ()),
            *(("self",) if fact in DECIDING_FACTS else ()),
        )
    )
    for fact in (*SCORING_FACTS, *PERSONAL_DATA_FACTS, *DECIDING_FACTS)
}
_WORD: Final = re.compile(r"\w+")


class RuleDependencies:
    """Which facts of the elements in a subject's context can change its result."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._words: dict[tuple[str, str], set[str]] = defaultdict(set)
        for rule in rules:
            # More than the conditions read: all their words, for each name that they use.
            conditions = (rule.when, *(case.when for case in rule.severity_if))
            words = {word for when in conditions for word in _WORD.findall(when)}
            for kind in rule.applies_to:
                for holder in words & {"self", "crosses", *SCOPES}:
                    self._words[kind, holder] |= words
                for spec in rule.evidence:
                    self._words[kind, spec.holder].add(spec.fact)

    def roles(self, names: set[str]) -> Mapping[str, set[str]]:
        """For each kind of subject, the roles of an element in which it matters that these facts differ."""
        found = defaultdict[str, set[str]](set)
        always = {role for name in names for role in _OF_ROLES.get(name, ())}
        always |= {ANY} if names & _ANYWHERE else set()
        for (kind, role), words in self._words.items():
            found[kind] |= always
            if names & words:
                found[kind].add(role)
        return found


def is_affected(result: SubjectResult, uid: str, roles: Mapping[str, set[str]]) -> bool:
    """Whether the element has one of these roles for a subject."""
    wanted = roles.get(result.kind)
    if not wanted:
        return False
    # An end of a flow that rules apply to a boundary is also crossed.
    return bool(wanted & {ANY, "crosses"}) or any(result.holders.get(role) == uid for role in wanted)
