"""A diagram of another tool keeps its picture: order, nesting and room for every element."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threatmodel.architecture.layout import Part, Rect, layout_diagram
from threatmodel.architecture.layout.boxes import GAP

pytestmark = pytest.mark.no_database

_SIZE = st.floats(0.001, 500)
_AT = st.floats(-100_000, 100_000)


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def contains(outer: Rect, inner: Rect) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
    )


def test_elements_keep_their_order_and_do_not_overlap() -> None:
    parts = [Part(name, "workload", None, name) for name in "abcd"]
    given_places = {name: Rect(110 * (n % 2), 110 * (n // 2), 100, 100) for n, name in enumerate("abcd")}

    rects = layout_diagram(parts, given_places, {}).rects

    assert rects["a"].x < rects["b"].x
    assert rects["a"].y < rects["c"].y
    assert not any(overlap(rects[x], rects[y]) for x in "abcd" for y in "abcd" if x < y)


def test_what_is_in_something_without_a_place_is_left_out() -> None:
    parts = [Part("zone", "boundary", None), Part("web", "workload", "zone"), Part("free", "workload", None)]

    rects = layout_diagram(parts, {"web": Rect(0, 0, 9, 9), "free": Rect(0, 0, 9, 9)}, {}).rects

    assert rects.keys() == {"free"}


def test_a_diagram_lies_below_what_is_placed() -> None:
    parts = [Part("old", "workload", None), Part("new", "workload", None)]

    rects = layout_diagram(parts, {"new": Rect(0, 0, 100, 100)}, {"old": Rect(50, 60, 200, 64)}).rects

    assert rects["new"].y >= 124 + GAP
    assert rects["new"].x == 50


@settings(max_examples=50, deadline=None)
@given(
    places=st.lists(st.tuples(_AT, _AT, _SIZE, _SIZE), min_size=1, max_size=8),
    holders=st.lists(st.integers(0, 7)),
)
def test_frames_are_around_what_they_hold(
    places: list[tuple[float, float, float, float]], holders: list[int]
) -> None:
    count = len(places)
    parents = {n: f"p{holders[n]}" for n in range(min(count, len(holders))) if holders[n] < n}
    parts = [Part(f"p{n}", "boundary", parents.get(n)) for n in range(count)]

    rects = layout_diagram(parts, {f"p{n}": Rect(*place) for n, place in enumerate(places)}, {}).rects

    assert len(rects) == count
    for part in parts:
        if part.parent:
            assert contains(rects[part.parent], rects[part.uid])
