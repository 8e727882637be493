"""Threats with their evidence, and what the library says of their rules."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import asdict

from threatmodel.architecture.api.selectors.platforms import model_platforms
from threatmodel.architecture.api.selectors.source_lines import source_rows
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import CATALOGUE
from threatmodel.library.selectors.team_library import rule_parts, rule_summaries
from threatmodel.reports.selectors.fact_values import value_text
from threatmodel.reports.selectors.report_data_types import (
    CitingRule,
    ControlContent,
    EvidenceContent,
    ExcerptContent,
    FactorContent,
    ReferenceContent,
    RuleContent,
    ThreatContent,
)
from threatmodel.threats.choices import categories_of
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import ManualThreat, Scenario, SeverityOverride, Threat

Json = Mapping[str, Any]
Names = Mapping[str, tuple[str, str]]  # name and kind of elements and flows, by uid
EXCERPTS_OF_A_RULE: Final = 2  # the first places; the others are named by file and line
_COLUMNS: Final = (
    "id", "number", "title", "severity", "score", "status", "certainty", "rule", "subject_name",
    "subject_uid", "subject_kind", "category_bits", "evidence", "factors", "status_reason",
    "owner__name", "owner__email", "due", "computed_severity", "resolution",
)  # fmt: skip
_FACTORS: Final = {
    "severity": "Severity in general",
    "situation": "Situation here",
    "gain": "What an attacker gets",
    "reach": "Whether attack paths lead to it",
    "exposure": "Who can reach it",
    "criticality": "What depends on it",
    "data": "Classification of its data",
    "scope": "How far it reaches",
    "exploited": "Known to be used in attacks",
    "likelihood": "How easily the path is taken",
    "limit": "Bounds of the severity",
}
_REACH: Final = {
    "reached": "on an attack path",
    "assumed": "only from an assumed compromise",
    "possible": "only if an unknown fact holds",
    "unreached": "no attack path reaches it",
}


def threats_of(*, model: ThreatModel, names: Names, possible: bool) -> tuple[ThreatContent, ...]:
    """Threats, worst first: the found ones, and the possible ones where they are asked for.

    Five queries for any number.
    """
    rows = Threat.with_possible.filter(model=model) if possible else Threat.objects.filter(model=model)
    read = list(rows.order_by("-score", "number").values(*_COLUMNS))
    words = written_words(model)
    treated: dict[uuid.UUID, list[int]] = defaultdict(list)
    treatments = Treatment.objects.filter(mitigation__model=model).order_by("mitigation__number")
    for threat_id, number in treatments.values_list("threat_id", "mitigation__number"):
        treated[threat_id].append(number)
    overrides = SeverityOverride.objects.filter(threat__model=model)
    reasons = dict(overrides.values_list("threat_id", "reason"))
    return tuple(
        _threat(row, names, words.get(row["id"], ""), treated.get(row["id"], ()), reasons.get(row["id"], ""))
        for row in read
    )


def threat_found(threat: FoundThreat, names: Names) -> ThreatContent:
    """A threat that an analysis found, before anybody decided about it. It has no number."""
    name, kind = names.get(threat.element, (threat.element, ""))
    return ThreatContent(
        number=0,
        title=threat.title,
        severity=threat.severity,
        score=threat.score,
        status="open",
        certainty="found",
        rule=threat.rule,
        subject=name,
        subject_uid=threat.element,
        subject_kind=kind,
        categories=threat.categories,
        evidence=tuple(_evidence(asdict(one), names) for one in threat.evidence),
        factors=tuple(_factor(asdict(one), names) for one in threat.factors),
    )


def written_words(model: ThreatModel) -> dict[uuid.UUID, str]:
    """What people wrote of manual threats, and why attack scenarios are threats, by id."""
    manual = ManualThreat.objects.filter(threat__model=model).values_list("threat_id", "description")
    scenarios = Scenario.objects.filter(threat__model=model).values_list("threat_id", "content")
    return {**dict(manual), **{key: content.get("why", "") for key, content in scenarios}}


def _threat(row: Json, names: Names, words: str, treated: Sequence[int], reason: str) -> ThreatContent:
    return ThreatContent(
        number=row["number"],
        title=row["title"],
        severity=row["severity"],
        score=row["score"],
        status=row["status"],
        certainty=row["certainty"],
        rule=row["rule"],
        subject=row["subject_name"],
        subject_uid=row["subject_uid"],
        subject_kind=row["subject_kind"],
        categories=tuple(categories_of(row["category_bits"])),
        evidence=tuple(_evidence(one, names) for one in row["evidence"]),
        factors=tuple(_factor(one, names) for one in row["factors"]),
        mitigations=tuple(treated),
        reason=row["status_reason"],
        owner=row["owner__name"] or row["owner__email"] or "",
        due=row["due"],
        description=words,
        severity_reason=reason,
        resolution=row["resolution"],
    )


def _evidence(one: Json, names: Names) -> EvidenceContent:
    name, kind = names.get(one["element"], (one["element"], ""))
    by_person = one.get("origin") == "person"  # its place is that of the element, whatever the file says
    return EvidenceContent(
        fact_label(kind, one["fact"]),
        value_text(one["value"]) if one["value"] is not None else "unknown",
        name,
        "" if by_person else one.get("file", ""),
        0 if by_person else one.get("line", 0) or 0,
        by_person,
    )


def _factor(one: Json, names: Names) -> FactorContent:
    label = _FACTORS.get(one["factor"]) or str(one["factor"])
    fact, found = one.get("fact", ""), one.get("value")
    if one["factor"] == "reach":
        return FactorContent(label, one["points"], _REACH.get(str(found), ""))
    if fact:
        name, kind = names.get(one.get("element", ""), ("", ""))
        where = f" of {name}" if name else ""
        text = f"{fact_label(kind, fact)}{where}: {value_text(found)}"
        return FactorContent(label, one["points"], text)
    return FactorContent(label, one["points"], str(found).replace("-", " ") if isinstance(found, str) else "")


def fact_label(kind: str, fact: str) -> str:
    """What the catalogue calls a fact."""
    known = CATALOGUE.fact(kind, fact) if kind else None
    return known.label if known else fact.replace("_", " ").capitalize()


def rules_named(*, model: ThreatModel, threats: Iterable[ThreatContent]) -> dict[str, RuleContent]:
    """The rules of these threats by id. A query for each rule of the team."""
    found = {}
    platforms = model_platforms(model_id=model.pk)
    for rule_id in sorted({one.rule for one in threats if one.rule and not one.rule.startswith(RULE_PREFIX)}):
        parts = rule_parts(team_id=model.team_id, rule_id=rule_id, platforms=platforms)
        if parts is not None:
            found[rule_id] = RuleContent(
                id=rule_id,
                title=parts["title"],
                why=parts["why"],
                references=tuple(
                    ReferenceContent(one["id"], one["label"], one["title"], one["url"])
                    for one in parts["references"]
                ),
                controls=tuple(ControlContent(one["title"], one["how"]) for one in parts["controls"]),
            )
    return found


def citing_rules(*, model: ThreatModel) -> dict[str, CitingRule]:
    """Each rule that is on, with its references and those of the controls that resolve it. One query."""
    library = load_library()
    shipped = {rule.id: rule for rule in library.rules}
    found = {}
    for rule_id, rule in rule_summaries(team_id=model.team_id).items():
        if not rule.enabled:
            continue
        one = shipped.get(rule_id)
        controls = one.resolved_by if one else ()
        resolving = [name for control in controls for name in library.controls[control].references]
        facts = frozenset(spec.fact for spec in one.evidence) if one else frozenset[str]()
        found[rule_id] = CitingRule(
            tuple(sorted({*rule.references, *resolving})),
            rule.applies_to,
            facts if facts <= _STATED else frozenset(),
        )
    return found


# Names of facts that files and people state; others are derived from them.
_STATED: Final = frozenset(
    [*CATALOGUE.flow_facts, *(name for kind in CATALOGUE.kinds.values() for name in kind.facts)]
)


def excerpts_of(*, model: ThreatModel, threats: Iterable[ThreatContent]) -> tuple[ExcerptContent, ...]:
    """Lines of files around the first places of each rule, as far as they were kept.

    A query for ten files.
    """
    places: dict[str, dict[tuple[str, int], None]] = defaultdict(dict)
    for threat in threats:
        for one in threat.evidence:
            if one.file and one.line and len(places[threat.rule]) < EXCERPTS_OF_A_RULE:
                places[threat.rule][one.file, one.line] = None
    wanted = sorted({place for some in places.values() for place in some})
    files = sorted({file for file, _ in wanted})
    found = []
    for at in range(0, len(files), _FILES_AT_ONCE):
        part = frozenset(files[at : at + _FILES_AT_ONCE])
        for row in source_rows(model_id=model.pk, places=[one for one in wanted if one[0] in part]):
            found += [
                ExcerptContent(row["file"], one["first"], tuple(one["lines"]), tuple(one["marked"]))
                for one in row["excerpts"]
            ]
    return tuple(found)


_FILES_AT_ONCE: Final = 10  # of source_rows
