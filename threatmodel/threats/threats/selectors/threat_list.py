"""The threats that a query finds: their number, facets, and the rows to page through."""

import re
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Min, Q, QuerySet

from threatmodel.architecture.models import Element, Relation, ThreatModel
from threatmodel.threats.choices import CERTAINTIES, category_bits
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.data_sets import threats_of_data_set
from threatmodel.threats.threats.selectors.threat_facets import GROUPED_BY, FacetFilters, bits_wanted

_NUMBER: Final = re.compile(r"\s*[Tt]?(\d{1,9})\s*\Z")
# Filters that may leave out a possible threat that leads and keep one that it folds.
_PARTING: Final = ("severity", "status", "method", "category", "rule", "search", "data_set")


@dataclass(frozen=True, slots=True)
class ThreatList:
    """The threats a query finds: how many, how many each filter would find, and the rows to page through.

    `rows` is the number of rows, fewer where they are rolled up: what one rule finds is one, which shows the
    worst of its threats, and a possible threat stands for those that it folds. `found` are all.
    """

    count: int
    rows: int
    facets: Mapping[str, Mapping[str, int]]
    threats: QuerySet[Threat]
    found: QuerySet[Threat]


def threat_list(*, model: ThreatModel, query: Mapping[str, Any]) -> ThreatList:
    """The threats that match the filters of ThreatQuery, in its order.

    Count and facets come from one grouped query: there are few combinations of certainty, severity, status
    and categories, however many threats.
    """
    searched = _in_scope(model, query)
    groups = list(searched.order_by().values_list(*GROUPED_BY).annotate(number=Count("*")))
    filters = FacetFilters.of(query)
    count = sum(number for *group, number in groups if filters.all(*group))
    found = _filtered(searched, query)
    facets, shown = filters.facets(groups), found.order_by(*query["ordering"])
    if not query["roll_up"]:
        return ThreatList(count, count, facets, shown, found)
    by_certainty = [_rolled_up(found, query, certainty) for certainty in query["certainty"] or CERTAINTIES]
    condition, rows = by_certainty[0]
    for other, more in by_certainty[1:]:
        condition, rows = condition | other, rows + more
    return ThreatList(count, rows, facets, shown.filter(condition), found)


def threats_matching(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Threat]:
    """The threats that match the filters of ThreatQuery, worst first."""
    return _filtered(_in_scope(model, query), query).order_by("-score", "number")


def _rolled_up(found: QuerySet[Threat], query: Mapping[str, Any], certainty: str) -> tuple[Q, int]:
    """The condition of the threats that stand for themselves and others, and how many these are."""
    same = found.filter(certainty=certainty)
    if certainty == "found":
        heads = _worst_of_each_rule(same)
        leads = Q(number__in=heads) | Q(rule="")
        return Q(certainty=certainty) & leads, len(heads) + same.filter(rule="").order_by().count()
    # A filter may leave out the threat that leads and keep those that it folds: then each is a row.
    folds = not any(query[name] for name in _PARTING)
    leads = Q(certainty=certainty, folded_under="") if folds else Q(certainty=certainty)
    return leads, same.filter(leads).order_by().count()


def _worst_of_each_rule(found: QuerySet[Threat]) -> list[int]:
    """The numbers of the threats that stand for all of their rule; manual ones have none.

    One grouped query: there are few rules and scores, however many threats.
    """
    groups = found.exclude(rule="").order_by().values_list("rule", "score").annotate(first=Min("number"))
    worst: dict[str, tuple[int, int]] = {}
    for rule, score, number in groups:
        worst[rule] = min(worst.get(rule, (-score, number)), (-score, number))
    return [number for _, number in worst.values()]


def _in_scope(model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Threat]:
    """The threats that match the filters without facets."""
    found = _searched(Threat.with_possible.filter(model=model), query)
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
        threats = threats.filter(disposition__in=query["status"])
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
