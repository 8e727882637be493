"""What is kept of outcomes of rules is bounded, and clearing it changes no outcome."""

from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings

from tests.engine.analysis.random_models import models
from tests.engine.analysis.tiny_library import LIBRARY
from threatmodel.engine.analysis import rule_memo
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_memo import RuleMemo
from threatmodel.engine.model import Element, Fact, Model, Source

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
