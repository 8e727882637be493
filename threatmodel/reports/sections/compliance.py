"""Clauses of public catalogs: which are met, which are threatened, and which are not known, with evidence.

What is said of a clause follows from the rules that refer to it: threatened where one of them found a threat
that is a risk, unknown where one waits for an answer, met where files say that none of them finds a threat,
stated where people say so. A clause to which no rule refers is not assessed; nothing is said of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from threatmodel.engine.library.loader import load_references
from threatmodel.reports.document import (
    Block,
    Column,
    Figure,
    Figures,
    Heading,
    Inline,
    Paragraph,
    Section,
    Table,
    Value,
)
from threatmodel.reports.sections.labels import counted, numbers, words
from threatmodel.reports.sections.threats import evidence_runs
from threatmodel.reports.selectors.report_data_types import ReferenceContent, ReportContent, ThreatContent
from threatmodel.threats.choices import AT_RISK, CLOSED, FIXED, NOT_FOUND

Verdict = Literal["threatened", "accepted", "unknown", "met", "stated", "not-applicable", "not-assessed"]
VERDICTS: Final[tuple[Verdict, ...]] = (
    "threatened",
    "accepted",
    "unknown",
    "met",
    "stated",
    "not-applicable",
    "not-assessed",
)
FRAMEWORKS: Final = (
    ("cis-docker", "CIS Docker Benchmark"),
    ("cis-k8s", "CIS Kubernetes Benchmark"),
    ("nist-800-190", "NIST SP 800-190"),
    ("pss", "Pod Security Standards"),
    ("owasp-k8s-2025", "OWASP Kubernetes Top 10"),
    ("owasp-docker", "OWASP Docker Top 10"),
    ("gdpr", "GDPR"),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with what the model says of it. `found` are its threats that are a risk, the worst first."""

    reference: ReferenceContent
    verdict: Verdict
    found: tuple[ThreatContent, ...] = ()
    decided: tuple[ThreatContent, ...] = ()  # no risk because people say so
    waiting: int = 0  # rules that wait for an answer
    rules: int = 0  # that apply to something in the model
    stated: int = 0  # of these, those that rest on no file


def compliance_section(content: ReportContent) -> Section:
    """Return each framework with its clauses."""
    blocks: list[Block] = [
        Paragraph(
            "What is said of a clause follows from the rules of the library that refer to it. Met: all of "
            "them were evaluated on what files say, and none found a threat. Stated: the same, but only by "
            "what people said of facts, threats or mitigations. Unknown: a rule waits for an answer. "
            "Not assessed: no rule refers to the clause, so nothing is said of it. A clause may ask for more "
            "than what files and answers show: this is evidence for an audit, and not its result."
        )
    ]
    for prefix, title in FRAMEWORKS:
        clauses = clauses_of(content, prefix)
        blocks += _framework(title, clauses)
        if prefix == "pss":
            blocks += _levels(content.pod_security)
    return Section("compliance", "Compliance by framework", tuple(blocks), landscape=True)


def clauses_of(content: ReportContent, prefix: str) -> list[Clause]:
    """Return the clauses of a catalog in its order with their verdicts."""
    rules_of = _rules_by_reference(content)
    present, of_files = _present_kinds(content), content.file_kinds
    threats: dict[str, list[ThreatContent]] = defaultdict(list)
    for one in content.threats:
        threats[one.rule].append(one)
    found = []
    for key, reference in load_references().items():
        if key.partition(":")[0] != prefix:
            continue
        shown = ReferenceContent(reference.id, reference.label, reference.title, reference.url)
        rules = rules_of.get(key, ())
        applying = [
            rule
            for rule in rules
            if rule in threats
            or rule in content.waiting_rules
            or _rests(content, rule, present, content.known_facts)
        ]
        stated = sum(not _rests(content, rule, of_files, content.file_facts) for rule in applying)
        clause = (
            _clause(content, shown, applying, threats, stated) if rules else Clause(shown, "not-assessed")
        )
        found.append(clause)
    return found


def _clause(
    content: ReportContent,
    reference: ReferenceContent,
    applying: Sequence[str],
    threats: Mapping[str, list[ThreatContent]],
    stated: int,
) -> Clause:
    about = [one for rule in applying for one in threats.get(rule, ())]
    about.sort(key=lambda one: (-one.score, one.number))
    risk = tuple(one for one in about if one.certainty == "found" and one.status in AT_RISK)
    decided = tuple(one for one in about if _is_decided(one))
    waiting_rules = content.waiting_rules | {
        one.rule for one in about if one.certainty == "possible" and one.status in AT_RISK
    }
    waiting = sum(rule in waiting_rules for rule in applying)
    verdict: Verdict = _verdict(risk, waiting) if content.analyzed else "unknown"
    if verdict == "met" and (decided or stated):
        verdict = "stated"
    if verdict == "met" and not applying:
        verdict = "not-applicable"
    return Clause(reference, verdict, risk, decided, waiting, len(applying), stated)


