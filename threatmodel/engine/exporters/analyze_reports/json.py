"""The report as JSON: schema bulkhead.analysis/1, relied on by pipelines (see ARCHITECTURE.md)."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any, Final

import msgspec
import orjson

from threatmodel.engine.analysis.cause_groups import Cause, group_by_cause
from threatmodel.engine.analysis.data_set_suggestions import DataSuggestion, suggest_data_sets
from threatmodel.engine.analysis.hardening_groups import HardeningGroup, group_hardening_gaps
from threatmodel.engine.analysis.pod_security import PodSecurity, pod_security
from threatmodel.engine.analysis.report_diff import ReportDiff, SubjectDiff, SubjectDiffs, ThreatLine
from threatmodel.engine.analysis.rule_evaluation import Question, Threat
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.exporters.attack_paths import fixes_to_json, goals_to_json, paths_to_json
from threatmodel.engine.exporters.evidence import evidence_to_json
from threatmodel.engine.exporters.scenarios import scenario_to_json
from threatmodel.engine.gate.verdict import Verdict
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.library.loader import load_references
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import Element, Fact, Flow, Model
from threatmodel.engine.model.struct_base import Record

SCHEMA: Final = "bulkhead.analysis/1"
_FLOW_KEYS: Final = ("protocol", "port", "confidence")


class _Form(Record, frozen=True):
    """What long lists of values, and records of texts and whole numbers, become in a document."""

    values: Callable[[Iterable[Any]], Any]
    records: Callable[[Any], Any]


def render_json(report: Report) -> bytes:
    """Return the report as UTF-8 JSON on one line.

    Apart from `stats.seconds`, equal input gives equal bytes. Indented, the report of 1,000 workloads would
    have 37 MB instead of 25.
    """
    return orjson.dumps(_document(report, _ENCODED), option=orjson.OPT_APPEND_NEWLINE)


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain JSON values."""
    return _document(report, _PLAIN)


def _encoded_values(values: Iterable[Any]) -> orjson.Fragment:
    """The list as JSON. Each value goes before the next one is made: all at once take a quarter longer."""
    written = BytesIO()
    written.writelines(map(b",%b".__mod__, map(orjson.dumps, values)))
    if not written.tell():
        return orjson.Fragment(b"[]")
    written.write(b"]")
    written.seek(0)
    written.write(b"[")
    return orjson.Fragment(written.getvalue())


def _encoded_records(records: Any) -> orjson.Fragment:
    """Records as JSON, without plain values in between: half of the time."""
    return orjson.Fragment(_encode_records(records))


# Writes text as orjson does; of fractions, which no record has, it writes the exponent in another way.
_encode_records: Final = msgspec.json.Encoder().encode
_PLAIN: Final = _Form(list, msgspec.to_builtins)
_ENCODED: Final = _Form(_encoded_values, _encoded_records)


def _document(report: Report, form: _Form) -> dict[str, Any]:
    model, analysis = report.model, report.analysis
    return {
        "schema": SCHEMA,
        **({"date": model.as_of.isoformat()} if model.as_of else {}),
        "elements": form.values(_element(element, form) for element in model.elements.values()),
        "relations": form.records([*model.relations]),
        "flows": form.values(_flow(model, flow) for flow in model.flows.values()),
        "threats": form.values(_threat(threat) for threat in analysis.threats),
        "causes": form.values(_cause(cause) for cause in group_by_cause(analysis.threats)),
        "hardening_gaps": form.values(
            _hardening_gap(row)
            for row in group_hardening_gaps(analysis.threats)
            if isinstance(row, HardeningGroup)
        ),
        "possible": form.values(_possible(threat) for threat in analysis.possible),
        **(
            {"imported_threats": msgspec.to_builtins(report.imported_threats)}
            if report.imported_threats
            else {}
        ),
        "references": _references((*analysis.threats, *analysis.possible)),
        "questions": form.values(_question(question) for question in analysis.questions),
        "data_suggestions": form.values(_data_suggestion(one) for one in suggest_data_sets(model)),
        "pod_security": {uid: _pod_security(found) for uid, found in pod_security(model).items()},
        "paths": paths_to_json(report.paths),
        "goals": goals_to_json(report.paths),
        "fixes": fixes_to_json(report.paths),
        "problems": [_problem(problem) for problem in report.problems],
        "stats": {
            "elements": len(model.elements),
            "flows": len(model.flows),
            "threats": len(analysis.threats),
            "scenarios": sum(threat.scenario is not None for threat in analysis.threats),
            "seconds": {
                step: round(report.seconds.get(step, 0.0), 4) for step in ("read", "analyze", "paths")
            },
        },
        **({"changes": changes_to_json(report.changes)} if report.changes else {}),
        **({"suppressed": _suppressed(report)} if report.suppressed else {}),
        **({"decided": _decided(report)} if report.decided else {}),
        **({"needs_info": sorted(report.needs_info)} if report.needs_info else {}),
        **({"verdict": _verdict(report.verdict)} if report.verdict else {}),
    }


