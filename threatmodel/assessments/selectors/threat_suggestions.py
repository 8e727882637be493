"""Threats that a finding may be about: of the elements it is linked to, by a rule with the same technique.

A suggestion is no link: a person confirms it.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, Final

from django.db.models import Q

from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.assessments.choices import UNRESOLVED
from threatmodel.assessments.models import AssessmentFinding
from threatmodel.assessments.selectors.finding_links import Links, threat_brief
from threatmodel.engine.library.loader import load_library, load_references
from threatmodel.threats.choices import AT_RISK
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_PREFIX: Final = "attack:"
_SUGGESTED_MOST: Final = 5  # of one finding
_UIDS_MOST: Final = 500


def technique_row(technique: str) -> Row:
    """A technique of ATT&CK as the API shows it; one that the library does not list has no title."""
    known = load_references().get(_PREFIX + technique)
    address = f"https://attack.mitre.org/techniques/{technique.replace('.', '/')}/"
    return {"id": technique, "title": known.title if known else "", "url": known.url if known else address}


def suggested_threats(
    *, model: ThreatModel, findings: Iterable[AssessmentFinding], links: Links
) -> Mapping[uuid.UUID, list[Row]]:
    """The suggestions for findings that are not resolved, the worst threats first. Three queries at most."""
    wanted: dict[uuid.UUID, tuple[set[str], set[str]]] = {}
    for one in findings:
        uids = {row["uid"] for row in links[one.pk]["subjects"]}
        rules = _rules_of(one.techniques)
        if one.status in UNRESOLVED and uids and rules:
            wanted[one.pk] = (uids, rules)
    if not wanted:
        return {}
    uids = set().union(*(uids for uids, _rules in wanted.values()))
    related = _related(model, sorted(uids)[:_UIDS_MOST])
    threats = _threats(model, related, set().union(*(rules for _uids, rules in wanted.values())))
    return {
        key: _suggested(threats, {uid for one in uids for uid in related[one]}, rules, links[key]["threats"])
        for key, (uids, rules) in wanted.items()
    }


def _suggested(
    threats: Iterable[Threat], uids: Collection[str], rules: Collection[str], linked: Iterable[Row]
) -> list[Row]:
    there = {row["number"] for row in linked}
    found = (
        one for one in threats if one.subject_uid in uids and one.rule in rules and one.number not in there
    )
    return [threat_brief(one) for one, _place in zip(found, range(_SUGGESTED_MOST), strict=False)]


def _threats(
    model: ThreatModel, related: Mapping[str, Collection[str]], rules: Collection[str]
) -> list[Threat]:
    uids = {uid for some in related.values() for uid in some}
    there = Threat.objects.filter(model=model, subject_uid__in=uids, rule__in=rules, status__in=AT_RISK)
    return list(there.order_by("-score", "number"))


def _related(model: ThreatModel, uids: Collection[str]) -> Mapping[str, set[str]]:
    """Each uid with those of its parent and of its parts: a threat of a workload is one of its containers."""
    related: dict[str, set[str]] = defaultdict(set)
    for uid in uids:
        related[uid].add(uid)
    near = Element.objects.filter(Q(uid__in=uids) | Q(parent__uid__in=uids), model=model)
    for uid, parent, kind in near.values_list("uid", "parent__uid", "parent__kind"):
        if kind == "workload":
            if uid in related:
                related[uid].add(parent)
            if parent in uids:
                related[parent].add(uid)
    return related


def _rules_of(techniques: Iterable[str]) -> set[str]:
    return {rule for one in techniques for rule in _rules_by_technique().get(one.partition(".")[0], ())}


@cache
def _rules_by_technique() -> Mapping[str, frozenset[str]]:
    """Ids of the library's rules by the technique that they name, sub-techniques by the one above."""
    found: dict[str, set[str]] = defaultdict(set)
    for rule in load_library().rules:
        for reference in rule.references:
            if reference.startswith(_PREFIX + "T"):
                found[reference.removeprefix(_PREFIX).partition(".")[0]].add(rule.id)
    return {technique: frozenset(rules) for technique, rules in found.items()}
