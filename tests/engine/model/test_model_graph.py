"""Containment, relations and the boundaries a flow crosses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.model import Element, Flow, Model, Relation, Source

DRAWN = Source(origin="person")


def element(uid: str, kind: str, parent: str | None = None) -> Element:
    return Element(uid, kind, uid, parent, {}, DRAWN)


def model_of(*elements: Element, relations: tuple[Relation, ...] = ()) -> Model:
    return Model({e.uid: e for e in elements}, relations)


TWO_NAMESPACES = model_of(
    element("internet", "internet"),
    element("cluster", "cluster"),
    element("namespace:a", "namespace", "cluster"),
    element("namespace:b", "namespace", "cluster"),
    element("web", "workload", "namespace:a"),
    element("api", "workload", "namespace:b"),
    element("job", "workload", "namespace:a"),
)


@pytest.mark.parametrize(
    ("source", "destination", "crossed"),
    [
        ("web", "job", ()),
        ("web", "api", ("namespace:a", "namespace:b")),
        ("internet", "web", ("internet", "cluster", "namespace:a")),
        ("api", "internet", ("namespace:b", "cluster", "internet")),
        ("web", "gone", ("namespace:a", "cluster")),
    ],
)
def test_a_flow_crosses_what_it_leaves_and_then_what_it_enters(
    source: str, destination: str, crossed: tuple[str, ...]
) -> None:
    assert TWO_NAMESPACES.crosses(Flow("f", source, destination)) == crossed


def test_a_workload_is_no_trust_boundary_of_its_own() -> None:
    model = model_of(element("pod", "workload"), element("c", "container", "pod"), element("d", "workload"))

    assert model.crosses(Flow("f", "c", "d")) == ()


def test_a_cycle_of_parents_ends_the_walk() -> None:
    model = model_of(element("a", "boundary", "b"), element("b", "boundary", "a"))

    assert model.ancestors("a") == ("b",)


@given(data=st.data())
def test_what_surrounds_an_element_is_its_nearest_ancestor_of_the_kind_also_in_a_cycle(
    data: st.DataObject,
) -> None:
    uids = ["a", "b", "c", "d", "e"]
    kinds, parents = st.sampled_from(["namespace", "cluster"]), st.sampled_from([*uids, "gone", None])
    model = model_of(*(element(uid, data.draw(kinds), data.draw(parents)) for uid in uids))
    model.enclosing(data.draw(st.sampled_from(uids)), "namespace")
    moved = model.with_element(element("a", data.draw(kinds), data.draw(parents)))

    for one in (model, moved):
        for uid in data.draw(st.permutations(uids)):
            around = [place for place in one.ancestors(uid) if one.kind_of(place) == "cluster"]
            assert one.enclosing(uid, "cluster") == next(iter(around), None)


def test_relations_are_found_from_both_ends_and_dangling_ones_are_ignored() -> None:
    model = model_of(
        element("c", "container"),
        element("i", "image"),
        relations=(Relation("uses_image", "c", "i"), Relation("uses_image", "c", "gone")),
    )

    assert [e.uid for e in model.related("uses_image", "c")] == ["i"]
    assert [e.uid for e in model.related_to("uses_image", "i")] == ["c"]


def test_children_are_in_the_order_of_their_uids_however_they_were_added() -> None:
    model = model_of(element("p", "workload"), element("z", "container", "p"), element("a", "container", "p"))

    grown = model.with_element(element("m", "container", "p"))

    assert [child.uid for child in model.children("p")] == ["a", "z"]
    assert [child.uid for child in grown.children("p")] == ["a", "m", "z"]
