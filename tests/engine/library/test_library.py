"""The library is complete and agrees with itself."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from threatmodel.engine.analysis.condition_evaluation import outcome, with_values
from threatmodel.engine.analysis.resolving_changes import resolutions
from threatmodel.engine.library.attack_steps import load_steps
from threatmodel.engine.library.cel import DeferredProgram
from threatmodel.engine.library.condition_names import SCOPES
from threatmodel.engine.library.examples import Example, read_examples
from threatmodel.engine.library.loader import (
    FOLDER,
    load_compiled_library,
    load_library,
    read_yaml,
    rule_files,
)
from threatmodel.engine.library.methods import METHODS, methods_by
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import (
    CONTROL_CATEGORIES,
    DATA_CATEGORIES,
    LEGAL_BASES,
    LIFECYCLE,
    SEVERITIES,
)
from threatmodel.engine.model import CATALOGUE

LIBRARY = load_library()
CONDITIONS = Path(__file__).parent / "conditions.txt"
NOT_RESOLVED: dict[str, str] = read_yaml(Path(__file__).parent / "not_resolved.yaml")
MOST_SERIOUS_UNRESOLVED = 6  # of severity critical or high


def _conditions() -> dict[str, str]:
    lines = CONDITIONS.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


def test_rules_cover_known_conditions() -> None:
    covered = {condition for rule in LIBRARY.rules for condition in rule.covers}

    assert covered <= set(_conditions())


def test_every_condition_of_critical_severity_that_a_manifest_can_show_is_covered() -> None:
    covered = {condition for rule in LIBRARY.rules for condition in rule.covers}
    shown = {"CTR", "VOL", "RBC", "SEC", "NET", "WKL"}  # families read from manifests

    critical = {c for c, severity in _conditions().items() if severity == "critical" and c[:3] in shown}

    assert critical <= covered


def test_rules_have_a_category_of_a_method() -> None:
    assert [rule.id for rule in LIBRARY.rules if not rule.categories] == []


def test_rules_are_explained_in_two_to_five_sentences() -> None:
    sentences = {rule.id: len(re.findall(r"[.?!](?=\s|$)", rule.why)) for rule in LIBRARY.rules}

    assert {rule: count for rule, count in sentences.items() if not 2 <= count <= 5} == {}


def test_titles_name_an_element_or_whom_a_role_is_bound_to() -> None:
    for rule in LIBRARY.rules:
        holders = re.findall(r"\{(\w+)\.name\}", rule.title)

        assert holders or "{subjects}" in rule.title or rule.id == "namespace-default-used", rule.id
        assert ("self" in holders) or rule.applies_to == ("flow",) or not holders, rule.id


def test_rules_refer_to_public_catalogues() -> None:
    assert [rule.id for rule in LIBRARY.rules if not rule.references] == []
    assert [rule.id for rule in LIBRARY.rules if len(rule.references) > len(set(rule.references))] == []


def test_every_severity_category_and_stage_is_used() -> None:
    assert {rule.severity for rule in LIBRARY.rules} == set(SEVERITIES)
    found_by_rules = {category for method in methods_by("rules") for category in METHODS[method].categories}
    assert {category for rule in LIBRARY.rules for category in rule.categories} == found_by_rules
    assert {control.category for control in LIBRARY.controls.values()} == set(CONTROL_CATEGORIES)
    assert {control.lifecycle for control in LIBRARY.controls.values()} == set(LIFECYCLE)


def test_controls_are_distinct_and_referenced() -> None:
    titles = [control.title for control in LIBRARY.controls.values()]

    assert len(titles) == len(set(titles))
    assert all(control.references for control in LIBRARY.controls.values())


def test_fingerprints_stay_apart() -> None:
    """Rule ids are part of every decision a team records, so they are unique over all folders."""
    stems = [path.stem for path in rule_files()]

    assert len(stems) == len(set(stems)) == len(LIBRARY.rules)


@pytest.mark.parametrize("path", sorted((FOLDER / "references").glob("*.yaml")), ids=lambda p: p.name)
def test_references_state_their_version_and_license(path: Path) -> None:
    raw = read_yaml(path)

    assert raw["version"]
    assert raw["notice"]


def test_references_have_a_title_and_a_stable_address() -> None:
    for reference in LIBRARY.references.values():
        assert reference.title
        assert re.fullmatch(r"https://[^\s{}]+", reference.url)


def test_rule_kinds_are_kinds_of_the_catalogue() -> None:
    kinds = {kind for rule in LIBRARY.rules for kind in rule.applies_to}

    assert kinds <= {*CATALOGUE.kinds, "flow"}


def _categories_in(rule_id: str) -> set[str]:
    """The categories of personal data that a rule's condition lists."""
    rule = LIBRARY.rule(rule_id)
    assert rule is not None
    return set(re.findall(r"'([a-z-]+)'", rule.when)) & DATA_CATEGORIES.keys()


def test_rules_that_list_categories_of_data_list_those_of_the_framework() -> None:
    special = {one.id for one in DATA_CATEGORIES.values() if one.special}
    naming = {one.id for one in DATA_CATEGORIES.values() if one.identifies}

    assert _categories_in("data-set-on-unsuitable-basis") == special
    assert _categories_in("data-set-linkable-by-recipients") == naming
    assert _categories_in("data-set-called-anonymous") == naming