def _is_decided(threat: ThreatContent) -> bool:
    """Whether people say that it is no risk: by a decision, a mitigation or an answer."""
    return threat.status in dict(_SETTLED) or threat.resolution == "statement"


def _verdict(risk: Sequence[ThreatContent], waiting: int) -> Verdict:
    if any(one.status != "accepted" for one in risk):
        return "threatened"
    if risk:
        return "accepted"
    return "unknown" if waiting else "met"


def _rules_by_reference(content: ReportContent) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for rule, citing in sorted(content.citing_rules.items()):
        for reference in citing.references:
            found[reference].append(rule)
    return found


def _rests(content: ReportContent, rule: str, kinds: Collection[str], facts: Collection[str]) -> bool:
    """Whether the rule is about one of the kinds, and rests on any of the facts."""
    citing = content.citing_rules[rule]
    has_facts = not citing.facts or not citing.facts.isdisjoint(facts)
    return has_facts and not set(citing.kinds).isdisjoint(kinds)


def _present_kinds(content: ReportContent) -> frozenset[str]:
    """Kinds and roles in data flow diagrams that the model has something of."""
    kinds = {one.kind for one in content.elements} | {role for one in content.elements for role in one.roles}
    kinds |= {"flow"} if content.flows else set()
    return frozenset(kinds | ({"data-set"} if content.data_sets else set()))


def _framework(title: str, clauses: Sequence[Clause]) -> Iterator[Block]:
    yield Heading(title)
    counts = {verdict: sum(one.verdict == verdict for one in clauses) for verdict in VERDICTS}
    yield Figures(tuple(Figure(words(verdict), count) for verdict, count in counts.items()))
    assessed = [one for one in clauses if one.verdict not in ("not-assessed", "not-applicable")]
    if assessed:
        columns = (
            Column("Clause", width=1.6),
            Column("Title", width=2.4),
            Column("Verdict", "status", 1),
            Column("Threats", "code", 1.6),
            Column("Evidence", width=4),
        )
        yield Table(columns, tuple(_row(one) for one in assessed))
    for verdict, label in (
        ("not-applicable", "Not applicable, as the model has nothing, or no fact, that they are about"),
        ("not-assessed", "Not assessed, as no rule refers to them"),
    ):
        if some := [one.reference.label for one in clauses if one.verdict == verdict]:
            yield Paragraph(f"{label}: {', '.join(some)}.", "note")


def _row(one: Clause) -> tuple[Value, ...]:
    return (
        one.reference.label,
        one.reference.title,
        words(one.verdict),
        numbers("T", [threat.number for threat in one.found]),
        _evidence(one),
    )


def _evidence(one: Clause) -> str | Inline:
    if one.found:
        return evidence_runs(one.found[0].evidence)
    rules = counted(one.rules, "rule")
    suffix = ""
    for status, label in _DECIDED:
        if some := [threat.number for threat in one.decided if threat.status == status]:
            suffix += f"; {label}: {numbers('T', some)}"
    if one.verdict == "unknown":
        return f"{one.waiting} of {rules} wait for an answer{suffix}"
    if one.stated:
        suffix += f"; {one.stated} of {rules} by facts that only people stated"
    return f"{rules} evaluated{'' if one.decided else ', none found a threat'}{suffix}"


_SETTLED: Final = (
    *[(name, words(name).lower()) for name in FIXED if name not in NOT_FOUND],
    *[(name, f"decided as {words(name).lower()}") for name in CLOSED if name not in FIXED],
)
_DECIDED: Final = (*_SETTLED, *[(name, f"{name} by an answer") for name in sorted(NOT_FOUND)])


def _levels(found: Mapping[str, Any] | None) -> Iterator[Block]:
    """The Pod Security level of each workload."""
    if not found or not found["rows"]:
        return
    yield Heading(f"Levels of workloads (Kubernetes {found['version']})", level=3)
    columns = (
        Column("Workload", width=2.4),
        Column("Level", "status", 1),
        Column("What keeps it from the next level", width=5),
        Column("Unknown facts", width=2),
    )
    rows = tuple(
        (name, words(level), ", ".join(blockers), ", ".join(unknown))
        for name, level, blockers, unknown in found["rows"]
    )
    yield Table(columns, rows)
