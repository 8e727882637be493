"""The library is complete and agrees with itself."""

import re
from pathlib import Path

import pytest

from threatmodel.engine.analysis.silencing import ways
from threatmodel.engine.library.examples import read_examples
from threatmodel.engine.library.frameworks import (
    CONTROL_CATEGORIES,
    DATA_CATEGORIES,
    LEGAL_BASES,
    LIFECYCLE,
    LINDDUN,
    SEVERITIES,
    STRIDE,
)
from threatmodel.engine.library.loader import FOLDER, Rule, load_library, read_yaml, rule_files
from threatmodel.engine.model import CATALOGUE

LIBRARY = load_library()
CONDITIONS = Path(__file__).parent / "conditions.txt"


def _conditions() -> dict[str, str]:
    lines = CONDITIONS.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_rule_covers_known_conditions(rule: Rule) -> None:
    assert set(rule.covers) <= set(_conditions())


def test_every_condition_of_critical_severity_that_a_manifest_can_show_is_covered() -> None:
    covered = {condition for rule in LIBRARY.rules for condition in rule.covers}
    shown = {"CTR", "VOL", "RBC", "SEC", "NET", "WKL"}  # families read from manifests

    critical = {c for c, severity in _conditions().items() if severity == "critical" and c[:3] in shown}

    assert critical <= covered


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_rule_speaks_of_a_method(rule: Rule) -> None:
    assert rule.stride or rule.linddun


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_rule_is_explained_in_two_to_five_sentences(rule: Rule) -> None:
    sentences = re.findall(r"[.?!](?=\s|$)", rule.why)

    assert 2 <= len(sentences) <= 5


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_title_names_an_element(rule: Rule) -> None:
    holders = re.findall(r"\{(\w+)\.name\}", rule.title)

    assert holders or rule.id == "namespace-default-used"
    assert ("self" in holders) or rule.applies_to == ("flow",) or not holders


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_rule_refers_to_public_catalogues(rule: Rule) -> None:
    assert rule.references
    assert len(rule.references) == len(set(rule.references))


def test_every_severity_category_and_stage_is_used() -> None:
    assert {rule.severity for rule in LIBRARY.rules} == set(SEVERITIES)
    assert {category for rule in LIBRARY.rules for category in rule.stride} == set(STRIDE)
    assert {category for rule in LIBRARY.rules for category in rule.linddun} == set(LINDDUN)
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
def test_references_state_their_version_and_licence(path: Path) -> None:
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
    assert _categories_in("data-set-lets-receivers-match-people") == naming
    assert _categories_in("data-set-called-anonymous") == naming


def test_legal_bases_of_data_sets_are_those_of_the_framework() -> None:
    options = CATALOGUE.kinds["data-set"].facts["legal_basis"].options

    assert options == (*LEGAL_BASES, "none")


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.id)
def test_a_control_that_resolves_changes_what_the_condition_depends_on(rule: Rule) -> None:
    """With other values of the facts that the control changes, and nothing else, some threat goes away."""
    path = next(one for one in rule_files() if one.stem == rule.id)
    threats = [
        one
        for one in read_examples(path.with_name(f"{rule.id}.examples.yaml"), rule)
        if one.expected == "threat"
    ]
    found = [
        {(change.holder, change.fact) for change in way.changes}
        for one in threats
        for way in ways(rule, one.variables, kind=rule.applies_to[0])
    ]

    for control, facts in rule.resolved_by.items():
        assert any(changed <= set(facts) for changed in found), (control, facts, found)