def _element(element: Element, form: _Form) -> dict[str, Any]:
    facts = element.facts
    names = sorted(facts)
    return {
        "uid": element.uid,
        "kind": element.kind,
        "name": element.name,
        "parent": element.parent,
        "facts": {name: facts[name].value for name in names},
        "provenance": form.records({name: facts[name].source for name in names}),
        "file": element.source.file,
        "line": element.source.line,
    }


def _values(facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {name: facts[name].value for name in sorted(facts)}


def _flow(model: Model, flow: Flow) -> dict[str, Any]:
    known = {key: flow.facts[key].value if key in flow.facts else None for key in _FLOW_KEYS}
    return {
        "uid": flow.uid,
        "name": flow.name,
        "source": flow.source,
        "destination": flow.destination,
        **known,
        "origin": flow.origin,
        "why": flow.why,
        "crosses": list(model.crosses(flow)),
        "facts": _values(flow.facts),
        "file": flow.provenance.file,
        "line": flow.provenance.line,
    }


def _threat(threat: Threat) -> dict[str, Any]:
    return {
        "fingerprint": threat.fingerprint,
        "rule": threat.rule,
        "covers": list(threat.covers),
        "title": threat.title,
        "element": threat.element,
        "methods": {method: list(threat.methods.get(method, ())) for method in METHODS},
        "severity": threat.severity,
        "score": threat.score,
        **_situation(threat),
        "why": threat.why,
        "evidence": [evidence_to_json(evidence) for evidence in threat.evidence],
        "controls": list(threat.controls),
        "references": list(threat.references),
        "hardening_of": threat.hardening_of or None,
        **({"scenario": scenario_to_json(threat.scenario)} if threat.scenario else {}),
    }


def _situation(threat: Threat) -> dict[str, Any]:
    """The situation that gave a threat another severity than its rule has, where one did."""
    for one in threat.factors:
        if one.factor == "situation":
            return {"situation": one.value}
    return {}


def _possible(threat: Threat) -> dict[str, Any]:
    """A threat of a rule that waits for facts, with the severity and score that it would have.

    `waits_for` are the facts, each once; `missing` says whose they are.
    """
    shown = _threat(threat)
    del shown["evidence"], shown["why"], shown["covers"]
    return {
        **shown,
        "waits_for": list(dict.fromkeys(one.fact for one in threat.waits_for)),
        "missing": [{"element": one.element, "fact": one.fact} for one in threat.waits_for],
    }


def _references(threats: Iterable[Threat]) -> dict[str, Any]:
    """The public catalog entries that the threats refer to, by id, as people write them."""
    known = load_references()
    named = sorted({name for threat in threats for name in threat.references} & known.keys())
    return {name: {"display": known[name].display, "url": known[name].url} for name in named}


def _cause(cause: Cause) -> dict[str, Any]:
    """What is found for one reason, with the threats by fingerprint, worst first: the order to start in."""
    return {
        "cause": cause.id,
        "rules": list(cause.rules),
        "severity": cause.worst.severity,
        "score": cause.worst.score,
        "threats": [threat.fingerprint for threat in cause.threats],
    }


def _hardening_gap(row: HardeningGroup) -> dict[str, Any]:
    """The threats that a list shows as one row for their component, worst first, by fingerprint."""
    return {
        "element": row.component,
        "severity": row.worst.severity,
        "score": row.worst.score,
        "rules": list(row.rules),
        "threats": [threat.fingerprint for threat in row.threats],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "element": question.element,
        "fact": question.fact,
        "text": question.text,
        "rules": list(question.rules),
        "weight": question.weight,
        "could_raise": dict(question.could_raise),
    }


def _data_suggestion(suggestion: DataSuggestion) -> dict[str, Any]:
    """A data set that a name suggests; it is not confirmed, and no threat depends on it."""
    return {
        "on": suggestion.on,
        "uid": suggestion.uid,
        "template": suggestion.template,
        "name": suggestion.name,
        "data_set": suggestion.data_set,
        "facts": dict(suggestion.facts),
        "why": suggestion.why,
    }


def _pod_security(found: PodSecurity) -> dict[str, Any]:
    """`level` is certain when `certain` is true; else it is unknown above it."""
    return {
        "level": found.level,
        "certain": found.is_certain,
        "version": found.version,
        "blockers": [
            {
                "check": blocker.check,
                "level": blocker.level,
                "field": blocker.field,
                "element": blocker.element,
                "value": blocker.value,
                "file": blocker.file,
                "line": blocker.line,
            }
            for blocker in found.blockers
        ],
        "unknown": [
            {"check": one.check, "level": one.level, "element": one.element, "fact": one.fact}
            for one in found.unknown
        ],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "severity": problem.severity,
        "message": problem.message,
    }


def changes_to_json(changes: ReportDiff) -> dict[str, Any]:
    """Return what differs; a report has it only when a baseline was named."""
    return {
        "elements": _changed_parts(changes.elements),
        "flows": _changed_parts(changes.flows),
        "threats": {
            "added": [threat.fingerprint for threat in changes.new_threats],
            "removed": [threat_line_to_json(threat) for threat in changes.resolved_threats],
        },
    }


def _suppressed(report: Report) -> list[dict[str, Any]]:
    """Threats that the policy suppresses, with its reason; they are not among `threats` and do not count."""
    return [
        {
            **_threat(one.threat),
            "suppression": {
                "reason": one.by.reason,
                "owner": one.by.owner,
                "expires": one.by.expires,
                "line": one.by.line,
            },
        }
        for one in report.suppressed
    ]


def _decided(report: Report) -> list[dict[str, Any]]:
    """Threats that people decided in bulkhead.yaml; they are not among `threats` and do not count."""
    return [
        {
            **_threat(one.threat),
            "decision": {
                "status": one.status,
                "reason": one.reason,
                **({"by": one.by, "until": one.until} if one.until else {}),
                "line": one.line,
            },
        }
        for one in report.decided
    ]


def _verdict(verdict: Verdict) -> dict[str, Any]:
    """Whether the gate is passed; `failed` are the fingerprints of the threats that miss a bar."""
    return {
        "passed": verdict.passed,
        "bars": list(verdict.bars),
        "failed": [threat.fingerprint for threat in verdict.failed],
        "faults": [_problem(fault) for fault in verdict.faults],
    }


def _changed_parts(parts: SubjectDiffs) -> dict[str, Any]:
    return {
        "added": [_changed_part(part) for part in parts.added],
        "changed": [
            {
                **_changed_part(part),
                "changes": [
                    {"fact": change.fact, "before": change.before, "after": change.after}
                    for change in part.changes
                ],
            }
            for part in parts.changed
        ],
        "removed": [_changed_part(part) for part in parts.removed],
    }


def _changed_part(part: SubjectDiff) -> dict[str, Any]:
    return {"uid": part.uid, "kind": part.kind, "name": part.name}


def threat_line_to_json(threat: ThreatLine) -> dict[str, Any]:
    """Return a threat as a list of changes shows it; `verified_by` is the control that files show."""
    shown = {
        "fingerprint": threat.fingerprint,
        "rule": threat.rule,
        "title": threat.title,
        "element": threat.element,
        "severity": threat.severity,
    }
    if not threat.verified:
        return shown
    proof = [evidence_to_json(one) for one in threat.proof]
    return {**shown, "verified_by": threat.verified, "proof": proof}
