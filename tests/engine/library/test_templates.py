"""The architectures to start from fit the catalogue, and say as much as they should."""

from typing import Any

import pytest

from threatmodel.engine.analysis.rules import analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.templates import InvalidTemplate, Template, build_template, load_templates
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


@TEMPLATES
def test_what_it_leaves_open_is_asked(template: Template) -> None:
    analysis = analyze(template.model, load_library())

    assert len(analysis.questions) > 10
    severe = [threat.title for threat in analysis.threats if threat.severity == "critical"]
    assert severe == [], "a template must not accuse a system that is not described yet"


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
