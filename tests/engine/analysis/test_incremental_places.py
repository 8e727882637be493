"""Edits of a cluster: what an edit of places, kinds, scores and reach leaves equals a full analysis."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.engine.analysis.random_models import FLOW_UIDS, PERSON, UIDS, edits, value_of
from tests.engine.analysis.tiny_library import LIBRARY, TINY
from threatmodel.engine.analysis.categories_by_kind import DECIDING_FACTS
from threatmodel.engine.analysis.categories_of_rule import PERSONAL_DATA_FACTS
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import (
    Edit,
    ElementMoved,
    ElementPut,
    ElementRemoved,
    ElementRenamed,
    FactSet,
)
from threatmodel.engine.analysis.reach_grades import REACH_GRADES, Reach
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.analysis.threat_score import SCORING_FACTS
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Relation

# Each element by its kind and what it is inside, so that nearly every rule has its context.
_CLUSTER = (
    ("cluster", None),
    ("namespace", "e0"),
    ("namespace", "e0"),
    ("node", "e0"),
    ("workload", "e1"),
    ("container", "e4"),
    ("workload", "e2"),
    ("image", None),
    ("service-account", "e1"),
    ("role", "e0"),
    ("data-set", None),
    ("internet", None),
)
_RELATIONS = (
    Relation("uses_image", "e5", "e7"),
    Relation("runs_as", "e4", "e8"),
    Relation("bound_to", "e8", "e9"),
    Relation("runs_on", "e4", "e3"),
    Relation("runs_on", "e6", "e3"),
)
_FLOWS = (Flow("f0", "e11", "e4"), Flow("f1", "e4", "e6"), Flow("f2", "e5", "e6"))
_KINDS = ("workload", "container", "namespace", "cluster", "node", "datastore", "data-set", "boundary")
_FOR_ALL_RULES = {*SCORING_FACTS, *PERSONAL_DATA_FACTS, *DECIDING_FACTS, "data_sets", "rules", "subjects"}
_UID = st.sampled_from(UIDS)
_REACHES = st.dictionaries(
    st.sampled_from((*UIDS, *FLOW_UIDS)), st.sampled_from(REACH_GRADES).map(Reach), max_size=4
)


@st.composite
def clusters(draw: st.DrawFn) -> Model:
    """The cluster with a few facts of each element, most of them such as count for all rules."""
    uids = dict(zip(UIDS, _CLUSTER, strict=True))
    plain = {uid: Element(uid, kind, uid, parent, {}, PERSON) for uid, (kind, parent) in uids.items()}
    return Model(
        {uid: replace(one, facts=draw(_facts(one.kind))) for uid, one in plain.items()},
        _RELATIONS,
        {one.uid: one for one in _FLOWS},
    )


def _facts(kind: str) -> st.SearchStrategy[dict[str, Fact]]:
    return st.lists(st.tuples(_name(kind), st.none()), max_size=3).flatmap(
        lambda found: st.fixed_dictionaries({name: _fact(kind, name) for name, _ in found})
    )


def _name(kind: str) -> st.SearchStrategy[str]:
    every = sorted(CATALOGUE.kinds[kind].facts)
    return st.one_of(
        st.sampled_from([name for name in every if name in _FOR_ALL_RULES] or every), st.sampled_from(every)
    )


def _fact(kind: str, name: str) -> st.SearchStrategy[Fact]:
    fact_type: Any = CATALOGUE.fact(kind, name)
    return st.builds(Fact, value_of(fact_type), st.just(PERSON))


@st.composite
def place_edits(draw: st.DrawFn, model: Model) -> Edit:
    """A move, another kind, a name, or a fact that counts for all rules; else any edit."""
    if not model.elements:
        return draw(edits(model))
    uid = draw(st.sampled_from(sorted(model.elements)))
    element = model.elements[uid]
    match draw(st.sampled_from(("move", "kind", "name", "fact", "fact", "any"))):
        case "move":
            return ElementMoved(uid, draw(st.none() | _UID))
        case "kind":
            kind = draw(st.sampled_from(_KINDS))
            kept = {name: fact for name, fact in element.facts.items() if CATALOGUE.fact(kind, name)}
            return ElementPut(replace(element, kind=kind, facts=kept))
        case "name":
            return ElementRenamed(uid, draw(st.sampled_from(("twin", "other"))))
        case "fact":
            name = draw(_name(element.kind))
            return FactSet(uid, name, draw(st.none() | _fact(element.kind, name)))
    return draw(edits(model))


def test_a_container_comes_back_with_other_ports() -> None:
    """What was kept of the one before it would say that the calls are for another container."""
    place = Element("web", "workload", "web", None, {}, PERSON)
    before, after = (
        Element("web/main", "container", "main", "web", {"ports": Fact(ports, PERSON)}, PERSON)
        for ports in ([], [{"port": 80, "protocol": "tcp"}])
    )
    internet = Element("internet", "internet", "Internet", None, {}, PERSON)
    call = Flow("in", "internet", "web", facts={"port": Fact(80, PERSON)})
    elements = {one.uid: one for one in (internet, place, before)}
    analyzer = IncrementalAnalyzer(Model(elements, (), {"in": call}), load_library())

    analyzer.edit(ElementRemoved("web/main"))
    analyzer.edit(ElementPut(after))

    assert analyzer.analysis == analyze(analyzer.model, load_library())
    assert analyzer._facts.values_of("web/main")["internet_facing"] is True


def test_a_workload_is_removed_while_its_container_and_its_host_stay() -> None:
    elements = {
        "host": Element("host", "node", "host", None, {}, PERSON),
        "web": Element("web", "workload", "web", None, {}, PERSON),
        "part": Element("part", "container", "part", "web", {}, PERSON),
    }
    analyzer = IncrementalAnalyzer(Model(elements, [Relation("runs_on", "web", "host")]), TINY)

    found = analyzer.edit(ElementRemoved("web"))

    assert found == analyze(analyzer.model, TINY)


def test_what_was_in_a_removed_workload_is_moved_later() -> None:
    uids = dict(zip(UIDS, _CLUSTER, strict=True))
    plain = {uid: Element(uid, kind, uid, parent, {}, PERSON) for uid, (kind, parent) in uids.items()}
    analyzer = IncrementalAnalyzer(Model(plain, _RELATIONS, {one.uid: one for one in _FLOWS}), LIBRARY)

    for change in (ElementRemoved("e4"), ElementMoved("e5", None), ElementMoved("e5", "e1")):
        assert analyzer.edit(change) == analyze(analyzer.model, LIBRARY), change


@pytest.mark.parametrize("library", [TINY, LIBRARY], ids=["tiny", "real"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_cluster_edited_and_reached_otherwise_equals_a_full_analysis(
    library: Library, data: st.DataObject
) -> None:
    reach = data.draw(_REACHES)
    analyzer = IncrementalAnalyzer(data.draw(clusters()), library, reach=reach)

    for _ in range(data.draw(st.integers(1, 6))):
        if data.draw(st.booleans()):
            reach = data.draw(_REACHES)
            analyzer.set_reach(reach)
        changes = [data.draw(place_edits(analyzer.model))]
        found = analyzer.edit(*changes)

        assert found == analyze(analyzer.model, library, reach=reach), changes
