"""Every rule behaves as the examples beside it say."""

from collections.abc import Set
from pathlib import Path

import pytest

from threatmodel.engine.library.condition_names import SCOPES
from threatmodel.engine.library.examples import OUTCOMES, evaluate, read_examples
from threatmodel.engine.library.loader import FOLDER, load_library, rule_files
from threatmodel.engine.library.rules import Rule, situation_in
from threatmodel.engine.model import CATALOGUE

LIBRARY = load_library()
OWN = frozenset({"self", "flow"})
EXAMPLES = {path.stem: path.with_name(f"{path.stem}.examples.yaml") for path in rule_files()}


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_rule_answers_as_its_examples_say(rule: Rule) -> None:
    for example in read_examples(EXAMPLES[rule.id], rule):
        result = evaluate(rule, example.variables)

        assert (result.outcome, result.missing) == (example.expected, example.asks), example.name
        severity = (situation_in(rule, example.variables) or rule).severity
        assert example.severity in {"", severity}, example.name


@pytest.mark.parametrize("rule", [rule for rule in LIBRARY.rules if rule.severity_if], ids=lambda r: r.id)
def test_a_threat_of_each_severity_is_among_the_examples(rule: Rule) -> None:
    threats = [one for one in read_examples(EXAMPLES[rule.id], rule) if one.expected == "threat"]

    assert {one.severity for one in threats} >= {rule.severity, *(case.severity for case in rule.severity_if)}


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=lambda p: p.name)
def test_rule_has_an_example_of_every_outcome(path: Path) -> None:
    rule = LIBRARY.rule(path.name.removesuffix(".examples.yaml"))
    assert rule is not None
    assert path.exists(), f"write {path.relative_to(FOLDER)} with at least one example of each outcome"

    outcomes = {example.expected for example in read_examples(path, rule)}

    asks = _can_be_asked(rule, OWN, guarded=False)
    assert outcomes >= (set(OUTCOMES) if asks else set(OUTCOMES) - {"unknown"})
    assert "unknown" not in outcomes or _can_be_asked(rule, {"self", *SCOPES})


def _can_be_asked(rule: Rule, holders: Set[str], *, guarded: bool = True) -> bool:
    """Whether a person can state any of the facts of these holders that the rule reads.

    A fact guarded by `has` is not asked where the guard alone makes the condition false; `guarded` counts it.
    """
    return any(
        (fact_type := CATALOGUE.fact(kind, fact)) is not None and fact_type.question
        for holder, fact in rule.asks
        if holder in holders and (guarded or f"has({holder}.{fact})" not in rule.when)
        for kind in (rule.applies_to if holder == "self" else SCOPES[holder])
    )


def test_no_example_file_is_without_its_rule() -> None:
    files = set((FOLDER / "rules").glob("*/*.examples.yaml"))

    assert files == {path for path in EXAMPLES.values() if path.exists()}
