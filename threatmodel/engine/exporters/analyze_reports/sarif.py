"""The report as SARIF 2.1.0, for code scanning: threats as results, with the place that caused each.

GitHub keeps at most 5,000 results, finds the same alert again by rule, path and partial fingerprint, and
ignores SARIF's own suppressions: suppressed threats are left out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import orjson

from threatmodel.engine.analysis.analyzer_version import VERSION
from threatmodel.engine.analysis.evaluation_context import subject_name
from threatmodel.engine.analysis.platforms import Platform, controls_on, fixes_on, platform_of_subject
from threatmodel.engine.analysis.report_diff import shown_place
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.analysis.stated_decisions import MANUAL
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.exporters.scenarios import listed
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.library.loader import load_library, load_references
from threatmodel.engine.library.rules import FIX_FORMATS, Rule, title_in_general
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.markdown import fenced, link
from threatmodel.engine.markdown import listed as listed_lines
from threatmodel.engine.model import Model

MOST_RESULTS: Final = 5_000
_MOST_PLACES: Final = 10  # of one result, besides the first
_MOST_TAGS: Final = 20  # of one rule, as GitHub reads them
_MOST_NOTES: Final = 500
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
# In the middle of the bands of GitHub: above 9.0 critical, from 7.0 high, from 4.0 medium, above 0 low.
_SECURITY_SEVERITY: Final = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "info": "0.5"}
_NOTE_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}
_SCENARIO: Final = "attack-scenario"
_UNKNOWN_RULES: Final = {
    _SCENARIO: ("An attacker reaches a goal", "Attack paths of the model lead an attacker to a goal."),
    MANUAL: ("Threat written by a person", "A person wrote this threat in bulkhead.yaml."),
}


def render_sarif(report: Report) -> bytes:
    """Return the report as SARIF 2.1.0, the worst results first. Equal input gives equal bytes."""
    return orjson.dumps(sarif_log(report), option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)


def sarif_log(report: Report) -> dict[str, Any]:
    """Return the log as plain JSON values."""
    threats = listed(report.analysis.threats)
    shown = threats[:MOST_RESULTS]
    rules = _rules(report.model, shown)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    new = {line.fingerprint for line in report.changes.new_threats} if report.changes else None
    run: dict[str, Any] = {
        "tool": {
            "driver": {"name": "Bulkhead", "version": VERSION, "semanticVersion": VERSION, "rules": rules}
        },
        "automationDetails": {"id": "bulkhead/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": [*_notes(report)]}],
        "results": [_result(report, threat, places, new) for threat in shown],
    }
    omitted, day = len(threats) - len(shown), report.model.as_of
    if properties := {
        **({"resultsOmitted": omitted} if omitted else {}),
        **({"date": day.isoformat()} if day else {}),
    }:
        run["properties"] = properties
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


# --- rules -------------------------------------------------------------------------------------


def _rules(model: Model, threats: Iterable[Threat]) -> list[dict[str, Any]]:
    """The rules of these threats by id, each as severe as the worst of its threats."""
    by_rule: dict[str, list[Threat]] = {}
    for threat in threats:
        by_rule.setdefault(_rule_id(threat), []).append(threat)
    return [_rule(model, rule_id, by_rule[rule_id]) for rule_id in sorted(by_rule)]


def _rule_id(threat: Threat) -> str:
    return _SCENARIO if threat.scenario else threat.rule


def _rule(model: Model, rule_id: str, threats: Sequence[Threat]) -> dict[str, Any]:
    worst = min(threats, key=lambda one: SEVERITIES.index(one.severity))
    known = load_library().rule(rule_id)
    title, why = _UNKNOWN_RULES.get(rule_id, ("", ""))
    if known:
        title, why = title_in_general(known.title, known.applies_to), known.why
    return {
        "id": rule_id,
        "name": "".join(word.capitalize() for word in rule_id.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": _help(known, why, {platform_of_subject(model, one.element) for one in threats}),
        "defaultConfiguration": {"level": _LEVELS[worst.severity]},
        "properties": {
            "tags": _tags(worst),
            "precision": "high",
            "problem.severity": _LEVELS[worst.severity].replace("note", "recommendation"),
            "security-severity": _SECURITY_SEVERITY[worst.severity],
        },
    }


def _tags(threat: Threat) -> list[str]:
    """Security, the weaknesses by their CWE numbers, the categories of the methods."""
    weaknesses = [f"external/cwe/{name[4:].lower()}" for name in threat.references if name.startswith("cwe:")]
    return list(dict.fromkeys(["security", *weaknesses, *threat.categories]))[:_MOST_TAGS]


def _help(rule: Rule | None, why: str, platforms: Collection[Platform]) -> dict[str, str]:
    """Why it is a threat, how to fix it there, and where to read on; as text and as Markdown."""
    if rule is None:
        return {"text": why, "markdown": why}
    library, known = load_library(), load_references()
    names = controls_on(platforms, rule.controls, resolving=rule.resolved_by, controls=library.controls)
    controls = [f"{library.controls[name].title}: {library.controls[name].how}" for name in names]
    sources = [known[name] for name in rule.references if name in known]
    text = [why, "How to fix it:", *(f"- {one}" for one in controls)]
    marked = [why, "## How to fix it", listed_lines(controls)]
    for name, patch in fixes_on(platforms, rule.fix).items():
        label, language = FIX_FORMATS[name]
        text += [f"{label}:", patch.rstrip()]
        marked += [f"### {label}", fenced(patch, language)]
    text += ["References:", *(f"- {one.display} {one.url}" for one in sources)]
    marked += ["## References", listed_lines(link(one.display, one.url) for one in sources)]
    return {"text": "\n".join(text), "markdown": "\n\n".join(marked)}


# --- results -----------------------------------------------------------------------------------


def _result(
    report: Report, threat: Threat, places: Mapping[str, int], new: set[str] | None
) -> dict[str, Any]:
    rule_id = _rule_id(threat)
    first, *others = _locations(report, threat)
    related = [{"id": number, **one} for number, one in enumerate(others[:_MOST_PLACES], 1)]
    state = {} if new is None else {"baselineState": "new" if threat.fingerprint in new else "unchanged"}
    return {
        "ruleId": rule_id,
        "ruleIndex": places[rule_id],
        "level": _LEVELS[threat.severity],
        "rank": float(threat.score),
        "message": {"text": _message(threat)},
        "locations": [first],
        **({"relatedLocations": related} if related else {}),
        # GitHub reads the first, others the second; neither changes when lines move.
        "partialFingerprints": {
            "primaryLocationLineHash": threat.fingerprint,
            "bulkheadThreat/v1": threat.fingerprint,
        },
        **state,
        "properties": {"severity": threat.severity, "element": threat.element},
    }


def _message(threat: Threat) -> str:
    """The title and the facts behind it; brackets would be taken for links."""
    facts = ", ".join(dict.fromkeys(one.fact for one in threat.evidence))
    text = f"{threat.title} ({facts})." if facts else f"{threat.title}."
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _locations(report: Report, threat: Threat) -> Iterator[dict[str, Any]]:
    """The place that caused the threat first, then those of the other evidence; one at least."""
    shown = shown_place(threat)
    evidence = [one for one in threat.evidence if one.file]
    ordered = [shown, *(one for one in evidence if one is not shown)] if shown else []
    places = [(one.file, one.line) for one in ordered] or [_file_of(report, threat.element)]
    for place, (file, line) in enumerate(dict.fromkeys(places)):
        yield _location(report, file, line, threat if place == 0 else None)


def _location(report: Report, file: str, line: int, threat: Threat | None) -> dict[str, Any]:
    uri, base = _uri(report, file)
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": uri, **base},
        "region": {"startLine": max(line, 1)},
    }
    if threat is None:
        return {"physicalLocation": physical}
    element = report.model.elements.get(threat.element)
    kind = {"kind": element.kind} if element else {}
    logical = {
        "name": subject_name(report.model, threat.element),
        "fullyQualifiedName": threat.element,
        **kind,
    }
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _file_of(report: Report, uid: str) -> tuple[str, int]:
    """Where an element or flow without evidence in a file is from; else the first file of the input."""
    model = report.model
    while uid:
        source = _source(model, uid)
        if source[0]:
            return source
        uid = (model.elements[uid].parent or "") if uid in model.elements else model.flows[uid].source
    return next((_source(model, one) for one in model.elements if _source(model, one)[0]), ("input", 1))


def _source(model: Model, uid: str) -> tuple[str, int]:
    source = model.elements[uid].source if uid in model.elements else model.flows[uid].provenance
    return source.file, source.line


def _uri(report: Report, file: str) -> tuple[str, dict[str, str]]:
    """The file as a URI, from the root of the repository where it is in it."""
    path = report.repository.path(file)
    if path.startswith("/"):
        return f"file://{quote(path)}", {}
    return quote(path), {"uriBaseId": "%SRCROOT%"}


def _notes(report: Report) -> Iterator[dict[str, Any]]:
    for problem in report.problems[:_MOST_NOTES]:
        yield _note(report, problem)


def _note(report: Report, problem: Problem) -> dict[str, Any]:
    return {
        "level": _NOTE_LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [_location(report, problem.file, problem.line, None)],
    }
