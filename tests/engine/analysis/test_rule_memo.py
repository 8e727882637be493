"""What is kept of outcomes of rules is bounded, and clearing it changes no outcome."""

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings

from tests.engine.analysis.random_models import models
from tests.engine.analysis.tiny_library import LIBRARY
from threatmodel.engine.analysis import rule_memo
from threatmodel.engine.analysis.condition_dependencies import dependencies_of, variables_read
from threatmodel.engine.analysis.condition_evaluation import evaluate_naming, outcome
from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext, has_both_ends
from threatmodel.engine.analysis.rule_memo import RuleMemo
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.engine.model import Element, Fact, FactValue, Model, Source

RULES = LIBRARY.rules[::10]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models())
def test_clearing_all_that_is_kept_changes_no_outcome(model: Model) -> None:
    builder = ContextBuilder(model)
    contexts = [(one.kind, builder.of_element(one)) for one in model.elements.values()]
    memo = RuleMemo(RULES)
    expected = [memo.of(*one) for one in contexts]

    for bound in (0, 20):
        with patch.object(rule_memo, "_MAX_OUTCOMES", bound):
            memo = RuleMemo(RULES)
            assert [memo.of(*one) for one in contexts + contexts] == expected + expected


def test_what_is_kept_is_cleared_beyond_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_memo, "_MAX_OUTCOMES", 100)
    memo = RuleMemo(LIBRARY.rules)
    most = 0

    for number in range(200):
        facts = {"purpose": Fact(f"purpose {number}", Source("person"))}
        web = Element("web", "workload", "web", None, facts, Source("person"))
        memo.of("workload", ContextBuilder(Model({"web": web})).of_element(web))
        (kept,) = (one for kind, one in memo._kinds.items() if kind == "workload")
        most = max(most, kept._kept)
    numbers = sum(len(holder._numbers) for holder in kept._holders)

    assert most < 100 + len(LIBRARY.rules) * 2
    assert numbers < 150


def _rule(name: str, kind: str, when: str) -> Rule:
    entry = {
        "id": name,
        "title": "of this test",
        "applies_to": kind,
        "when": when,
        "severity": "low",
        "evidence": ["name"],
        "why": "of this test",
        "controls": ["of-this-test"],
        "references": [],
    }
    return build_rule(entry, where="this test")


def _contexts(*facts: dict[str, FactValue]) -> list[EvaluationContext]:
    source = Source("person")
    made = [
        Element(
            f"uid-{n}", "workload", f"web-{n}", None, {k: Fact(v, source) for k, v in one.items()}, source
        )
        for n, one in enumerate(facts)
    ]
    builder = ContextBuilder(Model({one.uid: one for one in made}))
    return [builder.of_element(one) for one in made]


def _count_evaluations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    evaluated: list[str] = []

    def evaluate(rule: Rule, *rest: Any) -> Any:
        evaluated.append(rule.id)
        return evaluate_naming(rule, *rest)

    monkeypatch.setattr(rule_memo, "evaluate_naming", evaluate)
    return evaluated


def test_a_rule_that_reads_names_leaves_others_their_common_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    named = _rule("of-names", "workload", "self.name.matches('-[13]$')")
    other = _rule("of-lists", "workload", "self.aliases.exists(a, a == 'www')")
    memo, evaluated = RuleMemo([named, other]), _count_evaluations(monkeypatch)
    aliases: list[dict[str, FactValue]] = [{"aliases": ["www"]}] * 4

    found = [[rule.id for rule, _ in memo.of("workload", one)] for one in _contexts(*aliases)]

    assert found == [["of-lists"], ["of-lists", "of-names"], ["of-lists"], ["of-lists", "of-names"]]
    assert evaluated.count("of-lists") == 1
    assert evaluated.count("of-names") == 4


def test_texts_that_rules_only_ask_for_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    memo, evaluated = (
        RuleMemo([_rule("of-uids", "workload", "!has(self.uid) || has(self.owner)")]),
        _count_evaluations(monkeypatch),
    )

    found = [len(memo.of("workload", one)) for one in _contexts({"owner": "a"}, {"owner": "b"}, {}, {})]

    assert found == [1, 1, 0, 0]
    assert len(evaluated) == 2


