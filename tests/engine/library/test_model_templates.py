"""The architectures to start from fit the catalogue, and say as much as they should."""

from collections import Counter
from typing import Any

import pytest

from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.model_templates import (
    ASSUMED,
    InvalidTemplate,
    Template,
    build_template,
    load_templates,
)
from threatmodel.engine.model import CATALOGUE

TEMPLATES = pytest.mark.parametrize("template", load_templates().values(), ids=lambda one: one.id)
RAW: dict[str, Any] = {
    "name": "A pair",
    "description": "Two that talk.",
    "elements": [
        {
            "id": "host",
            "kind": "node",
            "name": "Host",
            "holds": [
                {"id": "a", "kind": "workload", "name": "a"},
                {"id": "b", "kind": "workload", "name": "b"},
            ],
        }
    ],
    "flows": [{"from": "a", "to": "b", "protocol": "http"}],
}


def test_there_are_at_least_eight_with_names_of_their_own() -> None:
    templates = list(load_templates().values())

    assert len(templates) >= 8
    assert len({template.name for template in templates}) == len(templates)


@TEMPLATES
def test_a_template_is_a_system_with_boundaries_flows_and_data(template: Template) -> None:
    model = template.model
    drawn = [element for element in model.elements.values() if CATALOGUE.kinds[element.kind].drawn]

    assert 10 <= len(drawn) <= 40
    assert any(model.crosses(flow) for flow in model.flows.values())
    assert all("protocol" in flow.facts for flow in model.flows.values())
    connected = {end for flow in model.flows.values() for end in (flow.source, flow.destination)}
    people = {uid for kind in ("actor", "external-service", "workload") for uid in model.of_kind(kind)}
    assert people <= connected, f"no flow touches {people - connected}"


FOUND = range(8, 41)  # threats that a template starts with: enough to learn from, few enough to read
QUESTIONS = range(1, 21)  # what only the team can know


@TEMPLATES
def test_it_starts_with_threats_to_discuss_and_few_questions(template: Template) -> None:
    """The list is that of all methods: what rules find, and attack scenarios."""
    analysis = analyze_by(tuple(METHODS), AttackAnalysis(template.model), load_library())

    assert len(analysis.threats) in FOUND
    assert len(analysis.questions) in QUESTIONS
    severities = {threat.severity for threat in analysis.threats}
    assert {"high", "medium", "low"} <= severities
    severe = [threat.title for threat in analysis.threats if threat.severity == "critical"]
    assert severe == [], "a template must not accuse a system that is not described yet"


@TEMPLATES
def test_no_two_threats_that_a_rule_finds_have_one_title(template: Template) -> None:
    titles = Counter(threat.title for threat in analyze(template.model, load_library()).threats)

    assert [title for title, count in titles.items() if count > 1] == []


def test_what_is_obvious_is_assumed_unless_the_template_says_otherwise() -> None:
    stated = {"id": "a", "kind": "workload", "name": "a", "facts": {"host_pid": True, "host_ipc": None}}
    host = {**RAW["elements"][0], "holds": [stated, RAW["elements"][0]["holds"][1]]}

    model = build_template({**RAW, "elements": [host]}, template_id="pair").model

    a, b = (
        {name: fact.value for name, fact in model.elements[f"template:{uid}"].facts.items()} for uid in "ab"
    )
    assert a["host_pid"] is True
    assert "host_ipc" not in a
    assert (b["host_pid"], b["host_ipc"]) == (False, False)
    (flow,) = model.flows.values()
    assert flow.facts["encrypted"].value is False


def test_what_follows_from_data_is_not_assumed() -> None:
    holder = {"id": "a", "kind": "workload", "name": "a", "data": ["people"]}
    host = {**RAW["elements"][0], "holds": [holder, RAW["elements"][0]["holds"][1]]}
    people = {"id": "people", "name": "People", "facts": {"personal_data": True}}

    model = build_template({**RAW, "elements": [host], "data_sets": [people]}, template_id="pair").model

    assert "personal_data" not in model.elements["template:a"].facts
    assert model.elements["template:b"].facts["personal_data"].value is False


def test_assumptions_are_facts_of_their_kind_with_values_that_fit() -> None:
    by_kind = {**ASSUMED["elements"], **{f"flow {name}": facts for name, facts in ASSUMED["flows"].items()}}

    for kind, facts in by_kind.items():
        for name, value in facts.items():
            fact = CATALOGUE.fact(kind.split()[0] if kind.startswith("flow ") else kind, name)
            assert fact is not None, f"{kind} has no fact {name}"
            assert fact.type != "enum" or value in fact.options
            assert fact.type != "bool" or isinstance(value, bool)


@TEMPLATES
def test_every_fact_says_that_the_template_decided_it(template: Template) -> None:
    model = template.model
    told = [part.facts for part in model.elements.values()] + [flow.facts for flow in model.flows.values()]
    sources = [fact.source for facts in told for fact in facts.values()]

    assert {source.origin for source in sources} == {"default"}
    assert all(template.name in source.why for source in sources)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"flows": [{"from": "a", "to": "nobody", "protocol": "http"}]}, "data cannot flow"),
        ({"flows": [*RAW["flows"], *RAW["flows"]]}, "duplicate flow"),
        ({"flows": [{"from": "a", "to": "b", "protocol": "http", "data": ["x"]}]}, "unknown data set"),
        ({"flows": [{"from": "a", "to": "b", "protocol": "http", "facts": {"color": 1}}]}, "no fact color"),
        ({"relations": [["runs_on", "host", "a"]]}, "is not an allowed relation"),
        ({"elements": [*RAW["elements"], {"id": "a", "kind": "actor", "name": "a"}]}, "duplicate"),
        (
            {"elements": [{"id": "x", "kind": "actor", "name": "x", "holds": RAW["elements"]}]},
            "cannot be inside a actor",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(change: dict[str, Any], problem: str) -> None:
    build_template(RAW, template_id="pair")

    with pytest.raises(InvalidTemplate, match=problem):
        build_template({**RAW, **change}, template_id="pair")
