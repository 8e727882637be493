"""What is told of two states: what came, went and changed, and where things merely lie elsewhere."""

from typing import Any

import pytest

from threatmodel.history.architecture_diff import Comparison, Link, Pair, compare
from threatmodel.history.architecture_state import State

pytestmark = pytest.mark.no_database

Json = dict[str, Any]


def part(name: str, parent: str | None = None, **more: Any) -> Json:
    geometry = {"x": 0.0, "y": 0.0, "width": 10.0, "height": 10.0}
    base: Json = {
        "kind": "workload",
        "name": name,
        "parent": parent,
        "facts": {},
        "source": {},
        "gone": False,
    }
    return {**base, **geometry, **more}


def stream(source: str, destination: str, **more: Any) -> Json:
    ends = {"source": source, "destination": destination}
    return {
        **ends, "name": "", "facts": {}, "origin": "drawn", "why": "", "provenance": {}, "gone": False, **more
    }  # fmt: skip


def said(value: Any, line: int = 1) -> Json:
    return {"value": value, "origin": "file", "file": "a.yaml", "line": line}


WEB, DB = part("web", facts={"replicas": said(2)}), part("db")
BEFORE = State({"web": WEB, "db": DB}, {"f": stream("web", "db")}, {("runs_as", "web", "db"): "file"})


def told(comparison: Comparison) -> list[tuple[str, str]]:
    return [(one.uid, one.what) for one in comparison.differences]


def test_a_state_does_not_differ_from_itself() -> None:
    assert compare(BEFORE, BEFORE).differences == ()


def test_what_came_and_went_is_told_with_flows_behind_their_source() -> None:
    after = State(
        {"web": WEB, "cart": part("cart")},
        {"g": stream("web", "cart"), "h": stream("cart", "web")},
        {},
    )

    comparison = compare(BEFORE, after)

    assert told(comparison) == [
        ("cart", "added"), ("h", "added"), ("db", "removed"), ("web", "changed"), ("f", "removed"),
        ("g", "added"),
    ]  # fmt: skip
    assert comparison.counts() == {
        "element": {"added": 1, "changed": 1, "removed": 1, "moved": 0},
        "flow": {"added": 2, "changed": 0, "removed": 1, "moved": 0},
        "relation": {"added": 0, "removed": 1},
    }


def test_properties_facts_and_relations_are_told_with_both_values() -> None:
    facts = {"replicas": said(3), "owner": said("Ada")}
    web = part("front", parent="db", facts=facts)
    after = State({"web": web, "db": DB}, BEFORE.flows, {("uses_image", "web", "db"): "file"})

    (one,) = compare(BEFORE, after).differences

    assert one.props == (Pair("name", "web", "front"), Pair("parent", None, "db"))
    assert one.facts == (Pair("owner", None, said("Ada")), Pair("replicas", said(2), said(3)))
    assert one.links == (Link("removed", "runs_as", "db"), Link("added", "uses_image", "db"))


def test_another_line_of_a_file_is_no_difference() -> None:
    web = {**WEB, "facts": {"replicas": said(2, line=9)}, "source": {"line": 8}}

    assert compare(BEFORE, State({"web": web, "db": DB}, BEFORE.flows, BEFORE.relations)).differences == ()


def test_a_fact_that_is_no_longer_known_differs_from_no() -> None:
    no = State({"web": {**WEB, "facts": {"privileged": said(False)}}}, {}, {})
    unknown = State({"web": {**WEB, "facts": {}}}, {}, {})

    (one,) = compare(no, unknown).differences

    assert one.facts == (Pair("privileged", said(False), None),)


def test_places_are_told_apart() -> None:
    after = State({"web": {**WEB, "x": 5.0}, "db": DB}, BEFORE.flows, BEFORE.relations)

    assert told(compare(BEFORE, after)) == [("web", "moved")]


def test_what_is_gone_was_removed_with_its_flows_and_comes_back_as_added() -> None:
    after = State({"web": WEB, "db": {**DB, "gone": True}}, BEFORE.flows, BEFORE.relations)

    assert told(compare(BEFORE, after)) == [("db", "removed"), ("web", "changed"), ("f", "removed")]
    assert told(compare(after, BEFORE)) == [("db", "added"), ("web", "changed"), ("f", "added")]
