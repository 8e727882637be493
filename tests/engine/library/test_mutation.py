"""The examples notice when a condition changes."""

import pytest

from tests.engine.library.mutation import conditional_steps, mutants, score_of
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule, build_rule

LEAST_CAUGHT = 0.98  # share of the mutants that the examples must notice


@pytest.fixture
def rule() -> Rule:
    return build_rule(
        {
            "id": "of-this-test",
            "title": "of this test",
            "applies_to": "container",
            "when": "self.mounts.exists(m, m.type == 'a && b' && !m.read_only)",
            "stride": [],
            "severity": "low",
            "evidence": ["mounts"],
            "why": "of this test",
            "controls": ["of-this-test"],
            "references": [],
        },
        where="this test",
    )


def test_each_clause_and_operator_is_changed_once(rule: Rule) -> None:
    changed = {mutant.when for mutant in mutants(rule)}

    assert changed == {
        "!(self.mounts.exists(m, m.type == 'a && b' && !m.read_only))",
        "self.mounts.all(m, m.type == 'a && b' && !m.read_only)",
        "self.mounts.exists(m, m.type != 'a && b' && !m.read_only)",
        "self.mounts.exists(m, m.type == 'a && b' || !m.read_only)",
        "self.mounts.exists(m, m.type == 'a && b' && m.read_only)",
        "self.mounts.exists(m,  true  && !m.read_only)",
        "self.mounts.exists(m,  false  && !m.read_only)",
        "self.mounts.exists(m, m.type == 'a && b' &&  true )",
        "self.mounts.exists(m, m.type == 'a && b' &&  false )",
    }


def test_examples_notice_changed_conditions() -> None:
    score = score_of(load_library().rules)

    missed = "\n".join(f"{mutant.rule}: {mutant.change}" for mutant in score.missed)
    assert score.caught >= LEAST_CAUGHT, missed


def test_examples_notice_changed_conditions_of_attack_steps() -> None:
    score = score_of(conditional_steps())

    assert not score.missed, "\n".join(f"{mutant.rule}: {mutant.change}" for mutant in score.missed)
