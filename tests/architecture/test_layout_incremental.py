"""Layout of added or chosen parts: what people have placed stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.architecture.test_layout import assert_tidy, system
from tests.architecture.test_layout_packing import System, trees
from threatmodel.architecture.layout import Part, layout_added, layout_all, relayout

pytestmark = pytest.mark.no_database


def test_new_parts_go_below_and_known_places_stay() -> None:
    parts, links = system(2, 4)
    before = layout_all(parts, links).rects
    new = [
        Part("n0/new", "workload", "n0"),
        Part("n0/new/c", "container", "n0/new"),
        Part("out", "actor", None),
    ]
    new.append(Part("n1/w0/c2", "container", "n1/w0"))

    layout = layout_added([*parts, *new], links, before)

    after = {**before, **layout.rects}
    assert_tidy([*parts, *new], after)
    assert {uid: rect for uid, rect in layout.rects.items() if before.get(uid) == rect} == {}
    assert after["n0/w1"].x - after["n0/w0"].x == before["n0/w1"].x - before["n0/w0"].x
    assert after["n0/new"].y >= max(after[f"n0/w{w}"].bottom for w in range(4))


def test_nothing_new_moves_nothing() -> None:
    parts, links = system(2, 3)

    assert layout_added(parts, links, layout_all(parts, links).rects).rects == {}


def test_a_frame_that_lost_its_place_is_placed_with_all_that_it_holds() -> None:
    """Somebody deleted it and put another one there; what lies inside grows meanwhile."""
    parts, links = system(3, 4)
    before = {uid: rect for uid, rect in layout_all(parts, links).rects.items() if uid != "n1"}
    new = [Part(f"n1/w0/new{n}", "container", "n1/w0") for n in range(6)]

    layout = layout_added([*parts, *new], links, before)

    assert_tidy([*parts, *new], {**before, **layout.rects})


def test_a_new_zone_is_drawn_along_its_flows() -> None:
    parts, links = system(1, 3)
    before = layout_all(parts, links).rects
    new = [Part("new", "namespace", "cluster"), *(Part(f"new/{uid}", "workload", "new") for uid in "abc")]

    rects = layout_added([*parts, *new], [*links, ("new/a", "new/b"), ("new/b", "new/c")], before).rects

    assert rects["new/a"].right < rects["new/b"].x
    assert rects["new/b"].right < rects["new/c"].x


@settings(max_examples=40, deadline=None)
@given(trees(), st.integers(0, 30))
def test_whatever_is_added_lies_in_its_frame_and_touches_no_other(case: System, known: int) -> None:
    parts, links = case
    before = layout_all(parts[:known], links).rects

    layout = layout_added(parts, links, before)

    assert_tidy(parts, {**before, **layout.rects})


def test_what_is_rearranged_stays_about_where_it_was_and_the_rest_stays() -> None:
    parts, links = system(3, 4)
    before = {**layout_all(parts, links).rects}
    workload = ("n0/w1", "n0/w1/c", "n0/w1/v")
    before |= {uid: before[uid].moved(7, 5) for uid in workload}

    layout = relayout(parts, links, before, ["n0/w1"])

    assert layout.rects.keys() <= {*workload}
    assert {**before, **layout.rects}["n0/w1"] == before["n0/w1"]


def test_a_rearranged_zone_makes_room_for_what_it_holds() -> None:
    parts, links = system(3, 4)
    before = {**layout_all(parts, links).rects}
    crowded = [Part(f"n1/extra{n}", "workload", "n1") for n in range(20)]
    before |= {part.uid: before["n1/w0"] for part in crowded}

    layout = relayout([*parts, *crowded], links, before, ["n1"])

    assert_tidy([*parts, *crowded], {**before, **layout.rects})
