"""What people decided about threats, with what bulkhead.yaml says: as the application defines it.

A threat is mitigated when at least one mitigation counts and all that count are done; else accepted while an
approved acceptance covers it, until its last day, no more severe than it was, with the same facts.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import chain
from typing import Any, Final

from msgspec.structs import replace

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat, threat_order
from threatmodel.engine.analysis.threat_fingerprint import fingerprint
from threatmodel.engine.analysis.threat_score import BASE_SCORES, overridden_score
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import TEAM_PREFIX
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Model
from threatmodel.engine.model.bulkhead_yaml_statements import (
    MITIGATION_DONE,
    Statement,
    Statements,
    threat_key,
    threat_parts,
)
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.threat_statuses import with_risk

MANUAL: Final = "manual-threat"
"""What stands in the place of the rule of a threat that a person wrote."""
_DIGEST_LENGTH: Final = 16
_WANT_WORK: Final = with_risk("open")
_Name = tuple[str, str, str]  # fingerprint, rule and uid of a threat; of one that a person wrote the first
_HINTS: Final = 10  # each compares all names
_MOST_FAULTS: Final = 200


class DecidedThreat(Record, frozen=True):
    """A threat that wants no work: not applicable, mitigated or accepted; who says so, why, until when."""

    threat: Threat
    status: str
    reason: str = ""
    until: str = ""
    by: str = ""
    line: int = 0


class StatedFault(Record, frozen=True):
    """What a statement is about is not here; a warning, unless the threat may have been resolved."""

    line: int
    message: str


class Decisions(Record, frozen=True):
    """The analysis without the threats that are decided, these, those that need information, and faults.

    `mitigations` are those that people state of each threat, by its fingerprint.
    """

    analysis: Analysis
    decided: tuple[DecidedThreat, ...] = ()
    needs_info: tuple[str, ...] = ()  # fingerprints
    faults: tuple[StatedFault, ...] = ()
    mitigations: Mapping[str, tuple[Statement, ...]] = {}


def decide(
    model: Model, analysis: Analysis, statements: Statements, library: Library, *, today: date | None = None
) -> Decisions:
    """Apply what people decided. Without a day nothing has expired.

    The threats of the analysis are sorted. Cost: O(threats + statements); none where nobody states anything.
    """
    if not statements.items:
        return Decisions(analysis)
    manual, faults = _manual_threats(model, analysis, statements)
    faults += _misaddressed(model, analysis, statements, library)
    threats = _with_severities([*analysis.threats, *manual], statements)
    work = _Work(statements, today)
    left: list[Threat] = []
    decided: list[DecidedThreat] = []
    asked: list[str] = []
    for threat in sorted(threats, key=threat_order):
        found = work.of(threat)
        if found is None or found.status in _WANT_WORK:
            left.append(threat)
            asked += [threat.fingerprint] if found else []
        else:
            decided.append(found)
    return Decisions(
        replace(analysis, threats=tuple(left)),
        tuple(decided),
        tuple(asked),
        tuple(sorted(faults, key=lambda one: (one.line, one.message))),
        {one.fingerprint: stated for one in threats if (stated := work.mitigations_of(one))},
    )


def facts_digest(threat: Threat) -> str:
    """Return the first digits of the hash of what makes up a threat: its subject and the facts behind it."""
    return digest_of_facts(
        threat.element,
        "possible" if threat.is_possible else "found",
        [[one.element, one.fact, one.value] for one in threat.evidence],
    )[:_DIGEST_LENGTH]


def digest_of_facts(uid: str, certainty: str, facts: Iterable[list[Any]]) -> str:
    """Return a hash of the facts behind a threat, whatever their order.

    Where a fact stands in the files, what things are called and how attackers reach them make no difference.
    """
    ordered = sorted(json.dumps(one, sort_keys=True) for one in facts)
    return hashlib.sha256(json.dumps([uid, certainty, ordered]).encode()).hexdigest()


def fingerprint_of(key: str) -> str:
    """Return the fingerprint of the threat with this key."""
    rule, uid, given = threat_parts(key)
    return given or (fingerprint(rule, uid) if rule else uid)


# --- status ------------------------------------------------------------------------------------


def _name_of(threat: Threat) -> _Name:
    return _name(threat.fingerprint, "" if threat.rule == MANUAL else threat.rule, threat.element)


def _named(key: str) -> _Name:
    """The threat that a key names; a fingerprint of another rule or element names none."""
    rule, uid, _ = threat_parts(key)
    return _name(fingerprint_of(key), rule, uid)


def _name(fingerprint_: str, rule: str, uid: str) -> _Name:
    return fingerprint_, rule, uid if rule else ""


class _Work:
    """Decisions, mitigations and acceptances by the names of their threats."""

    def __init__(self, statements: Statements, today: date | None) -> None:
        self._today = today.isoformat() if today else ""
        self._stated: dict[_Name, tuple[Mapping[str, Any], int]] = {}
        self._mitigations: dict[_Name, list[Statement]] = defaultdict(list)
        self._acceptances: dict[_Name, list[tuple[Statement, Mapping[str, str]]]] = defaultdict(list)
        for one in statements.of("threats", "manual_threats"):
            if decision := one.values.get("decision"):
                key = one.key if one.section == "threats" else threat_key("", one.key)
                self._stated[_named(key)] = decision, one.line
        for one in statements.of("mitigations"):
            for key in one.values["threats"]:
                self._mitigations[_named(key)].append(one)
        for one in statements.of("acceptances"):
            for key, accepted in one.values["threats"].items():
                self._acceptances[_named(key)].append((one, accepted))

    def of(self, threat: Threat) -> DecidedThreat | None:
        """What became of a threat; None while it is open."""
        stated, line = self._stated.get(_name_of(threat), ({}, 0))
        status, reason = stated.get("status", ""), stated.get("reason", "")
        if status and status not in _WANT_WORK:
            return DecidedThreat(threat, status, reason, line=line)
        if not status and (done := self._mitigated(threat)) is not None:
            return done
        if (accepted := self._accepted(threat)) is not None:
            return accepted
        return DecidedThreat(threat, status, reason, line=line) if status else None

    def mitigations_of(self, threat: Threat) -> tuple[Statement, ...]:
        """What people do about a threat, as it is stated."""
        return tuple(self._mitigations.get(_name_of(threat), ()))

    def _mitigated(self, threat: Threat) -> DecidedThreat | None:
        """A rejected mitigation counts for nothing; all others have to be done."""
        counting = [one for one in self.mitigations_of(threat) if one.values["status"] != "rejected"]
        if not counting or any(one.values["status"] not in MITIGATION_DONE for one in counting):
            return None
        named = ", ".join(f"{one.key} {one.values['title']}" for one in counting)
        return DecidedThreat(threat, "mitigated", named, line=counting[0].line)

    def _accepted(self, threat: Threat) -> DecidedThreat | None:
        for one, accepted in self._acceptances.get(_name_of(threat), ()):
            values = one.values
            if not values["approved_by"].strip() or values["expires"] < self._today:
                continue
            worst = accepted.get("severity", threat.severity)
            if SEVERITIES.index(threat.severity) < SEVERITIES.index(worst):
                continue
            if accepted.get("facts", facts_digest(threat)) == facts_digest(threat):
                until, by = values["expires"], values["approved_by"]
                return DecidedThreat(threat, "accepted", values["justification"], until, by, one.line)
        return None


# --- threats -----------------------------------------------------------------------------------


def _manual_threats(
    model: Model, analysis: Analysis, statements: Statements
) -> tuple[list[Threat], list[StatedFault]]:
    found, faults = [], []
    taken = {one.fingerprint for one in analysis.threats}
    for one in statements.of("manual_threats"):
        uid, values = one.values["element"], one.values
        if one.key in taken:
            message = "Its uid is that of a threat that a rule finds, so it is left out; remove the uid."
            faults.append(StatedFault(one.line, message))
            continue
        if uid and uid not in model.elements and uid not in model.flows:
            message = f"No element or flow {uid} here, so the threat is left out; was it renamed or removed?"
            faults.append(StatedFault(one.line, message))
            continue
        severity = values["severity"]
        stated = {*values["categories"]}
        methods = {
            name: tuple([category for category in method.categories if category in stated])
            for name, method in METHODS.items()
        }
        found.append(
            Threat(
                fingerprint=one.key,
                rule=MANUAL,
                title=values["title"],
                element=uid,
                methods=methods,
                severity=severity,
                score=BASE_SCORES[severity],
                evidence=(),
                controls=(),
                references=tuple(values["references"]),
                covers=(),
                why=values["description"],
            )
        )
    return found, faults


def _with_severities(threats: Iterable[Threat], statements: Statements) -> list[Threat]:
    """The threats with the severity that people gave them instead."""
    levels = {
        _named(one.key): one.values["severity"]["level"]
        for one in statements.of("threats")
        if "severity" in one.values
    }
    return [
        replace(one, severity=level, score=_overridden(one, level))
        if (level := levels.get(_name_of(one)))
        else one
        for one in threats
    ]


def _overridden(threat: Threat, level: str) -> int:
    is_gap = bool(threat.hardening_of)
    return overridden_score(level, computed=threat.severity, score=threat.score, is_gap=is_gap)


def _misaddressed(
    model: Model, analysis: Analysis, statements: Statements, library: Library
) -> list[StatedFault]:
    """Rules and elements that are not here. A threat that is resolved is no fault."""
    addresses = _Addresses(model, analysis, library, {one.key for one in statements.of("manual_threats")})
    faults: dict[StatedFault, None] = {}
    for one in statements.of("threats", "mitigations", "acceptances"):
        for key in (one.key,) if one.section == "threats" else one.values["threats"]:
            if len(faults) < _MOST_FAULTS and (fault := addresses.fault(key)):
                faults[StatedFault(one.line, fault)] = None
    return list(faults)


class _Addresses:
    """What threats are named by, and the closest name for those that lead nowhere."""

    def __init__(self, model: Model, analysis: Analysis, library: Library, manual: Collection[str]) -> None:
        self._model, self._manual = model, manual
        self._found = {one.fingerprint: one for one in analysis.threats}
        self._rules = {rule.id for rule in library.rules}
        self._hints = 0

    def fault(self, key: str) -> str:
        """Return what is wrong with the key of a threat, or an empty text."""
        rule, uid, given = threat_parts(key)
        if not rule:
            return "" if uid in self._manual else f"No threat by hand is called {uid}."
        if rule not in self._rules and not rule.startswith((RULE_PREFIX, TEAM_PREFIX)):
            return f"No rule is called {rule}; {self._hint(rule, self._rules)}?"
        other = self._found.get(given)
        if other is not None and (other.rule, other.element) != (rule, uid):
            return (
                f"The fingerprint {given} is that of {other.rule} on {other.element}; it is ignored. "
                "Name that rule and element, or remove the fingerprint."
            )
        if uid in self._model.elements or uid in self._model.flows:
            return ""
        hint = self._hint(uid, self._model.elements, self._model.flows)
        return f"No element or flow {uid} here; {hint}? What was decided there counts for nothing."

    def _hint(self, name: str, *names: Collection[str]) -> str:
        self._hints += 1
        is_tried = self._hints <= _HINTS
        close = get_close_matches(name, [*chain(*names)], n=1, cutoff=0.8) if is_tried else ()
        return f"did you mean {close[0]}" if close else "was it renamed or removed"
