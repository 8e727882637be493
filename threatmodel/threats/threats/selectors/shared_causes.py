"""What several built-in rules have in common, so that lists show their threats as one row."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Q, QuerySet

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.cause_groups import title_of_several
from threatmodel.engine.analysis.scenario_titles import title_of_several_scenarios
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import CAUSES
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.worst_place import number_at, worst_place


@dataclass(frozen=True, slots=True)
class Cause:
    """Threats of one severity: the worst one, their rules, how many by kind of element and by status."""

    worst: int
    rules: frozenset[str]
    kinds: Mapping[str, int]
    statuses: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many threats there are."""
        return sum(self.kinds.values())


Causes = Mapping[tuple[str, str], Cause]
"""By id, that of the cause or of the only rule, and severity."""
Reason = tuple[str, str, str, str, int, int]
"""Rule, severity, kind of element, status; of the threats with these: the place of the worst, how many."""


def cause_of(rule: str, severity: str) -> str:
    """The id of what a threat of a rule has in common with others, else that of the rule."""
    known = _in_common().get(rule)
    return (known.cause_at(severity) if known else "") or rule


def has_cause(cause: str) -> Q:
    """The condition of the threats of a cause; the id of a rule is that of a cause with this rule alone."""
    rules = [rule.id for rule in _in_common().values() if rule.cause == cause]
    if not rules:
        return Q(rule=cause)
    severities = CAUSES[cause].severities
    return Q(rule__in=rules, severity__in=severities) if severities else Q(rule__in=rules)


def causes_of(found: QuerySet[Threat]) -> dict[tuple[str, str], Cause]:
    """What is found for each reason; manual threats are of the rule "".

    One grouped query: there are few rules and kinds, however many threats.
    """
    groups = found.order_by().values_list("rule", "severity", "subject_kind", "status")
    return causes_from(groups.annotate(worst=worst_place(), count=Count("*")))


def causes_from(reasons: Iterable[Reason]) -> dict[tuple[str, str], Cause]:
    """The causes of threats that were counted by reason."""
    worst: dict[tuple[str, str], int] = {}
    rules: dict[tuple[str, str], set[str]] = defaultdict(set)
    kinds: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    statuses: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for rule, severity, kind, status, place, count in reasons:
        key = cause_of(rule, severity), severity
        worst[key] = max(worst.get(key, place), place)
        rules[key].add(rule)
        kinds[key][kind] += count
        statuses[key][status] += count
    return {
        key: Cause(number_at(place), frozenset(rules[key]), kinds[key], statuses[key])
        for key, place in worst.items()
    }


def common_title(cause_id: str, cause: Cause, *, title: str, name: str) -> str:
    """The title for all threats of a cause; `title` is that of the worst, whose element is called `name`."""
    if len(cause.rules) > 1:
        return CAUSES[cause_id].title.format(count=cause.count)
    if cause_id.startswith(RULE_PREFIX):
        return title_of_several_scenarios(cause_id, title, cause.count)
    return title_of_several(title, name, cause.kinds, cause.count)


@cache
def _in_common() -> Mapping[str, Rule]:
    """The rules that have something in common with others, by id."""
    return {rule.id: rule for rule in load_library().rules if rule.cause}
