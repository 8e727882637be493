"""Layout: large drawings have the shape of a page, and small ones leave no gaps."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.architecture.test_layout import Links, assert_tidy, system
from threatmodel.architecture.layout import Part, Rect, layout_all
from threatmodel.architecture.layout.boxes import CONTAINER_KINDS
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.importers import read
from threatmodel.engine.model import CATALOGUE

pytestmark = pytest.mark.no_database

SHOP = Path(__file__).parents[2] / "fixtures/demo/shop-kubernetes"

System = tuple[list[Part], Links]


def zone(uid: str, workloads: int, links: Iterable[tuple[int, int]] = ()) -> System:
    """Return a namespace of workloads with links between these by number."""
    parts = [Part(uid, "namespace", "cluster")]
    for n in range(workloads):
        parts += [Part(f"{uid}/{n}", "workload", uid), Part(f"{uid}/{n}/c", "container", f"{uid}/{n}")]
    return parts, [(f"{uid}/{a}", f"{uid}/{b}") for a, b in links]


def cluster(*zones: System, links: Iterable[tuple[str, str]] = ()) -> System:
    parts = [Part("cluster", "cluster", None), *(part for parts, _ in zones for part in parts)]
    return parts, [*(link for _, inside in zones for link in inside), *links]


SYSTEMS = {
    "namespaces without flows": cluster(*(zone(f"n{n}", 4) for n in range(60))),
    "namespaces with flows inside": cluster(
        *(zone(f"n{n}", 5, [(0, 1), (0, 2), (1, 3), (2, 4)]) for n in range(40))
    ),
    "namespaces in a row": cluster(
        *(zone(f"n{n}", 6) for n in range(40)), links=[(f"n{n}/0", f"n{n + 1}/1") for n in range(39)]
    ),
    "namespaces that all call one": cluster(
        *(zone(f"n{n}", 6) for n in range(30)), links=[(f"n{n}/{n % 6}", "n0/0") for n in range(1, 30)]
    ),
    "one namespace full of workloads": cluster(zone("n", 400)),
    "connected": cluster(zone("n", 200, [(n, n + 1) for n in range(0, 200, 2)])),
    "a hub": cluster(zone("n", 200, [(0, n) for n in range(1, 200)])),
    "a long chain": cluster(zone("n", 60, [(n, n + 1) for n in range(59)])),
    "a wide tree": cluster(zone("n", 300, [((n - 1) // 6, n) for n in range(1, 300)])),
    "the internet calls everyone": (
        [*cluster(*(zone(f"n{n}", 6) for n in range(30)))[0], Part("internet", "internet", None)],
        [("internet", f"n{n}/{w}") for n in range(30) for w in range(6)],
    ),
    "a hundred services outside": (
        [*cluster(zone("n", 20))[0], *(Part(f"s{n}", "external-service", None) for n in range(100))],
        [(f"n/{n % 20}", f"s{n}") for n in range(100)],
    ),
    "a large hub": cluster(zone("n", 1500, [(0, n) for n in range(1, 1500)])),
    "more flows than anybody could follow": cluster(
        zone("n", 200, [(n, (n * step + step) % 200) for n in range(200) for step in range(2, 11)])
    ),
    "all at once": system(25, 12),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_large_drawing_has_the_shape_of_a_page(name: str) -> None:
    parts, links = SYSTEMS[name]

    layout = layout_all(parts, links)

    width, height = extent(layout.rects)
    assert layout.problem == ""
    assert 1.0 <= width / height <= 2.2, (width, height)
    assert_tidy(parts, layout.rects)


def extent(rects: Mapping[str, Rect]) -> tuple[float, float]:
    """Return the width and height of everything together."""
    left, top = min(rect.x for rect in rects.values()), min(rect.y for rect in rects.values())
    return max(rect.right for rect in rects.values()) - left, max(
        rect.bottom for rect in rects.values()
    ) - top


@st.composite
def trees(draw: st.DrawFn) -> System:
    """Parts in zones up to three deep, of any kind, with links between any of them and to nowhere."""
    parts: list[Part] = []
    zones: list[str | None] = [None]
    for n in range(draw(st.integers(1, 30))):
        kind = draw(st.sampled_from(("namespace", "workload", "secret", "volume", "actor", "registry")))
        parts.append(Part(f"p{n}", kind, draw(st.sampled_from(zones))))
        if kind in ("namespace", "registry") and len(zones) < 8:
            zones.append(f"p{n}")
        if kind == "workload":
            parts.append(Part(f"p{n}/c", draw(st.sampled_from(sorted(CONTAINER_KINDS))), f"p{n}"))
    ends = st.sampled_from([part.uid for part in parts] + ["nowhere"])
    return parts, draw(st.lists(st.tuples(ends, ends), max_size=40))


@settings(max_examples=60, deadline=None)
@given(trees())
def test_whatever_is_drawn_lies_in_its_frame_and_touches_no_other(case: System) -> None:
    parts, links = case

    layout = layout_all(parts, links)

    assert layout.problem == ""
    assert_tidy(parts, layout.rects)
    assert layout_all(reversed(parts), reversed(links)) == layout


def test_the_demo_fills_its_page() -> None:
    model = read(read_inputs([str(SHOP)]).files).model
    parts = [
        Part(element.uid, element.kind, element.parent)
        for element in model.elements.values()
        if CATALOGUE.kinds[element.kind].drawn
    ]
    links = [(flow.source, flow.destination) for flow in model.flows.values()]

    rects = layout_all(parts, links).rects

    frame = rects[next(part.uid for part in parts if part.kind == "cluster")]
    inside = [rects[part.uid] for part in parts if part.kind in ("namespace", "node")]
    assert sum(rect.width * rect.height for rect in inside) > 0.75 * frame.width * frame.height
    # The top left, where one begins to read, is taken.
    assert min((rect.x - frame.x, rect.y - frame.y) for rect in inside) == (20, 36)


def test_people_and_the_internet_are_left_of_what_they_use() -> None:
    parts = [
        Part("app", "namespace", None),
        *(Part(f"app/{n}", "workload", "app") for n in range(6)),
        Part("store", "cloud-account", None),
        Part("store/db", "datastore", "store"),
        Part("world", "internet", None),
        Part("world/user", "actor", "world"),
    ]

    rects = layout_all(parts, [("world/user", "app/0"), ("app/1", "store/db"), ("app/2", "world/user")]).rects

    assert rects["world"].right < min(rects["app"].x, rects["store"].x)
    assert_tidy(parts, rects)


def test_people_are_on_the_page_where_a_drawing_with_them_on_the_left_would_be_a_strip() -> None:
    world = [Part(f"world/{n}", "actor", "world") for n in range(4)]
    zones, _ = cluster(*(zone(f"n{n}", 3) for n in range(3)))
    parts = [Part("world", "internet", None), *world, *zones]
    links = [("world/0", "world/1"), ("world/1", "world/2"), ("world/2", "world/3"), ("world/3", "n0/0")]

    rects = layout_all(parts, links).rects

    assert rects["world"].y >= rects["cluster"].bottom or rects["cluster"].y >= rects["world"].bottom
    assert_tidy(parts, rects)


def test_what_is_called_from_outside_comes_first_in_its_zone() -> None:
    zones, _ = cluster(*(zone(f"n{n}", 4) for n in range(4)))

    rects = layout_all([*zones, Part("internet", "internet", None)], [("internet", "n3/0")]).rects

    assert rects["n3"].x == min(rects[f"n{n}"].x for n in range(4))


def test_a_box_beside_a_zone_is_level_with_what_it_calls() -> None:
    zones, _ = cluster(*(zone(f"n{n}", 9) for n in range(9)))

    rects = layout_all([*zones, Part("user", "actor", None)], [("user", "n7/4")]).rects

    middle = rects["n7/4"].y + rects["n7/4"].height / 2
    assert abs(rects["user"].y + rects["user"].height / 2 - middle) <= 1
    assert rects["user"].right < rects["cluster"].x


def test_a_flow_from_outside_does_not_run_behind_a_box_that_it_passes() -> None:
    parts, links = zone("n", 3, [(0, 1), (1, 2)])
    parts = [Part("n", "namespace", None), *parts[1:], Part("internet", "internet", None)]

    rects = layout_all(parts, [*links, ("internet", "n/1")]).rects

    lane = rects["internet"].y + rects["internet"].height / 2
    assert not rects["n/0"].y < lane < rects["n/0"].bottom
