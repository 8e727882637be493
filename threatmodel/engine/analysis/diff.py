"""What differs from an earlier report: pipelines fail only on new threats, and readers see the changes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from threatmodel.engine.analysis.rules import Threat
from threatmodel.engine.model import Element, Fact, Flow, Model
from threatmodel.engine.model.names import name_in
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


class ResolvedThreat(Record, frozen=True):
    """A threat of the earlier report that is not found any more."""

    fingerprint: str
    rule: str
    title: str
    element: str
    severity: str


class ReportDiff(Record, frozen=True):
    """What is new, different and gone since a baseline."""

    elements: SubjectDiffs
    flows: SubjectDiffs
    new_threats: tuple[Threat, ...]
    resolved_threats: tuple[ResolvedThreat, ...]


def read_baseline(path: str) -> Baseline:
    """Read a JSON report.

    Raises InvalidBaseline when the file cannot be read as one.
    """
    try:
        raw = orjson.loads(Path(path).read_bytes())
        return Baseline(
            _by_uid(raw["elements"]),
            _by_uid(raw["flows"]),
            {threat["fingerprint"]: threat for threat in raw["threats"]},
            {one["source"]: one["target"] for one in raw.get("relations", ()) if one["type"] == "uses_image"},
        )
    except OSError as fault:
        raise InvalidBaseline(f"{path}: {fault.strerror or fault}") from fault
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as fault:
        raise InvalidBaseline(f"{path}: not a report written with --format json") from fault


def _by_uid(parts: Iterable[_Json]) -> dict[str, _Json]:
    """The parts of a report; one without facts or ends is no part of a report, and raises KeyError."""
    return {part["uid"]: {**part, "facts": dict(part["facts"])} for part in parts}


def diff_from_baseline(baseline: Baseline, model: Model, threats: Iterable[Threat]) -> ReportDiff:
    """Compare a model and its threats with a baseline.

    That something moved to another line or file is no change. Order: by uid; threats as they are given.
    """
    found = tuple(threats)
    now = {threat.fingerprint for threat in found}
    return ReportDiff(
        _parts(baseline.elements, {uid: _element(element) for uid, element in model.elements.items()}),
        _parts(baseline.flows, {uid: _flow(flow) for uid, flow in model.flows.items()}),
        tuple([threat for threat in found if not baseline.knows(threat)]),
        tuple([_resolved(key, threat) for key, threat in sorted(baseline.threats.items()) if key not in now]),
    )


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


def _resolved(fingerprint: str, threat: _Json) -> ResolvedThreat:
    rule, title, element, severity = (
        str(threat.get(key, "")) for key in ("rule", "title", "element", "severity")
    )
    return ResolvedThreat(fingerprint, rule, title, element, severity)
