"""What a person has only drawn raises questions and no threats."""

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Source

LIBRARY = load_library()
DRAWN = Source("person", by="somebody", at="2026-01-01T00:00:00Z")


def _drawn(kind: str, uid: str, parent: str | None = None) -> Element:
    return Element(uid, kind, f"my {kind}", parent, {}, DRAWN)


@pytest.mark.parametrize("kind", CATALOGUE.kinds)
def test_untouched_element_raises_no_threat(kind: str) -> None:
    model = Model({"it": _drawn(kind, "it")}, (), {})

    analysis = analyze(model, LIBRARY)

    assert analysis.threats == ()
    assert all(question.element == "it" and question.text for question in analysis.questions)


@pytest.mark.parametrize("source", sorted(CATALOGUE.flow_ends))
def test_untouched_flow_raises_no_threat(source: str) -> None:
    """A data store that the internet calls in the drawing is reachable, whatever else is unknown."""
    ends = [_drawn(kind, kind, "right") for kind in CATALOGUE.flow_ends]
    elements = {
        "left": _drawn("boundary", "left"),
        "right": _drawn("boundary", "right"),
        "a": _drawn(source, "a", "left"),
    }
    elements |= {end.uid: end for end in ends}
    flows = [Flow(f"flow:a->{end.uid}:", "a", end.uid, "", {}, "drawn", "", DRAWN) for end in ends]

    analysis = analyze(Model(elements, (), {flow.uid: flow for flow in flows}), LIBRARY)

    reached = {"datastore", "queue"} if source == "internet" else set()
    assert {(threat.rule, threat.element) for threat in analysis.threats} == {
        ("store-reachable-from-internet", kind) for kind in reached
    }


def test_untouched_container_in_a_pod_in_a_namespace_raises_no_threat() -> None:
    elements = {
        "cluster": _drawn("cluster", "cluster"),
        "ns": _drawn("namespace", "ns", "cluster"),
        "pod": _drawn("workload", "pod", "ns"),
        "container": _drawn("container", "container", "pod"),
    }

    analysis = analyze(Model(elements, (), {}), LIBRARY)

    assert analysis.threats == ()
    assert {question.element for question in analysis.questions} == {"cluster", "ns", "pod", "container"}


def test_an_untouched_data_set_asks_one_question_wherever_it_lies() -> None:
    placed = {"data_sets": Fact(["data:people"], DRAWN)}
    elements = {
        "data:people": _drawn("data-set", "data:people"),
        "store": Element("store", "datastore", "store", None, placed, DRAWN),
        "web": Element("web", "workload", "web", None, {}, DRAWN),
    }
    flow = Flow("in", "web", "store", "", placed, "drawn", "", DRAWN)

    analysis = analyze(Model(elements, (), {"in": flow}), LIBRARY)

    assert analysis.threats == ()
    assert [q.fact for q in analysis.questions if q.element == "data:people"] == ["personal_data"]


def test_a_data_set_about_people_asks_first_what_most_depends_on() -> None:
    facts = {"personal_data": Fact(value=True, source=DRAWN)}
    model = Model({"it": Element("it", "data-set", "it", None, facts, DRAWN)}, (), {})

    analysis = analyze(model, LIBRARY)

    assert analysis.threats == ()
    assert [q.fact for q in analysis.questions] == ["personal_data_categories", "purposes", "retention_days"]
