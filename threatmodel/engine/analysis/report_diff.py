"""What differs from an earlier report: pipelines fail only on new threats, and readers see the changes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from msgspec.structs import replace

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.analysis.threat_verification import FileEvidence
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Element, Fact, Flow, Model
from threatmodel.engine.model.name_validation import name_in
from threatmodel.engine.model.struct_base import Record

_Json = Mapping[str, Any]
_PLACES: Final = ("kind", "name", "parent", "source", "destination")  # of an element or flow, besides facts


class InvalidBaseline(ValueError):
    """The file is no JSON report of Bulkhead; the message names it."""


class Baseline(Record, frozen=True):
    """What an earlier report held, by uid and by fingerprint."""

    elements: Mapping[str, _Json]
    flows: Mapping[str, _Json]
    threats: Mapping[str, _Json]
    images: Mapping[str, str] = {}  # of containers

    def knows(self, threat: Threat) -> bool:
        """Whether the threat was there before."""
        return threat.fingerprint in self.threats


class ValueDiff(Record, frozen=True):
    """A value of an element or flow that differs; None where there was or is none."""

    fact: str
    before: Any
    after: Any


class SubjectDiff(Record, frozen=True):
    """An element or flow that was added, changed or removed; `changes` is empty unless it changed."""

    uid: str
    kind: str
    name: str
    changes: tuple[ValueDiff, ...] = ()


class SubjectDiffs(Record, frozen=True):
    """Elements or flows, each list by uid."""

    added: tuple[SubjectDiff, ...]
    changed: tuple[SubjectDiff, ...]
    removed: tuple[SubjectDiff, ...]


class ThreatLine(Record, frozen=True):
    """A threat as a list of changes shows it.

    `place` is where a file states what caused it. A resolved one is `verified` by a control when the files
    show that the fact which it changes has ended the threat; `proof` are those facts as they are now.
    """

    fingerprint: str
    rule: str
    title: str
    element: str
    severity: str
    place: str = ""
    verified: str = ""
    proof: tuple[Evidence, ...] = ()

    @property
    def is_scenario(self) -> bool:
        """Whether it is an attack scenario, which is made up of other threats."""
        return self.rule.startswith(RULE_PREFIX)


class ReportDiff(Record, frozen=True):
    """What is new, different and gone since a baseline."""

    elements: SubjectDiffs
    flows: SubjectDiffs
    new_threats: tuple[ThreatLine, ...]
    resolved_threats: tuple[ThreatLine, ...]


def read_baseline(path: str) -> Baseline:
    """Read a JSON report.

    Raises InvalidBaseline when the file cannot be read as one.
    """
    try:
        return parse_baseline(Path(path).read_bytes())
    except OSError as fault:
        raise InvalidBaseline(f"{path}: {fault.strerror or fault}") from fault
    except InvalidBaseline as fault:
        raise InvalidBaseline(f"{path}: {fault}") from fault


def parse_baseline(text: bytes) -> Baseline:
    """Return what a JSON report holds. Raises InvalidBaseline when the text is none."""
    try:
        raw = orjson.loads(text)
        return Baseline(
            _by_uid(raw["elements"]),
            _by_uid(raw["flows"]),
            {threat["fingerprint"]: threat for threat in raw["threats"]},
            {one["source"]: one["target"] for one in raw.get("relations", ()) if one["type"] == "uses_image"},
        )
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as fault:
        raise InvalidBaseline("not a report written with --format json") from fault


def _by_uid(parts: Iterable[_Json]) -> dict[str, _Json]:
    """The parts of a report; one without facts or ends is no part of a report, and raises KeyError."""
    return {part["uid"]: {**part, "facts": dict(part["facts"])} for part in parts}


def diff_from_baseline(
    baseline: Baseline,
    model: Model,
    threats: Iterable[Threat],
    *,
    suppressed: Iterable[Threat] = (),
    files: FileEvidence | None = None,
) -> ReportDiff:
    """Compare a model and its threats with a baseline.

    That something moved to another line or file is no change. `suppressed` threats are neither new nor
    resolved. `files` show what has ended a threat. Order: by uid; threats as they are given,
    resolved ones by the score that they had.
    """
    found = tuple(threats)
    now = {threat.fingerprint for threat in (*found, *suppressed)}
    gone = [threat for key, threat in baseline.threats.items() if key not in now]
    gone.sort(key=lambda threat: (-threat.get("score", 0), threat["fingerprint"]))
    return ReportDiff(
        _parts(baseline.elements, {uid: _element(element) for uid, element in model.elements.items()}),
        _parts(baseline.flows, {uid: _flow(flow) for uid, flow in model.flows.items()}),
        tuple([_line(threat) for threat in found if not baseline.knows(threat)]),
        tuple([_with_proof(_stored_line(threat), threat, files) for threat in gone]),
    )


def diff_of_reports(before: Baseline, after: Baseline) -> ReportDiff:
    """Compare two reports. Order: by uid; threats as the reports have them."""
    return ReportDiff(
        _parts(before.elements, after.elements),
        _parts(before.flows, after.flows),
        tuple([_stored_line(one) for key, one in after.threats.items() if key not in before.threats]),
        tuple([_stored_line(one) for key, one in before.threats.items() if key not in after.threats]),
    )


def shown_place(threat: Threat) -> Evidence | None:
    """Return the evidence that a file states, else that of what follows from it; None without a file."""
    places = [one for one in threat.evidence if one.file]
    return next((one for one in places if one.origin == "file"), places[0] if places else None)


def place_text(file: str, line: int) -> str:
    """Return a place as people write it: file:line, or the file alone."""
    return f"{file}:{line}" if line else file


def _element(element: Element) -> _Json:
    return {
        "kind": element.kind,
        "name": element.name,
        "parent": element.parent,
        "facts": _values(element.facts),
    }


def _flow(flow: Flow) -> _Json:
    return {
        "name": flow.name,
        "source": flow.source,
        "destination": flow.destination,
        "facts": _values(flow.facts),
    }


def _values(facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts.items()}


def _parts(before: Mapping[str, _Json], after: Mapping[str, _Json]) -> SubjectDiffs:
    both = sorted(before.keys() & after.keys())
    compared = (_part(uid, after, _differences(before[uid], after[uid])) for uid in both)
    return SubjectDiffs(
        added=tuple([_part(uid, after) for uid in sorted(after.keys() - before.keys())]),
        changed=tuple([part for part in compared if part.changes]),
        removed=tuple([_part(uid, before) for uid in sorted(before.keys() - after.keys())]),
    )


def _part(uid: str, parts: Mapping[str, _Json], changes: tuple[ValueDiff, ...] = ()) -> SubjectDiff:
    part = parts[uid]
    name, around = str(part.get("name") or uid), parts.get(str(part.get("parent")))
    if around is not None:
        name = name_in(str(around.get("name")), str(around.get("kind")), name)
    return SubjectDiff(uid, str(part.get("kind") or "flow"), name, changes)


def _differences(before: _Json, after: _Json) -> tuple[ValueDiff, ...]:
    places = [ValueDiff(key, before.get(key), after[key]) for key in _PLACES if key in after]
    was, now = before["facts"], after["facts"]
    facts = [ValueDiff(name, was.get(name), now.get(name)) for name in sorted({*was, *now})]
    return tuple([change for change in (*places, *facts) if change.before != change.after])


def _line(threat: Threat) -> ThreatLine:
    shown = shown_place(threat)
    place = place_text(shown.file, shown.line) if shown else ""
    return ThreatLine(threat.fingerprint, threat.rule, threat.title, threat.element, threat.severity, place)


def _stored_line(threat: _Json) -> ThreatLine:
    """A threat of a report; what is missing in it is empty."""
    places = [one for one in threat.get("evidence", ()) if one.get("file")]
    shown = next((one for one in places if one.get("origin") == "file"), places[0] if places else None)
    return ThreatLine(
        fingerprint=str(threat.get("fingerprint", "")),
        rule=str(threat.get("rule", "")),
        title=str(threat.get("title", "")),
        element=str(threat.get("element", "")),
        severity=str(threat.get("severity", "")),
        place=place_text(str(shown["file"]), int(shown.get("line", 0))) if shown else "",
    )


def _with_proof(line: ThreatLine, threat: _Json, files: FileEvidence | None) -> ThreatLine:
    """The line with the control that the files show to be in place, as an import verifies a mitigation."""
    rule = load_library().rule(line.rule)
    if files is None or rule is None or files.shown(rule, line.element) != "resolved":
        return line
    control, proof = _proof(rule, line.element, threat, files)
    return replace(line, verified=control, proof=proof)


def _proof(rule: Rule, uid: str, threat: _Json, files: FileEvidence) -> tuple[str, tuple[Evidence, ...]]:
    then = [one for one in threat.get("evidence", ()) if {"fact", "value"} <= one.keys()]
    for control, facts in rule.resolved_by.items():
        if proof := files.proved(rule, uid, facts, then):
            return control, proof
    return "", ()
