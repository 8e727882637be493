"""The threat list, and one threat's page."""

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from threatmodel.architecture.api.selectors.evidence import evidence_rows
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.source_lines import source_rows
from threatmodel.architecture.api.selectors.subjects import subject_row
from threatmodel.architecture.models import Element, Relation, ThreatModel
from threatmodel.engine.library.methods import METHODS
from threatmodel.history.selectors.events import event_rows, events_about
from threatmodel.library.choices import CATEGORIES, SEVERITIES
from threatmodel.library.selectors.team_library import rule_parts
from threatmodel.threats.choices import DISPOSITIONS, DONE, categories_of, category_bits
from threatmodel.threats.decisions.selectors.overrides import overrides_about
from threatmodel.threats.decisions.selectors.resolutions import resolved_by, rule_by_id
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.mitigations.selectors.mitigations import mitigation_rows, mitigations_treating
from threatmodel.threats.threats.models import ManualThreat, Threat
from threatmodel.threats.threats.selectors.data_sets import threats_of_data_set
from threatmodel.threats.threats.selectors.references import manual_reference_rows
from threatmodel.threats.threats.selectors.severity import factor_rows, override_row

Row = dict[str, Any]
_METHOD_BITS: Final = {method.id: category_bits(method.categories) for method in METHODS.values()}
_NUMBER: Final = re.compile(r"\s*[Tt]?(\d{1,9})\s*\Z")
_ROW: Final = (
    "id", "number", "title", "severity", "score", "rule", "element_id", "flow_id",
    "subject_uid", "subject_name", "subject_kind", "category_bits", "disposition", "first_seen_at",
    "hardening_of", "resolution", "computed_severity",
)  # fmt: skip
_DETAIL: Final = (
    "evidence", "disposition_reason", "version", "factors", "computed_score", "element__gone_at",
    "flow__gone_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThreatList:
    """The threats a query finds: how many, how many each filter would find, and the rows to page through.

    `rows` is the number of rows: fewer where all hardening gaps of a component are one row, which shows the
    worst of them. `found` are all threats.
    """

    count: int
    rows: int
    facets: Mapping[str, Mapping[str, int]]
    threats: QuerySet[Threat]
    found: QuerySet[Threat]


def threat_list(*, model: ThreatModel, query: Mapping[str, Any]) -> ThreatList:
    """The threats that match the filters of ThreatQuery, in its order.

    Count and facets come from one grouped query: there are few combinations of severity, status and
    categories, however many threats.
    """
    found = _searched(Threat.objects.filter(model=model), query)
    if query["element"]:
        found = found.filter(_about(model, query["element"], deep=query["deep"]))
    if query["data_set"]:
        found = found.filter(pk__in=threats_of_data_set(model=model, data_set_id=query["data_set"]))
    groups = list(
        found.order_by().values_list("severity", "disposition", "category_bits").annotate(number=Count("*"))
    )
    wanted = _FacetFilters(
        frozenset(query["severity"]),
        frozenset(query["status"]),
        _bits_wanted(query),
        frozenset(query["category"]),
    )
    count = sum(number for *group, number in groups if wanted.all(*group))
    found = _filtered(found, query)
    facets, shown = _facets(groups, wanted), found.order_by(*query["ordering"])
    if not query["roll_up"]:
        return ThreatList(count, count, facets, shown, found)
    shown = shown.filter(Q(hardening_of="") | ~Exists(_sorted_before(found)))
    return ThreatList(count, _rows(found), facets, shown, found)


def _rows(found: QuerySet[Threat]) -> int:
    """How many rows show these threats where all hardening gaps of a component are one."""
    alone = found.filter(hardening_of="").order_by().count()
    gaps = found.exclude(hardening_of="").order_by()
    return (
        alone + gaps.values("hardening_of").distinct().count()
    )  # COUNT(DISTINCT) is slower by far on SQLite


def _sorted_before(found: QuerySet[Threat]) -> QuerySet[Threat]:
    """Threats of the same component that sort before a threat, for a query over threats."""
    before = Q(score__gt=OuterRef("score")) | Q(score=OuterRef("score"), number__lt=OuterRef("number"))
    return found.order_by().filter(before, hardening_of=OuterRef("hardening_of"))


@dataclass(frozen=True, slots=True)
class _FacetFilters:
    """The filters that have facets. Empty means no filter."""

    severities: frozenset[str]
    statuses: frozenset[str]
    methods: int  # bits
    categories: frozenset[str]

    def severity(self, severity: str) -> bool:
        return not self.severities or severity in self.severities

    def status(self, status: str) -> bool:
        return not self.statuses or status in self.statuses

    def method(self, bits: int) -> bool:
        return not self.methods or bool(bits & self.methods)

    def category(self, bits: int) -> bool:
        return not self.categories or bool(bits & category_bits(self.categories))

    def all(self, severity: str, status: str, bits: int) -> bool:
        return self.severity(severity) and self.status(status) and self.method(bits) and self.category(bits)


def _facets(groups: Iterable[tuple[Any, ...]], wanted: _FacetFilters) -> dict[str, dict[str, int]]:
    """Count each value with every filter applied but its own, so that the other values stay visible."""
    severities: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for severity, status, bits, number in groups:
        if not wanted.method(bits):
            continue
        fits = (wanted.severity(severity), wanted.status(status), wanted.category(bits))
        if fits[1] and fits[2]:
            severities[severity] += number
        if fits[0] and fits[2]:
            statuses[status] += number
        if fits[0] and fits[1]:
            categories.update(dict.fromkeys(categories_of(bits), number))
    return {
        "severity": {word: severities[word] for word in SEVERITIES},
        "status": {word: statuses[word] for word in DISPOSITIONS},
        "category": {word: categories[word] for word in CATEGORIES},
    }


def _searched(threats: QuerySet[Threat], query: Mapping[str, Any]) -> QuerySet[Threat]:
    words = query["search"].strip()
    if query["rule"]:
        threats = threats.filter(rule__in=query["rule"])
    if query["manual"] is not None:
        threats = threats.filter(rule="") if query["manual"] else threats.exclude(rule="")
    if query["hardening_of"]:
        threats = threats.filter(hardening_of=query["hardening_of"])
    if not words:
        return threats
    matches = Q(title__icontains=words) | Q(subject_name__icontains=words)
    if number := _NUMBER.match(words):
        matches |= Q(number=int(number[1]))
    return threats.filter(matches)


def _bits_wanted(query: Mapping[str, Any]) -> int:
    bits = 0
    for method in query["method"]:
        bits |= _METHOD_BITS[method]
    return bits


def _filtered(threats: QuerySet[Threat], query: Mapping[str, Any]) -> QuerySet[Threat]:
    if query["severity"]:
        threats = threats.filter(severity__in=query["severity"])
    if query["status"]:
        threats = threats.filter(disposition__in=query["status"])
    for name, bits in (("by_method", _bits_wanted(query)), ("by_category", category_bits(query["category"]))):
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


def threat_rows(threats: QuerySet[Threat]) -> list[Row]:
    """One page of threats as the API lists them. Two queries; one more for each treated rule of the team."""
    rows = list(threats.values(*_ROW))
    treated = _treatments(rows)
    return [
        {
            **_threat_row(row),
            "mitigations": [{"number": one["number"], "status": one["status"]} for one in treated[row["id"]]],
            "evidence_state": evidence_state(row, treated[row["id"]]),
            "hardening_gap": None,
        }
        for row in rows
    ]


def _treatments(rows: Sequence[Row]) -> dict[uuid.UUID, list[Row]]:
    """How threats are treated, by threat: number, status and `seen`, and whether files can show it."""
    treatments = Treatment.objects.filter(threat_id__in=[row["id"] for row in rows])
    found = list(treatments.select_related("mitigation", "threat").order_by("mitigation__number"))
    treated: dict[uuid.UUID, list[Row]] = defaultdict(list)
    if not found:
        return treated
    resolving = resolved_by(model_id=found[0].threat.model_id, rule_ids=(one.threat.rule for one in found))
    for one in found:
        mitigation = one.mitigation
        shows = resolving.by(mitigation.control, threat=one.threat)
        row = {"number": mitigation.number, "status": mitigation.status, "seen": one.seen, "resolves": shows}
        treated[one.threat_id].append(row)
    return treated


def evidence_state(row: Mapping[str, Any], treated: Iterable[Mapping[str, Any]]) -> str:
    """Return the evidence for the status of a threat, one of EVIDENCE_STATES.

    Of a treated one: an import still shows the fault; the work is done but not yet seen in the files; or the
    facts still hold, and the controls do not change them.
    """
    if row["disposition"] != "mitigated":
        return str(row["resolution"])
    done = [one for one in treated if one["status"] in DONE]
    if any(one["seen"] == "faulty" for one in done):
        return "contradicted"
    return "not-seen" if any(one["resolves"] for one in done) else "facts-hold"


def rolled_up_rows(threats: QuerySet[Threat], *, model: ThreatModel, found: QuerySet[Threat]) -> list[Row]:
    """One page of rows, some of which show all hardening gaps of a component. Four queries.

    `hardening_gap` holds the component, its number of gaps and their rules, worst first; null where the
    row is one threat.
    """
    rows = threat_rows(threats)
    heads = {row["hardening_of"] for row in rows if row["hardening_of"]}
    gaps: dict[str, list[str]] = defaultdict(list)
    members = found.filter(hardening_of__in=heads).order_by("-score", "number")
    for component, rule in members.values_list("hardening_of", "rule"):
        gaps[component].append(rule)
    several = {component for component, rules in gaps.items() if len(rules) > 1}
    subjects = _components(model, several)
    return [
        {**row, "hardening_gap": _hardening_gap(subjects[row["hardening_of"]], gaps[row["hardening_of"]])}
        if row["hardening_of"] in several
        else row
        for row in rows
    ]


def _components(model: ThreatModel, uids: Iterable[str]) -> dict[str, Row]:
    subjects = {uid: subject_row(None, uid=uid, name=uid, kind="flow") for uid in uids}
    elements = Element.objects.filter(model=model, uid__in=subjects)
    for key, uid, name, kind in elements.values_list("id", "uid", "name", "kind"):
        subjects[uid] = subject_row(key, uid=uid, name=name, kind=kind)
    return subjects


def _hardening_gap(subject: Row, rules: Sequence[str]) -> Row:
    return {"subject": subject, "count": len(rules), "rules": list(dict.fromkeys(rules))}


def _threat_row(row: Mapping[str, Any]) -> Row:
    return {
        "number": row["number"],
        "title": row["title"],
        "severity": row["severity"],
        "score": row["score"],
        "computed_severity": row["computed_severity"] or None,
        "rule": row["rule"],
        "subject": subject_row(
            row["element_id"] or row["flow_id"],
            uid=row["subject_uid"],
            name=row["subject_name"],
            kind=row["subject_kind"],
        ),
        "categories": list(categories_of(row["category_bits"])),
        "status": row["disposition"],
        "first_seen_at": row["first_seen_at"],
        "hardening_of": row["hardening_of"],
    }


# --- one threat --------------------------------------------------------------------------------


def threat_detail(*, model: ThreatModel, number: int) -> Row | None:
    """A threat with why it is there and what can be done, or None. A fixed number of queries."""
    found = Threat.objects.filter(model=model, number=number)
    threat = found.values(*_ROW, *_DETAIL).first()
    if threat is None:
        return None
    facts = [*threat["evidence"], *(one for one in threat["factors"] if one["fact"])]
    rows, count = evidence_rows(model, facts), len(threat["evidence"])
    evidence, named = rows[:count], rows[count:]
    return {
        **_threat_row(threat),
        "version": threat["version"],
        "subject_state": _subject_state(threat),
        "factors": factor_rows(model, threat["factors"], named),
        "severity_override": override_row(threat),
        "status_reason": threat["disposition_reason"],
        "evidence_state": evidence_state(threat, _treatments([threat])[threat["id"]]),
        "evidence": evidence,
        "sources": source_rows(
            model_id=model.pk, places=[(one["file"], one["line"]) for one in threat["evidence"]]
        ),
        "overrides": _overrides(model, threat) if threat["resolution"] == "statement" else [],
        **(_rule_part(model, threat["rule"]) if threat["rule"] else _manual_part(threat["id"])),
        "mitigations": mitigation_rows(mitigations_treating(threat_id=threat["id"]), team_id=model.team_id),
        "events": event_rows(events_about(model=model, subject_type="threat", number=number)),
    }


def _subject_state(threat: Row) -> str:
    """One of SUBJECT_STATES; the model is always there."""
    if threat["element_id"] is None and threat["flow_id"] is None and threat["subject_uid"]:
        return "deleted"
    return "gone" if threat["element__gone_at"] or threat["flow__gone_at"] else "present"


def _overrides(model: ThreatModel, threat: Row) -> list[Row]:
    """Overrides of the facts that the threat is about."""
    rule = rule_by_id(model_id=model.pk, rule_id=threat["rule"])
    facts = {entry["fact"] for entry in threat["evidence"]} | {
        fact for _, fact in (rule.asks if rule else ())
    }
    uids = {threat["subject_uid"], *(entry["element"] for entry in threat["evidence"])}
    return overrides_about(model_id=model.pk, uids=uids, facts=facts)


_RULE_PART: Final = ("why", "fix", "references", "controls", "resolved_by", "covers")
_NO_RULE: Final[Row] = {
    "rule_title": "",
    "why": "",
    "manual": None,
    **{name: [] for name in _RULE_PART[1:]},
}


def _rule_part(model: ThreatModel, rule_id: str) -> Row:
    """What holds for every threat of the rule; nothing when neither library nor team has it any more."""
    parts = rule_parts(team_id=model.team_id, rule_id=rule_id)
    if parts is None:
        return _NO_RULE
    return {**_NO_RULE, "rule_title": parts["title"], **{name: parts[name] for name in _RULE_PART}}


def _manual_part(threat_id: uuid.UUID) -> Row:
    """What a person wrote instead of a rule."""
    manual = ManualThreat.objects.select_related("created_by").get(threat_id=threat_id)
    references = manual_reference_rows(manual.references)
    author = {"author": person_row(manual.created_by)}
    return {**_NO_RULE, "why": manual.description, "references": references, "manual": author}