@pytest.mark.parametrize(
    ("when", "only"),
    [
        ("has(self.uid)", True),
        ("!has(self.uid) || has(self.uid)", True),
        ("has(self.uid) && self.uid != ''", False),
        ("size(self.uid) > 3", False),
        ("self.name == 'has(self.uid)'", True),  # nothing of it is read
    ],
)
def test_what_is_only_asked_for_is_read_nowhere_else(when: str, only: bool) -> None:
    assert dependencies_of(_rule("one", "workload", when)).asks_only_for(("self", "uid")) is only


def test_names_that_begin_with_none_of_the_texts_of_a_rule_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = _rule(
        "of-names", "workload", "['web-1', 'db'].exists(n, self.name == n || self.name.startsWith(n + '-'))"
    )
    memo, evaluated = RuleMemo([rule]), _count_evaluations(monkeypatch)

    found = [len(memo.of("workload", one)) for one in _contexts({}, {}, {}, {})]

    assert found == [0, 1, 0, 0]  # of web-0 to web-3
    assert len(evaluated) == 2


@pytest.mark.parametrize(
    ("when", "texts"),
    [
        ("self.name == 'a' || self.name.startsWith('b-')", ["a", "b-"]),
        ("self.name.startsWith('b' + self.tier)", ["b"]),
        ("['a', 'b'].exists(n, self.name.startsWith(n + '-'))", ["a", "b", "-"]),
        ("self.name.startsWith('b') && self.name.endsWith('c')", None),
        ("self.name.startsWith(self.tier)", None),
        ("('a' + self.name).startsWith('ab')", None),
        ("'a' + self.name == 'ab' || self.name.startsWith('c')", None),
        ("'a' +  self.name == 'ab' || self.name.startsWith('c')", None),
        ("self.name.startsWith('c') || 'a' +\n self.name == 'ab'", None),
        ("self.tiers.exists(t, self.name.startsWith(t))", None),
        ("['a'].exists(n, self.name.startsWith(n)) || self.tiers.exists(n, self.name.startsWith(n))", None),
        (r"self.name.startsWith('\x61')", None),
    ],
)
def test_the_texts_that_decide_are_all_that_a_name_may_begin_with(when: str, texts: list[str] | None) -> None:
    assert dependencies_of(_rule("one", "workload", when)).beginnings_of(("self", "name")) == texts


@pytest.mark.parametrize(
    ("when", "fields"),
    [
        ("flow.encrypted", ()),
        ("crosses.all(c, c.kind == 'namespace' || c.tier == 'a')", ("kind", "tier")),
        ("crosses.all(c, c.kind == 'node') && crosses.exists(z, has(z.tier))", ("kind", "tier")),
        ("crosses.exists(c, true)", None),
        ("crosses.exists(c, c == destination)", None),
        ("crosses.exists(c, c.kind == 'node') && size(crosses) > 1", None),
        ("crosses[0].kind == 'node'", None),
        ("crosses.exists(c, c.kind == 'node') && self['tier'] == 'a'", None),
    ],
)
def test_the_fields_of_boundaries_that_a_condition_reads_are_known_where_it_reads_no_more(
    when: str, fields: tuple[str, ...] | None
) -> None:
    assert dependencies_of(_rule("one", "flow", when)).crossed == fields


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models())
def test_the_facts_that_a_condition_reads_are_enough_for_its_outcome(model: Model) -> None:
    builder = ContextBuilder(model)
    flows = (one for one in model.flows.values() if has_both_ends(model, one))
    scopes = [(one.kind, builder.of_element(one)) for one in model.elements.values()]
    scopes += [("flow", builder.of_flow(one)) for one in flows]

    for kind, scope in scopes:
        for rule in (one for one in RULES if kind in one.applies_to):
            assert outcome(rule, variables_read(rule, scope.variables)) == outcome(rule, scope.variables)
