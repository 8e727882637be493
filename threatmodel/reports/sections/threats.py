"""Threats by rule: why it is one, what helps, where it was found, and why it has its score."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.reports.document import (
    SEVERITY_ORDER,
    Block,
    CodeBlock,
    Column,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Run,
    Section,
    Table,
)
from threatmodel.reports.sections.labels import (
    counted,
    found_threats,
    numbers,
    possible_threats,
    severity_run,
    words,
)
from threatmodel.reports.selectors.report_data_types import (
    EvidenceContent,
    ExcerptContent,
    FactorContent,
    ReportContent,
    RuleContent,
    ThreatContent,
)
from threatmodel.threats.choices import NEEDS_REASON

_FACTS_SHOWN: Final = 3  # of one threat, in its row
_VALUE_SHOWN: Final = 80  # characters of a fact
_COLUMNS: Final = (
    Column("No.", "code", 0.7),
    Column("Element", width=2.4),
    Column("Severity", "severity", 1.0),
    Column("Score", "number", 0.7),
    Column("Status", "status", 1.1),
    Column("Evidence", width=4.4),
)


def threats_section(content: ReportContent) -> Section:
    """Return the threats that are not resolved, the worst rules first."""
    return Section("threats", "Threats", tuple(_blocks(content)))


def _blocks(content: ReportContent) -> Iterator[Block]:
    if content.earlier:
        yield Paragraph(content.earlier, "note")
    found = list(found_threats(content))
    shown = [one for one in found if one.status != "resolved"]
    resolved = len(found) - len(shown)
    if not shown:
        yield Paragraph("No threats were found." if content.analyzed else "The model was not analyzed yet.")
    for rule, threats in _by_rule(shown):
        if not rule:
            yield from _manual(threats)
        elif rule.startswith(RULE_PREFIX):
            yield from _scenarios(threats)
        else:
            yield from _of_rule(content.rules.get(rule), rule, threats, content.excerpts)
    for status in sorted(NEEDS_REASON):
        if decided := [one for one in shown if one.status == status and one.reason]:
            yield Heading(f"Decided as {words(status).lower()}")
            yield Table(
                (Column("No.", "code", 0.7), Column("Threat", width=3), Column("Reason", width=4)),
                tuple((one.name, one.title, one.reason) for one in decided),
            )
    if resolved:
        yield Paragraph(f"Resolved threats, which are not listed: {resolved:,}.", "note")


def _by_rule(threats: Sequence[ThreatContent]) -> list[tuple[str, list[ThreatContent]]]:
    """Threats by rule, attack scenarios together; the rule of the worst threat comes first."""
    groups: dict[str, list[ThreatContent]] = defaultdict(list)
    for one in threats:
        groups[RULE_PREFIX if one.rule.startswith(RULE_PREFIX) else one.rule].append(one)
    return sorted(groups.items(), key=lambda group: (-group[1][0].score, group[1][0].number))


def _of_rule(
    rule: RuleContent | None, rule_id: str, threats: list[ThreatContent], excerpts: Sequence[ExcerptContent]
) -> Iterator[Block]:
    title = rule.title if rule else words(rule_id)
    yield Heading(f"{title} ({len(threats):,})" if len(threats) > 1 else title, id=f"rule-{rule_id}")
    yield Paragraph(_severities(threats))
    if rule:
        yield Paragraph(rule.why)
    yield Table(_COLUMNS, tuple(_row(one) for one in threats))
    worst = threats[0]
    if worst.factors:
        yield Paragraph(_score(worst))
    yield from _severity_reasons(threats)
    yield from _excerpts(threats, excerpts)
    if rule and rule.controls:
        yield Heading("What helps", level=3)
        yield ListBlock(tuple((Run(f"{one.title}. ", bold=True), Run(one.how)) for one in rule.controls))
    if rule and rule.references:
        yield Paragraph(_references(rule))


def _severity_reasons(threats: Sequence[ThreatContent]) -> Iterator[Paragraph]:
    """Why people gave threats another severity than the rule; of one reason all threats together."""
    named: dict[str, list[str]] = defaultdict(list)
    for one in threats:
        if one.severity_reason:
            named[one.severity_reason].append(one.name)
    for reason, names in named.items():
        yield Paragraph(f"Severity of {', '.join(names)} set by a person: {reason}", "note")


def _severities(threats: Sequence[ThreatContent]) -> Inline:
    runs: list[Run] = []
    for severity in SEVERITY_ORDER:
        if count := sum(one.severity == severity for one in threats):
            label = words(severity) if len(threats) == 1 else f"{count:,} {severity}"
            runs += [Run(label, severity=severity), Run("  ")]
    return tuple(runs)


def _row(one: ThreatContent) -> tuple[str | int | Inline, ...]:
    return (
        one.name,
        one.subject,
        severity_run(one.severity),
        one.score,
        words(one.status),
        evidence_runs(one.evidence),
    )


def evidence_runs(evidence: Sequence[EvidenceContent]) -> Inline:
    """Return facts with where each was read: "Privileged: true, compose.yaml:12", or who said so."""
    runs: list[Run] = []
    for place, one in enumerate(evidence[:_FACTS_SHOWN]):
        value = one.value if len(one.value) <= _VALUE_SHOWN else f"{one.value[: _VALUE_SHOWN - 1]}…"
        runs.append(Run(f"{'; ' if place else ''}{one.label}: {value}"))
        if one.by_person:
            runs.append(Run(", stated by a person"))
        elif one.place:
            runs += [Run(", "), Run(one.place, code=True)]
    if len(evidence) > _FACTS_SHOWN:
        runs.append(Run(f"; {counted(len(evidence) - _FACTS_SHOWN, 'more fact')}"))
    return tuple(runs) or (Run("No file states it"),)


def _score(one: ThreatContent) -> Inline:
    parts = ", ".join(_factor(factor) for factor in one.factors if factor.points)
    return (Run(f"Why {one.name} has the score {one.score}: ", bold=True), Run(f"{parts}."))


def _factor(one: FactorContent) -> str:
    sign = "−" if one.points < 0 else "+"
    fact = f" ({one.fact})" if one.fact else ""
    return f"{one.label} {sign}{abs(one.points)}{fact}"


def _excerpts(threats: Sequence[ThreatContent], excerpts: Sequence[ExcerptContent]) -> Iterator[Block]:
    """Lines of files around the first places of the evidence."""
    wanted: dict[tuple[str, int], None] = {}
    for one in threats:
        for fact in one.evidence:
            if fact.line and len(wanted) < _EXCERPTS_MOST:
                wanted[fact.file, fact.line] = None
    lines = _lines_by_file(excerpts)
    for file, line in wanted:
        kept = lines.get(file, {})
        if line not in kept:
            continue
        near = [number for number in range(line - _AROUND, line + _AROUND + 1) if number in kept]
        text = "\n".join(f"{'>' if number == line else ' '}{number:>5}  {kept[number]}" for number in near)
        yield CodeBlock(text, f"{file}, line {line}")


_EXCERPTS_MOST: Final = 2
_AROUND: Final = 3  # lines before and after


def _lines_by_file(excerpts: Sequence[ExcerptContent]) -> Mapping[str, Mapping[int, str]]:
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for one in excerpts:
        found[one.file].update(enumerate(one.lines, one.first))
    return found


def _references(rule: RuleContent) -> Inline:
    runs = [Run("References: ", bold=True)]
    for place, one in enumerate(rule.references):
        runs += [Run(", " if place else ""), Run(f"{one.label} {one.title}", href=one.url)]
    return tuple(runs)


def _manual(threats: Sequence[ThreatContent]) -> Iterator[Block]:
    yield Heading("Threats that people wrote")
    for one in threats:
        yield Heading(f"{one.name} {one.title}", level=3)
        status = f"  {words(one.status)}. {one.subject}. Score {one.score}."
        yield Paragraph((*severity_run(one.severity), Run(status)))
        if one.description:
            yield Paragraph(one.description)


def _scenarios(threats: Sequence[ThreatContent]) -> Iterator[Block]:
    yield Heading(f"Attack scenarios ({len(threats):,})")
    columns = (
        Column("No.", "code", 0.7),
        Column("Severity", "severity", 1.0),
        Column("Score", "number", 0.7),
        Column("Status", "status", 1.1),
        Column("Scenario", width=3.2),
        Column("Why", width=4),
    )
    rows = tuple(
        (
            one.name,
            severity_run(one.severity),
            one.score,
            words(one.status),
            one.title,
            one.description,
        )
        for one in threats
    )
    yield Table(columns, rows)


def possible_section(content: ReportContent) -> Section:
    """Return the threats that depend on unknown facts."""
    threats = list(possible_threats(content))
    columns = (
        Column("No.", "code", 0.7),
        Column("Severity", "severity", 1.0),
        Column("Threat", width=4.5),
        Column("Element", width=2.6),
        Column("Mitigations", "code", 1.4),
    )
    rows = tuple(
        (one.name, severity_run(one.severity), one.title, one.subject, numbers("M", one.mitigations))
        for one in threats
    )
    blocks: tuple[Block, ...] = (
        Paragraph(
            "These threats depend on facts that no file states. They are not counted until a question "
            "is answered."
        ),
        Table(columns, rows) if rows else Paragraph("There are none."),
    )
    return Section("possible", "Possible threats", blocks)
