"""The content of an export from a report of the command line, with what bulkhead.yaml says of threats."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.paths.path_types import AttackPath, AttackPaths, shared_paths
from threatmodel.engine.analysis.risk_rating import Answers, RatedThreat, rate
from threatmodel.engine.analysis.rule_evaluation import Threat, threat_order
from threatmodel.engine.analysis.stated_decisions import MANUAL, DecidedThreat
from threatmodel.engine.analysis.threat_score import BASE_SCORES
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.exporters.attack_paths import because
from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedMitigation,
    ExportedPath,
    ExportedStep,
    ExportedThreat,
)
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model.bulkhead_yaml_statements import REDUCTION_SHARES, Statement
from threatmodel.engine.model.imported_threats import ImportedThreat

DEFAULT_NAME = "Threat model"


def content_of_report(report: Report, *, name: str = DEFAULT_NAME) -> ExportContent:
    """Return what is exported of a report: threats without attack scenarios, attack paths, and places.

    Threats that a model of another tool lists leave with the status that they have there; the others as
    bulkhead.yaml decides, else open.
    """
    decided = {one.threat.fingerprint: one for one in report.decided}
    every = sorted([*report.analysis.threats, *(one.threat for one in report.decided)], key=threat_order)
    found = [_threat(one, decided.get(one.fingerprint), report) for one in every if one.scenario is None]
    return ExportContent(
        name=name,
        model=report.model,
        threats=(*found, *(_imported(one) for one in report.imported_threats)),
        paths=tuple(exported_paths(report.paths)),
        boxes=report.places,
        possible=len(report.analysis.possible),
    )


def exported_paths(found: AttackPaths) -> Iterator[ExportedPath]:
    """Yield the paths, the likeliest first; those of several attackers once."""
    for same in shared_paths(found.paths):
        yield _path(same)


def suggested(controls: Iterable[str]) -> tuple[ExportedMitigation, ...]:
    """Return the controls of the library that help against a threat."""
    known = load_library().controls
    return tuple(
        [ExportedMitigation(one, known[one].title, known[one].how) for one in controls if one in known]
    )


def fact_lines(evidence: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return evidence as text: the fact, its value where that is plain, and where it was read."""
    return tuple(dict.fromkeys([_fact(one) for one in evidence]))


def vulnerabilities_of(evidence: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the ids of the vulnerabilities that the evidence names."""
    found = (one["value"] for one in evidence if one["fact"] == "vulnerabilities")
    items = (item for value in found for item in (value if isinstance(value, list) else [value]))
    return tuple(
        dict.fromkeys([str(item["id"]) for item in items if isinstance(item, dict) and item.get("id")])
    )


def _threat(threat: Threat, decided: DecidedThreat | None, report: Report) -> ExportedThreat:
    factors = [{"factor": one.factor, "points": one.points} for one in threat.factors]
    evidence = [_evidence(one) for one in threat.evidence]
    rated = RatedThreat(threat.severity, factors, evidence, bool(threat.hardening_of))
    levels = rate("facts", rated, Answers()).levels
    return ExportedThreat(
        key=threat.fingerprint,
        title=threat.title,
        subject=threat.element,
        categories=threat.categories,
        severity=threat.severity,
        score=threat.score,
        likelihood=levels.likelihood,
        impact=levels.impact,
        why=threat.why,
        rule="" if threat.rule == MANUAL else threat.rule,
        status=_status(threat, decided, report),
        reason=_reason(decided) if decided else "",
        mitigations=_stated(report.mitigations.get(threat.fingerprint, ())) or suggested(threat.controls),
        references=threat.references,
        facts=fact_lines(evidence),
        vulnerabilities=vulnerabilities_of(evidence),
    )


def _status(threat: Threat, decided: DecidedThreat | None, report: Report) -> str:
    if decided is None:
        return "needs-info" if threat.fingerprint in report.needs_info else "open"
    return decided.status


def _reason(decided: DecidedThreat) -> str:
    if decided.status == "mitigated":  # its mitigations say it
        return ""
    return f"{decided.reason} (until {decided.until})" if decided.until else decided.reason


def _stated(mitigations: Iterable[Statement]) -> tuple[ExportedMitigation, ...]:
    """What people do about a threat, as they state it."""
    return tuple(
        [
            ExportedMitigation(
                one.key,
                one.values["title"],
                one.values["description"],
                one.values["status"],
                REDUCTION_SHARES.get(one.values.get("reduction", "")),
            )
            for one in mitigations
        ]
    )


def _imported(threat: ImportedThreat) -> ExportedThreat:
    """A threat of another tool: by its severity alone, as no facts are behind it."""
    levels = rate("facts", RatedThreat(threat.severity, (), (), is_gap=False), Answers()).levels
    return ExportedThreat(
        key=threat.id,
        title=threat.title,
        subject=threat.subject,
        categories=threat.categories,
        severity=threat.severity,
        score=BASE_SCORES[threat.severity],
        likelihood=levels.likelihood,
        impact=levels.impact,
        why=threat.description,
        status=threat.status,
        reason=threat.reason,
        mitigations=tuple(
            [ExportedMitigation(one.id, one.title, one.description, one.status) for one in threat.mitigations]
        ),
        references=threat.references,
    )


def _evidence(one: Evidence) -> dict[str, Any]:
    return {"fact": one.fact, "value": one.value, "file": one.file, "line": one.line}


def _fact(one: Mapping[str, Any]) -> str:
    value, file, line = one["value"], one.get("file", ""), one.get("line", 0)
    plain = isinstance(value, bool | int | float | str)
    shown = (
        f"{one['fact']} = {str(value).lower() if isinstance(value, bool) else value}"
        if plain
        else one["fact"]
    )
    if not file:
        return shown
    return f"{shown} ({file}:{line})" if line else f"{shown} ({file})"


def _path(same: Sequence[AttackPath]) -> ExportedPath:
    path = same[0]
    return ExportedPath(
        goal=path.goal.id,
        goal_title=path.goal.title,
        element=path.end.element,
        level=path.end.level,
        attackers=tuple(dict.fromkeys([one.attacker.name for one in same])),
        score=path.score,
        is_possible=path.is_possible,
        steps=tuple(
            [
                ExportedStep(
                    step=one.edge.step.id,
                    title=one.edge.step.title,
                    technique=one.edge.step.technique,
                    source=one.edge.start.element,
                    source_level=one.edge.start.level,
                    target=one.edge.end.element,
                    target_level=one.edge.end.level,
                    because=because(one),
                )
                for one in path.steps
            ]
        ),
    )
