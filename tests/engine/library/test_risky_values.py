"""What a person says has an effect: each risky value raises a threat, whatever else is known or not."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_evaluation import RuleEvaluator
from threatmodel.engine.library.examples import EMPTY_FIELDS
from threatmodel.engine.library.loader import load_library, read_yaml
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import CATALOGUE, Element, Fact, FactType, Flow, Model, Source

EVALUATOR = RuleEvaluator(load_library())
DRAWN = Source("person", by="somebody", at="2026-01-01T00:00:00Z")
EXCEPTIONS: Mapping[str, Any] = read_yaml(Path(__file__).with_name("risky_values.yaml"))
ONLY_DESCRIBE: Mapping[str, Mapping[str, str]] = EXCEPTIONS["only_describe"]
ONLY_BESIDE: Mapping[tuple[str, str], Mapping[str, Any]] = {
    (kind, fact): one for one in EXCEPTIONS["only_beside"] for kind in one["kinds"] for fact in one["facts"]
}
WITHOUT_EFFECT: Mapping[str, Mapping[str, str]] = EXCEPTIONS["without_effect"]
SILENT_BESIDE = {
    (kind, fact, name, value)
    for one in EXCEPTIONS["silent_beside"]
    for kind in one["kinds"]
    for fact in one["facts"]
    for name, values in one["beside"].items()
    for value in values
}
# Facts beside which each risky value is judged, and those of their values that make data more sensitive.
BESIDE = ("data_classification", "personal_data", "special_category", "purpose", "criticality", "privileged")
SENSITIVE = {
    ("data_classification", "confidential"),
    ("data_classification", "restricted"),
    ("personal_data", True),
    ("special_category", True),
}
FLOW = "flow"
NOTHING = SEVERITIES.index("info")  # what only informs is no effect
STATED_UNASKED = {"port", "published_port"}  # the form offers them, although no question asks for them


def _facts_of(kind: str) -> Iterator[FactType]:
    """The facts of a kind that a person may state."""
    facts = CATALOGUE.flow_facts if kind == FLOW else CATALOGUE.kinds[kind].facts
    return (fact for fact in facts.values() if fact.question or fact.name in STATED_UNASKED)


STATED = [(kind, fact) for kind in (*CATALOGUE.kinds, FLOW) for fact in _facts_of(kind)]
RISKY = [(kind, fact, value) for kind, fact in STATED for value in fact.risky]


def _value(fact: FactType | None, value: Any) -> Any:
    if fact is None or fact.type != "records":
        return value
    return [
        {name: record.get(name, EMPTY_FIELDS[of]) for name, of in fact.fields.items()} for record in value
    ]


def _drawn(kind: str, uid: str, parent: str | None = None, **facts: Any) -> Element:
    return Element(uid, kind, f"my {uid}", parent, {k: Fact(v, DRAWN) for k, v in facts.items()}, DRAWN)


def _flow(source: str, **facts: Any) -> Model:
    """A flow between two components of one zone, or to one of them from `source`."""
    elements = [
        _drawn("internet", "internet"),
        _drawn("boundary", "here"),
        _drawn("boundary", "there"),
        _drawn("workload", "neighbor", "here"),
        _drawn("workload", "stranger", "there"),
        _drawn("workload", "target", "here"),
    ]
    stated = {name: Fact(value, DRAWN) for name, value in facts.items()}
    flow = Flow("it", source, "target", "", stated, "drawn", "", DRAWN)
    return Model({element.uid: element for element in elements}, (), {"it": flow})


def _models(kind: str, facts: Mapping[str, Any]) -> Iterator[Model]:
    """The drawn element with these facts, in the places where it may be; it is called "it"."""
    if kind == FLOW:
        yield from (_flow(source, **facts) for source in ("neighbor", "stranger", "internet"))
        return
    if kind != "init-container":
        yield Model({"it": _drawn(kind, "it", **facts)}, (), {})
    if kind in {"container", "init-container"}:
        yield Model({"pod": _drawn("workload", "pod"), "it": _drawn(kind, "it", "pod", **facts)}, (), {})


def _found(model: Model) -> dict[str, int]:
    """How severe the threat of each rule is, from 0 for critical on."""
    facts = ContextBuilder(model)
    element = model.elements.get("it")
    scope = facts.of_element(element) if element else facts.of_flow(model.flows["it"])
    threats = EVALUATOR.of(facts, element or model.flows["it"], scope).threats
    return {threat.rule: SEVERITIES.index(threat.severity) for threat in threats}


def _raised(kind: str, fact: FactType, value: Any, beside: Mapping[str, Any]) -> list[int]:
    """The worst threat that the value raises or makes worse beside these facts, in each place.

    It is a severity, from 0 for critical on; NOTHING where there is none.
    """
    around = {name: _value(CATALOGUE.fact(kind, name), given) for name, given in beside.items()}
    stated = {**around, fact.name: _value(fact, value)}
    pairs = zip(_models(kind, around), _models(kind, stated), strict=True)
    raised = []
    for before, after in pairs:
        known = _found(before)
        new = [worst for rule, worst in _found(after).items() if worst < known.get(rule, NOTHING)]
        raised.append(min(new, default=NOTHING))
    return raised


def _silent(kind: str, fact: FactType, value: Any, beside: Mapping[str, Any]) -> bool:
    """Whether the value raises no threat in one of the places, beside these facts."""
    return NOTHING in _raised(kind, fact, value, beside)


@pytest.mark.parametrize(
    ("kind", "fact", "value"), RISKY, ids=[f"{kind}.{fact.name}={value}" for kind, fact, value in RISKY]
)
def test_a_risky_value_raises_a_threat(kind: str, fact: FactType, value: Any) -> None:
    beside = ONLY_BESIDE.get((kind, fact.name), {}).get("beside", {})

    if beside:
        assert _silent(kind, fact, value, {}), "it raises a threat by itself: remove it from only_beside"
    excused = fact.name in WITHOUT_EFFECT.get(kind, {}) and value == fact.risky[-1]
    assert _silent(kind, fact, value, beside) == excused


class Beside(NamedTuple):
    """A risky value beside a value of another fact: what it raises in each place, without it and with it."""

    fact: str
    other: str
    value: Any
    alone: list[int]
    together: list[int]


@cache
def _beside(kind: str) -> tuple[Beside, ...]:
    """All pairs of a kind, except of risky values that raise nothing by themselves."""
    pairs = []
    for fact, value in [(fact, value) for of, fact, value in RISKY if of == kind]:
        needed = ONLY_BESIDE.get((kind, fact.name), {}).get("beside", {})
        alone = _raised(kind, fact, value, needed)
        others = [CATALOGUE.fact(kind, name) for name in BESIDE if name not in {fact.name, *needed}]
        for other in [one for one in others if one and NOTHING not in alone]:
            for given in other.options or (True, False):
                together = _raised(kind, fact, value, {**needed, other.name: given})
                pairs.append(Beside(fact.name, other.name, given, alone, together))
    return tuple(pairs)


@pytest.mark.parametrize("kind", [*CATALOGUE.kinds, FLOW])
def test_a_risky_value_raises_a_threat_beside_other_facts(kind: str) -> None:
    silent = {(kind, one.fact, one.other, one.value) for one in _beside(kind) if NOTHING in one.together}

    assert silent == {one for one in SILENT_BESIDE if one[0] == kind}


@pytest.mark.parametrize("kind", [*CATALOGUE.kinds, FLOW])
def test_more_sensitive_data_makes_no_risky_value_less_severe(kind: str) -> None:
    sensitive = [one for one in _beside(kind) if (one.other, one.value) in SENSITIVE]
    lowered = [
        (one.fact, one.other, one.value)
        for one in sensitive
        if any(b > a for a, b in zip(one.alone, one.together, strict=True))
    ]

    assert lowered == []


@pytest.mark.parametrize(("kind", "fact"), STATED, ids=[f"{kind}.{fact.name}" for kind, fact in STATED])
def test_a_fact_has_risky_values_or_a_reason(kind: str, fact: FactType) -> None:
    reason = ONLY_DESCRIBE.get(kind, {}).get(fact.name) or ONLY_DESCRIBE["any"].get(fact.name)

    assert bool(fact.risky) != bool(reason), "name its risky values in catalogue.yaml, or why it has none"


def test_exceptions_name_stated_facts_and_give_a_reason() -> None:
    stated = {(kind, fact.name) for kind, fact in STATED}
    excused = [ONLY_DESCRIBE, WITHOUT_EFFECT]
    named = {(kind, name) for one in excused for kind, names in one.items() for name in names}
    reasons = [reason for one in excused for names in one.values() for reason in names.values()]
    reasons += [one["reason"] for name in ("only_beside", "silent_beside") for one in EXCEPTIONS[name]]

    assert {pair for pair in named if pair[0] != "any"} | ONLY_BESIDE.keys() <= stated
    assert ONLY_DESCRIBE["any"].keys() <= {name for _, name in stated}
    assert all(reason.endswith(".") for reason in reasons)
