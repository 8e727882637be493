"""The threats that a query finds: their number, facets, and the rows to page through."""

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from threatmodel.architecture.models import Element, Relation, ThreatModel
from threatmodel.threats.choices import CERTAINTIES, category_bits
from threatmodel.threats.risk.selectors.risk_appetite import above_appetite, team_matrices
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.data_set_threats import threats_of_data_set
from threatmodel.threats.threats.selectors.date_filters import in_periods
from threatmodel.threats.threats.selectors.shared_causes import Causes, Reason, causes_from, has_cause
from threatmodel.threats.threats.selectors.threat_facets import (
    GROUPED_BY,
    FacetFilters,
    Group,
    Groups,
    bits_wanted,
)
from threatmodel.threats.threats.selectors.worst_place import worst_place
from threatmodel.threats.triage.selectors.due_dates import due_on
from threatmodel.threats.triage.selectors.triage_filters import triage_filtered

_NUMBER: Final = re.compile(r"\s*[Tt]?(\d{1,9})\s*\Z")
# Filters that may leave out a possible threat that leads and keep one that it folds.
_PARTING: Final = (
    "severity", "status", "method", "category", "rule", "cause", "search", "data_set", "owner", "tag",
    "mitigation", "waiting_for", "duplicate_of", "hardening_of", "seen_since", "seen_until", "closed_since",
    "closed_until", "likelihood", "impact", "above_appetite",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThreatList:
    """The threats a query finds: how many, how many each filter would find, and the rows to page through.

    `rows` is the number of rows, fewer where they are rolled up: what is found for one reason is one, which
    shows the worst of its threats, and a possible threat stands for those that it folds. `found` are all;
    `causes` are those of found threats, none where rows are not rolled up. `folding` are those that rows may
    fold: none where each is a row.
    """

    count: int
    rows: int
    facets: Mapping[str, Mapping[str, int]]
    threats: QuerySet[Threat]
    found: QuerySet[Threat]
    causes: Causes
    folding: QuerySet[Threat]


def threat_list(*, model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID) -> ThreatList:
    """The threats that match the filters of ThreatQuery, in its order.

    Count, facets and causes come from one grouped query: there are few combinations of certainty, severity,
    status, categories, rule and kind of element, however many threats.
    """
    searched, filters = _in_scope(model, query, user_id), FacetFilters.of(query)
    wanted = query["certainty"] or CERTAINTIES
    by_cause = query["roll_up"] and "found" in wanted
    groups, causes = (_counted_by_cause if by_cause else _counted)(searched, filters)
    matching = {group: number for group, number in groups.items() if filters.all(*group)}
    count, found = sum(matching.values()), _filtered(searched, query)
    dated = found.alias(due_on=due_on(model.team.due_days))
    facets, shown = filters.facets(groups), dated.order_by(*query["ordering"])
    if not query["roll_up"]:
        return ThreatList(count, count, facets, shown, found, {}, found.none())
    condition, rows = leading_found(causes)
    if "possible" in wanted:
        possible = _leading_possible(query)
        rows += _possible_count(query, found, matching)
        condition = condition | possible if causes else possible
    folding = found if _folds(query) else found.none()
    return ThreatList(count, rows, facets, shown.filter(condition), found, causes, folding)


def _counted(searched: QuerySet[Threat], _filters: FacetFilters) -> tuple[Groups, Causes]:
    """How many threats each group has; no causes. One query."""
    rows = searched.order_by().values_list(*GROUPED_BY).annotate(number=Count("*"))
    return {(certainty, *group): number for certainty, *group, number in rows}, {}


def _counted_by_cause(searched: QuerySet[Threat], filters: FacetFilters) -> tuple[Groups, Causes]:
    """How many threats each group has, and the causes of found ones that pass the filters. One query."""
    groups: Counter[Group] = Counter()
    reasons: list[Reason] = []
    rows = searched.order_by().values_list(*GROUPED_BY, "rule", "subject_kind")
    for *group, rule, kind, worst, number in rows.annotate(worst=worst_place(), number=Count("*")):
        certainty, severity, status, bits = group
        groups[certainty, severity, status, bits] += number
        if certainty == "found" and filters.all(*group):
            reasons.append((rule, severity, kind, status, worst, number))
    return groups, causes_from(reasons)


def threats_matching(*, model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID) -> QuerySet[Threat]:
    """The threats that match the filters of ThreatQuery, worst first."""
    return _filtered(_in_scope(model, query, user_id), query).order_by("-score", "number")


def leading_found(causes: Causes) -> tuple[Q, int]:
    """The condition of the worst threat of each cause and of all manual ones, and how many these are."""
    worst = [cause.worst for (cause_id, _), cause in causes.items() if cause_id]
    manual = sum(cause.count for (cause_id, _), cause in causes.items() if not cause_id)
    leads = Q(number__in=worst) | Q(rule="") if manual else Q(number__in=worst)
    return Q(certainty="found") & leads, len(worst) + manual


def _leading_possible(query: Mapping[str, Any]) -> Q:
    """The condition of the possible threats that stand for themselves and others."""
    return Q(certainty="possible", folded_under="") if _folds(query) else Q(certainty="possible")


def _possible_count(query: Mapping[str, Any], found: QuerySet[Threat], matching: Groups) -> int:
    """How many these are. One query where some are folded."""
    if _folds(query):
        return found.filter(_leading_possible(query)).order_by().count()
    return sum(number for (certainty, *_), number in matching.items() if certainty == "possible")


def _folds(query: Mapping[str, Any]) -> bool:
    """Whether a possible threat stands for those that it folds.

    A filter may leave out the threat that leads and keep those that it folds: then each is a row.
    """
    return not any(query[name] for name in _PARTING)


def _in_scope(model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID) -> QuerySet[Threat]:
    """The threats that match the filters without facets."""
    found = _searched(Threat.with_possible.filter(model=model), query)
    found = in_periods(triage_filtered(found, model=model, query=query, user_id=user_id), query)
    for level in ("likelihood", "impact"):
        if query[level]:
            found = found.filter(**{level: query[level]})
    if query["above_appetite"]:
        found = above_appetite(found, team_matrices(team_ids=[model.team_id]))
    if query["element"]:
        found = found.filter(_about(model, query["element"], deep=query["deep"]))
    if query["data_set"]:
        found = found.filter(pk__in=threats_of_data_set(model=model, data_set_id=query["data_set"]))
    if query["folded_under"] is not None:
        head = Threat.with_possible.filter(model=model, number=query["folded_under"]).values("fingerprint")
        found = found.filter(folded_under__in=head)
    return found


def _searched(threats: QuerySet[Threat], query: Mapping[str, Any]) -> QuerySet[Threat]:
    words = query["search"].strip()
    if query["rule"]:
        threats = threats.filter(rule__in=query["rule"])
    if query["cause"]:
        threats = threats.filter(has_cause(query["cause"]))
    if query["manual"] is not None:
        threats = threats.filter(rule="") if query["manual"] else threats.exclude(rule="")
    if not words:
        return threats
    matches = Q(title__icontains=words) | Q(subject_name__icontains=words)
    if number := _NUMBER.match(words):
        matches |= Q(number=int(number[1]))
    return threats.filter(matches)


def _filtered(threats: QuerySet[Threat], query: Mapping[str, Any]) -> QuerySet[Threat]:
    if len(query["certainty"]) == 1:  # as a partial index asks for it
        threats = threats.filter(certainty=query["certainty"][0])
    if query["severity"]:
        threats = threats.filter(severity__in=query["severity"])
    if query["status"]:
        threats = threats.filter(status__in=query["status"])
    for name, bits in (("by_method", bits_wanted(query)), ("by_category", category_bits(query["category"]))):
        if bits:
            threats = threats.alias(**{name: F("category_bits").bitand(bits)}).filter(**{f"{name}__gt": 0})
    return threats


def _about(model: ThreatModel, subject_id: uuid.UUID, *, deep: bool) -> Q:
    """Threats of one element or flow.

    Deep: with what is inside the element, the flows of all of it, and the images that its containers run.
    """
    if not deep:
        return Q(element_id=subject_id) | Q(flow_id=subject_id)
    ids = _inside(model, subject_id)
    images = Relation.objects.filter(model=model, type="uses_image", source_id__in=ids).values("target_id")
    return (
        Q(element_id__in=ids)
        | Q(element_id__in=images)
        | Q(flow_id=subject_id)
        | Q(flow__source_id__in=ids)
        | Q(flow__destination_id__in=ids)
    )


def _inside(model: ThreatModel, element_id: uuid.UUID) -> list[uuid.UUID]:
    children: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for key, parent in Element.objects.filter(model=model, parent__isnull=False).values_list(
        "id", "parent_id"
    ):
        children[parent].append(key)
    found, waiting = {element_id}, [element_id]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return list(found)
