"""Evaluate the rules on elements and flows: threats where they hold, questions where facts are missing."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import cel

from threatmodel.engine.analysis.facts import Facts, Scope, flow_name
from threatmodel.engine.analysis.risk import BASE, score
from threatmodel.engine.analysis.verdicts import FIRED, Verdicts
from threatmodel.engine.library.frameworks import METHODS, Severity
from threatmodel.engine.library.loader import EvidenceSpec, Library, Rule, title_of
from threatmodel.engine.model import CATALOGUE, Element, Fact, FactValue, Flow, Model

ALL_METHODS: Final = frozenset(METHODS)
_SHOWN_ITEMS: Final = 20  # evidence of one threat stays readable


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that made a rule fire: whose it is, its value, and where it was read (line 0: no line)."""

    fact: str
    element: str
    value: FactValue
    file: str
    line: int
    origin: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Threat:
    """A rule that fired on one element or flow. `element` is the uid of either; score lies in 0..100."""

    fingerprint: str
    rule: str
    title: str
    element: str
    stride: tuple[str, ...]
    linddun: tuple[str, ...]
    severity: Severity
    score: int
    evidence: tuple[Evidence, ...]
    controls: tuple[str, ...]
    references: tuple[str, ...]
    covers: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A fact nobody has told yet, and the rules that wait for it; weight adds up their severities."""

    element: str
    fact: str
    text: str
    rules: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the rules say of a model: threats worst first, questions by the risk that waits on them."""

    threats: tuple[Threat, ...]
    questions: tuple[Question, ...]


def analyse(model: Model, library: Library, *, methods: frozenset[str] = ALL_METHODS) -> Analysis:
    """Find what threatens the model and what is not known.

    Order of threats: score downwards, then title, then fingerprint; equal input gives equal output.
    Cost: O(elements x rules of their kind + flows x rules of flows).
    """
    facts = Facts(model)
    verdicts = Verdicts(rule for rule in library.rules if _serves(rule, methods))
    threats: list[Threat] = []
    waiting: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for element in model.elements.values():
        _judge(model, verdicts, element.kind, facts.of_element(element), threats, waiting)
    for flow in model.flows.values():
        if flow.source in model.elements and flow.destination in model.elements:
            _judge(model, verdicts, "flow", facts.of_flow(flow), threats, waiting)
    threats.sort(key=lambda threat: (-threat.score, threat.title, threat.fingerprint))
    return Analysis(tuple(threats), _questions(model, waiting))


def fingerprint(rule_id: str, *uids: str) -> str:
    """Return the identity of a threat: 32 hex digits that survive renames, moves and re-imports."""
    return hashlib.sha256("\0".join((rule_id, *uids)).encode()).hexdigest()[:32]


def _serves(rule: Rule, methods: frozenset[str]) -> bool:
    """PASTA works on every weakness (its stage 5); the other methods on rules with their categories."""
    return (
        "pasta" in methods
        or ("stride" in methods and bool(rule.stride))
        or ("linddun" in methods and bool(rule.linddun))
    )


def _judge(
    model: Model,
    verdicts: Verdicts,
    kind: str,
    scope: Scope,
    threats: list[Threat],
    waiting: dict[tuple[str, str], list[Rule]],
) -> None:
    """Add what the rules of this kind say of the scope to the threats and to the facts waited for."""
    for rule, verdict in verdicts.of(kind, scope):
        if verdict is FIRED:
            threats.append(_threat(model, rule, scope))
        else:
            holder, fact = verdict
            waiting[(scope.holders[holder], fact)].append(rule)


def _threat(model: Model, rule: Rule, scope: Scope) -> Threat:
    subject = scope.holders["self"]
    names = {
        holder: str(values["name"]) for holder, values in scope.variables.items() if holder in scope.holders
    }
    return Threat(
        fingerprint=fingerprint(rule.id, subject),
        rule=rule.id,
        title=title_of(rule, names),
        element=subject,
        stride=rule.stride,
        linddun=rule.linddun,
        severity=rule.severity,
        score=score(rule.severity, scope.variables),
        evidence=tuple(e for spec in rule.evidence for e in _show(model, spec, scope)),
        controls=rule.controls,
        references=rule.references,
        covers=rule.covers,
        why=rule.why,
    )


def _show(model: Model, spec: EvidenceSpec, scope: Scope) -> list[Evidence]:
    uid = scope.holders.get(spec.holder)
    if uid is None:
        return []
    holder = model.flows.get(uid) or model.elements[uid]
    fact = holder.facts.get(spec.fact)
    if fact is None:
        return _derived_evidence(model, holder, spec, scope)
    if spec.where is None:
        return [_evidence(holder, spec.fact, fact, fact.value, fact.source.line)]
    return _matching_items(holder, spec.fact, spec.where, fact)


def _derived_evidence(
    model: Model, holder: Element | Flow, spec: EvidenceSpec, scope: Scope
) -> list[Evidence]:
    """Evidence for what follows from the model itself, such as a flow's crossing of a boundary."""
    if spec.fact not in scope.variables[spec.holder]:
        return []
    value = scope.variables[spec.holder][spec.fact]
    cause = model.flows.get(value) if spec.fact == "exposed_by" else None
    place = cause or holder
    source = place.provenance if isinstance(place, Flow) else place.source
    why = (cause.why if cause else "") or "Follows from the model."
    return [Evidence(spec.fact, holder.uid, value, source.file, source.line, "inferred", why)]


def _matching_items(holder: Element | Flow, name: str, where: cel.Program, fact: Fact) -> list[Evidence]:
    items = fact.value if isinstance(fact.value, list) else [fact.value]
    shown = [
        _evidence(
            holder,
            name,
            fact,
            item,
            fact.item_lines[n] if n < len(fact.item_lines) else fact.source.line,
        )
        for n, item in enumerate(items)
        if _holds(where, item)
    ]
    return shown[:_SHOWN_ITEMS]


def _holds(program: cel.Program, item: Any) -> bool:
    try:
        return program.execute({"item": item}) is True
    except (KeyError, RuntimeError, TypeError):
        return False


def _evidence(holder: Element | Flow, name: str, fact: Fact, value: FactValue, line: int) -> Evidence:
    place = (
        fact.source
        if fact.source.file
        else (holder.provenance if isinstance(holder, Flow) else holder.source)
    )
    return Evidence(
        name, holder.uid, value, place.file, line or place.line, fact.source.origin, fact.source.why
    )


def _questions(model: Model, waiting: Mapping[tuple[str, str], list[Rule]]) -> tuple[Question, ...]:
    questions = []
    for (uid, name), rules in waiting.items():
        text = _question_text(model, uid, name)
        if text:
            ids = tuple(sorted(rule.id for rule in rules))
            questions.append(Question(uid, name, text, ids, sum(BASE[rule.severity] for rule in rules)))
    questions.sort(key=lambda question: (-question.weight, question.element, question.fact))
    return tuple(questions)


def _question_text(model: Model, uid: str, name: str) -> str:
    flow = model.flows.get(uid)
    kind, subject = (
        ("flow", flow_name(model, flow)) if flow else (model.elements[uid].kind, model.elements[uid].name)
    )
    fact_type = CATALOGUE.fact(kind, name)
    return fact_type.question.replace("{name}", subject) if fact_type else ""
