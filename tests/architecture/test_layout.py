"""Layout: nothing overlaps, and everything is inside its parent."""

import itertools
from collections.abc import Iterable, Mapping

import pytest

from threatmodel.architecture.layout import Layout, Part, Rect, graphviz_layout, graphviz_program, layout_all
from threatmodel.architecture.layout.boxes import HEADER

pytestmark = pytest.mark.no_database

Links = list[tuple[str, str]]


def system(namespaces: int, workloads: int) -> tuple[list[Part], Links]:
    """Return a cluster of namespaces, each with workloads that call each other, secrets and an account."""
    parts = [Part("cluster", "cluster", None), Part("internet", "internet", None), Part("img", "image", None)]
    links: Links = [("internet", "n0/w0")]
    for n in range(namespaces):
        parts += [Part(f"n{n}", "namespace", "cluster"), Part(f"n{n}/sa", "service-account", f"n{n}")]
        for w in range(workloads):
            uid = f"n{n}/w{w}"
            parts += [Part(uid, "workload", f"n{n}"), Part(f"{uid}/c", "container", uid)]
            parts += [Part(f"{uid}/secret", "secret", f"n{n}"), Part(f"{uid}/v", "volume", uid)]
            if w and n % 2 == 0:
                links.append((f"n{n}/w{w // 2}", uid))
        links.append((f"n{n}/w0", f"n{(n + 1) % namespaces}/w0"))
    return parts, links


def overlaps(a: Rect, b: Rect) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def assert_tidy(parts: Iterable[Part], rects: Mapping[str, Rect]) -> None:
    parts = list(parts)
    assert rects.keys() == {part.uid for part in parts}
    siblings = itertools.groupby(sorted(parts, key=lambda p: str(p.parent)), key=lambda p: p.parent)
    for parent, group in siblings:
        uids = [part.uid for part in group]
        for a, b in itertools.combinations(uids, 2):
            assert not overlaps(rects[a], rects[b]), (a, rects[a], b, rects[b])
        for uid in uids if parent is not None else []:
            frame, inner = rects[str(parent)], rects[uid]
            assert frame.x <= inner.x < inner.right <= frame.right, (parent, uid)
            assert frame.y + HEADER - 1 <= inner.y < inner.bottom <= frame.bottom, (parent, uid)


@pytest.mark.parametrize(("namespaces", "workloads"), [(1, 1), (2, 5), (5, 12), (10, 30)])
def test_nothing_overlaps_and_everything_is_inside_its_parent(namespaces: int, workloads: int) -> None:
    parts, links = system(namespaces, workloads)

    layout = layout_all(parts, links)

    assert layout.problem == ""
    assert_tidy(parts, layout.rects)


def test_boxes_are_as_wide_as_their_names_and_of_one_width_inside_a_workload() -> None:
    parts = [
        Part("zone", "namespace", None, "monitoring"),
        Part("w", "workload", "zone", "prometheus-operator"),
        Part("w/c", "container", "w", "kube-rbac-proxy"),
        Part("w/v", "volume", "w", "data"),
        Part("x", "workload", "zone", "x"),
        Part("x/c", "container", "x", "module-configmap-reloader"),
        Part("secret", "secret", "zone", "a-name-of-which-the-first-view-shows-nothing"),
        Part("actor", "actor", None, "A very long name indeed, of a person who reaches everything there is"),
        Part("wide", "actor", None, "顧客サービス担当者の端末"),
    ]

    rects = layout_all(parts, []).rects

    assert_tidy(parts, rects)
    assert rects["w"].width == 288  # the name has 19 letters; beside it are an icon and a count
    assert rects["w/c"].width == rects["w/v"].width == 264
    assert rects["x"].width == rects["x/c"].width + 24 > rects["w"].width
    assert rects["secret"].width == 184
    assert rects["actor"].width == 320
    assert rects["wide"].width > rects["w"].width


def test_equal_input_gives_equal_output() -> None:
    parts, links = system(3, 6)

    assert layout_all(parts, links) == layout_all(reversed(parts), reversed(links))


def test_a_workload_with_one_container_has_its_usual_size() -> None:
    parts = [Part("w", "workload", None), Part("c", "container", "w")]

    rects = layout_all(parts, []).rects

    assert (rects["w"].width, rects["w"].height) == (220, 108)


def test_a_hundred_unconnected_workloads_fill_a_screen_and_not_a_column() -> None:
    parts = [Part("ns", "namespace", None)]
    for n in range(100):
        parts += [Part(f"w{n}", "workload", "ns"), Part(f"w{n}/c", "container", f"w{n}")]

    frame = layout_all(parts, []).rects["ns"]

    assert 1.0 < frame.width / frame.height < 2.5


def test_flows_go_from_left_to_right() -> None:
    parts = [Part(uid, "workload", None) for uid in "abc"]

    rects = layout_all(parts, [("a", "b"), ("b", "c")]).rects

    assert rects["a"].right < rects["b"].x
    assert rects["b"].right < rects["c"].x


def test_a_cycle_of_flows_is_drawn() -> None:
    parts = [Part("ns", "namespace", None), *[Part(uid, "workload", "ns") for uid in "abc"]]
    parts.append(Part("secret", "secret", "ns"))

    layout = layout_all(
        [*parts, Part("internet", "internet", None)], [*zip("abc", "bca", strict=True), ("internet", "a")]
    )

    assert_tidy([*parts, Part("internet", "internet", None)], layout.rects)


def test_flows_to_zones_and_to_nothing_are_survived() -> None:
    parts = [Part("ns", "namespace", None), Part("a", "workload", "ns"), Part("b", "workload", None)]

    layout = layout_all(parts, [("b", "ns"), ("b", "nowhere"), ("a", "a"), ("ns", "ns")])

    assert_tidy(parts, layout.rects)


def test_parts_that_hold_each_other_are_drawn_in_no_frame() -> None:
    parts = [Part("a", "namespace", "b"), Part("b", "namespace", "a"), Part("c", "workload", "a")]

    rects = layout_all(parts, [("c", "b")]).rects

    assert rects.keys() == {"a", "b", "c"}
    assert not overlaps(rects["a"], rects["b"])


def test_an_empty_model_has_an_empty_drawing() -> None:
    assert layout_all([], []) == Layout({})


@pytest.mark.parametrize("answer", ["exit 3", "echo nonsense", "sleep 60", 'echo \'{"bb": "0,0,1,1"}\''])
def test_a_failing_graphviz_falls_back_to_shelves(
    answer: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path_factory.mktemp("dot") / "dot"
    script.write_text(f"#!/bin/sh\n{answer}\n")
    script.chmod(0o755)
    monkeypatch.setattr(graphviz_program, "program", lambda: str(script))
    monkeypatch.setattr(graphviz_program, "TIMEOUT_S", 1)
    parts, links = system(2, 4)

    layout = layout_all(parts, links)

    assert "drawn in rows" in layout.problem
    assert_tidy(parts, layout.rects)


def test_both_graphviz_programs_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")

    assert graphviz_program.program().endswith("graphviz-pure")


def test_nothing_a_user_wrote_reaches_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def run(text: str, _output: str) -> bytes:
        seen.append(text)
        raise graphviz_program.DotFailed("stopped by the test")

    monkeypatch.setattr(graphviz_layout, "run_graphviz", run)
    layout_all([Part('<b>"]evil', "workload", None), Part("b", "workload", None)], [('<b>"]evil', "b")])

    assert seen
    assert "evil" not in seen[0]


def test_a_drawing_of_many_workloads_ends_in_time() -> None:
    parts, links = system(20, 50)

    assert layout_all(parts, links).problem == ""
