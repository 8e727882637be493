"""An analysis that follows changed facts answers as one of the changed model that is built anew."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.engine.analysis.paths.test_attack_paths import SHOP, model_of
from tests.engine.analysis.random_models import edits, models
from threatmodel.engine.analysis.condition_dependencies import dependencies_of
from threatmodel.engine.analysis.model_edits import EditBatch, FactSet
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.analysis.paths.what_if import Change, ControlApplied
from threatmodel.engine.library.attack_steps import load_steps
from threatmodel.engine.model import Fact, Model, Source

PERSON = Source("person")


def steps_of(graph: AttackGraph) -> Counter[Any]:
    """The steps that lead somewhere, whatever their numbers."""
    edges = (graph.edges[number] for steps in graph.after for _, _, number in steps)
    return Counter((one.start, one.end, one.step.id, one.subject, one.item, one.waits_for) for one in edges)


def assert_same(changed: AttackAnalysis, fresh: AttackAnalysis) -> None:
    assert steps_of(changed.graph) == steps_of(fresh.graph)
    assert set(changed.goal_states()) == set(fresh.goal_states())
    for attacker in fresh.attackers:
        assert changed.starts_of(attacker) == fresh.starts_of(attacker)
    assert changed.reach() == fresh.reach()
    found, expected = changed.results(2), fresh.results(2)
    assert {(one.state, one.exposure) for one in found.goals} == {
        (one.state, one.exposure) for one in expected.goals
    }
    assert sorted((path.end, path.cost) for path in found.paths) == sorted(
        (path.end, path.cost) for path in expected.paths
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models(), data=st.data())
def test_changed_facts_are_followed_as_if_all_was_built_anew(model: Model, data: st.DataObject) -> None:
    analysis = AttackAnalysis(model, follow_facts=True)
    facts = edits(model).filter(lambda edit: isinstance(edit, FactSet))
    tried = [one for one in data.draw(st.lists(facts, max_size=3)) if isinstance(one, FactSet)]
    batch = EditBatch(model)
    for edit in tried:
        batch.apply(edit)
    if data.draw(st.booleans()):
        analysis.results(2)  # what is known by then is used again

    changed = analysis.changed(tried)

    assert_same(changed, AttackAnalysis(batch.model))
    assert_same(analysis, AttackAnalysis(model))  # which stays as it was


@pytest.mark.parametrize(
    ("uid", "name", "value"),
    [
        ("k8s:shop/Deployment/web/web", "privileged", False),
        ("k8s:shop/Deployment/web", "host_users", False),
        ("k8s:shop/Deployment/web", "token_mounted", False),
        ("k8s:shop/Deployment/web", "purpose", "database"),
        ("node:kubernetes", "rootless", True),
        ("node:kubernetes", "patched", False),
        ("cluster:kubernetes", "hostile_tenants", True),
        ("cluster:kubernetes", "api_public", True),
        ("namespace:shop", "pss_enforce", "restricted"),
        ("k8s:shop/ServiceAccount/web", "rules", []),
    ],
)
def test_each_kind_of_fact_is_followed(uid: str, name: str, value: Any) -> None:
    text = SHOP.replace("PRIVILEGED", "true").replace("RESOURCE", "secrets")
    model = model_of(shop=text)
    edit = FactSet(uid, name, Fact(value, PERSON))
    batch = EditBatch(model)
    batch.apply(edit)
    analysis = AttackAnalysis(model, follow_facts=True)

    first = analysis.changed([edit])
    analysis.results(2)
    second = analysis.changed([edit])

    assert_same(first, AttackAnalysis(batch.model))
    assert_same(second, AttackAnalysis(batch.model))


def test_steps_of_two_flows_between_the_same_elements_stay_two() -> None:
    """A fact of what both start at changes the steps of both."""
    text = SHOP.replace("PRIVILEGED", "true").replace("RESOURCE", "secrets")
    model = model_of(shop=text)
    first = next(iter(model.flows.values()))
    twice = model.with_flow(replace(first, uid="second"))
    edit = FactSet(first.destination, "purpose", Fact("database", PERSON))
    batch = EditBatch(twice)
    batch.apply(edit)
    both = [FactSet(uid, "encrypted", Fact(False, PERSON)) for uid in (first.uid, "second")]
    for one in both:
        batch.apply(one)

    changed = AttackAnalysis(twice, follow_facts=True).changed([edit, *both])

    assert_same(changed, AttackAnalysis(batch.model))


def test_what_if_is_the_same_with_and_without() -> None:
    model = model_of(shop=SHOP.replace("PRIVILEGED", "true").replace("RESOURCE", "secrets"))
    changes: list[Change] = [
        FactSet("k8s:shop/Deployment/web/web", "privileged", Fact(False, PERSON)),
        ControlApplied("least-privilege-role", "k8s:shop/ServiceAccount/web"),
    ]

    followed, built = (AttackAnalysis(model, follow_facts=one).what_if(changes) for one in (True, False))

    assert followed.goals == built.goals
    assert followed.risk == built.risk
    assert [path.states for path in followed.cut] == [path.states for path in built.cut]


def test_every_step_names_the_facts_that_it_reads() -> None:
    """Changed facts are followed by name: a step that read `crosses` would miss those of a boundary."""
    assert [step.id for step in load_steps() if dependencies_of(step).whole] == []