def test_legal_bases_of_data_sets_are_those_of_the_framework() -> None:
    options = CATALOGUE.kinds["data-set"].facts["legal_basis"].options

    assert options == (*LEGAL_BASES, "none")


def _examples(rule: Rule) -> list[Example]:
    path = next(one for one in rule_files() if one.stem == rule.id)
    return list(read_examples(path.with_name(f"{rule.id}.examples.yaml"), rule))


def _own(rule: Rule, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The facts under one name where an element has two: a flow is itself, a workload its own pod."""
    twin = {"flow": "flow", "workload": "pod"}.get(rule.applies_to[0])
    return {("self" if holder == twin else holder, fact) for holder, fact in pairs}


def _values_in(facts: Iterable[tuple[str, str]], example: Example) -> list[tuple[tuple[str, str], Any]]:
    """The facts with the values they have in another example."""
    around = example.variables
    return [
        ((holder, fact), around[holder][fact]) for holder, fact in facts if fact in around.get(holder, {})
    ]


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_a_control_that_resolves_changes_what_the_condition_depends_on(rule: Rule) -> None:
    """With other values of the facts that the control changes, and nothing else, some threat goes away.

    The values are those that `resolutions` finds and those of the examples without a threat: a text that a
    pattern must match, or an entry of a list that may not be empty, is found in examples alone.
    """
    examples, kind = _examples(rule), rule.applies_to[0]
    threats = [one for one in examples if one.expected == "threat"]
    others = [one for one in examples if one.expected == "no_threat"]
    found = [
        _own(rule, ((change.holder, change.fact) for change in way.changes))
        for one in threats
        for way in resolutions(rule, one.variables, kind=kind)
    ]

    for control, facts in rule.resolved_by.items():
        shown = (
            outcome(rule, with_values(one.variables, _values_in(facts, other), kind)) == "false"
            for one in threats
            for other in others
        )
        assert any(changed <= _own(rule, facts) for changed in found) or any(shown), (control, facts, found)


def _states_a_fact(rule: Rule) -> bool:
    """Whether its evidence shows a fact of the catalogue; the rest follows from the whole model."""
    return any(
        CATALOGUE.fact(kind, shown.fact) is not None
        for shown in rule.evidence
        for kind in SCOPES.get(shown.holder, rule.applies_to)
    )


def test_each_rule_with_a_stated_fact_has_a_control_that_resolves_it_or_a_reason_why_not() -> None:
    unresolved = {rule.id for rule in LIBRARY.rules if _states_a_fact(rule) and not rule.resolved_by}

    assert unresolved - NOT_RESOLVED.keys() == set()
    assert NOT_RESOLVED.keys() - unresolved == set(), "what is resolved needs no reason"


def test_reasons_are_sorted_and_sentences() -> None:
    assert list(NOT_RESOLVED) == sorted(NOT_RESOLVED)
    assert all(reason.endswith(".") for reason in NOT_RESOLVED.values())


def test_few_serious_rules_have_no_control_that_resolves_them() -> None:
    serious = {rule.id for rule in LIBRARY.rules if rule.severity in {"critical", "high"}}

    assert len(serious & NOT_RESOLVED.keys()) <= MOST_SERIOUS_UNRESOLVED, serious & NOT_RESOLVED.keys()


def test_every_condition_that_is_compiled_when_it_is_needed_can_be() -> None:
    programs = {
        f"{rule.id}: {place}": program
        for rule in load_library().rules
        for place, program in (
            ("when", rule.program),
            *((f"severity_if {case.because}", case.program) for case in rule.severity_if),
            *((f"evidence {spec.fact}", spec.where) for spec in rule.evidence if spec.where is not None),
        )
    }

    for name, program in programs.items():
        assert isinstance(program, DeferredProgram), name
        program.compiled()


def test_what_evidence_shows_is_decided_by_its_items_alone() -> None:
    """Elements are not there when `where` is evaluated: what reads one keeps no item."""
    shown = [(rule.id, spec) for rule in LIBRARY.rules for spec in rule.evidence]
    shown += [(step.id, spec) for step in load_steps() for spec in step.evidence]
    read = [(name, spec.where.variables()) for name, spec in shown if spec.where is not None]

    assert read
    assert [name for name, names in read if not {"self", *SCOPES}.isdisjoint(names)] == []


def test_processes_that_stay_begin_with_all_conditions_compiled() -> None:
    library = load_compiled_library()

    assert library is load_library()
    for rule in library.rules:
        assert isinstance(rule.program, DeferredProgram)
        assert rule.program._compiled is not None


def test_a_deferred_condition_is_compiled_once_and_says_when_it_is_none() -> None:
    program = DeferredProgram("self.a && size(b) > 0")

    assert program.variables() == ["b", "self"]
    assert program.execute({"self": {"a": True}, "b": [1]}) is True
    assert program.compiled() is program.compiled()
    with pytest.raises(ValueError, match=r"(?i)pars|syntax"):
        DeferredProgram("self.a &&").compiled()
