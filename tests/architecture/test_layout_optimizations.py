"""Layout: the fast algorithms give the same results as plain ones, at any size."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.architecture.layout import auto_layout, page_packing, shelf_packing
from threatmodel.architecture.layout.boxes import GAP, Block

pytestmark = pytest.mark.no_database

ends = st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1])
edges = st.dictionaries(ends, st.integers(1, 3), max_size=40)
sizes = st.lists(st.tuples(st.sampled_from([60, 100, 200]), st.sampled_from([20, 40, 200])), max_size=40)


@given(edges)
def test_each_place_follows_those_that_it_is_most_connected_to(edges: dict[tuple[int, int], int]) -> None:
    ties = Counter[tuple[int, int]]()
    for (a, b), links in edges.items():
        ties += Counter({(a, b): links, (b, a): links})
    inward = Counter(b for _, b in edges)
    near = Counter(a for a, _ in ties)
    plain: list[int] = []
    while len(plain) < 12:
        left = [place for place in range(12) if place not in plain]
        pull = {place: sum(ties[place, other] for other in plain) for place in left}
        plain.append(min(left, key=lambda place: (-pull[place], inward[place] - near[place], place)))

    assert page_packing._neighbors(12, edges) == tuple(plain)


@given(sizes, st.integers(200, 900))
def test_a_block_goes_below_the_first_it_fits_under(sizes: list[tuple[int, int]], width: int) -> None:
    blocks = [Block(wide, high, {}, high) for wide, high in sizes]

    assert shelf_packing.shelf_positions(blocks, width)[0] == _plainly_on_shelves(blocks, width)


def _plainly_on_shelves(blocks: Sequence[Block], width: float) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = []
    columns: list[list[float]] = []  # x, width and height of each column of the shelf
    y = 0.0
    for block in blocks:
        shelf = max((height for _, _, height in columns), default=0.0)
        column = next(
            (one for one in columns if one[1] >= block.width and one[2] + block.height + GAP <= shelf), None
        )
        if column is None:
            x = columns[-1][0] + columns[-1][1] + GAP if columns else 0.0
            if columns and x + block.width > width:
                columns, y, x = [], y + shelf, 0.0
            column = [x, block.width, 0.0]
            columns.append(column)
        corners.append((column[0], y + column[2]))
        column[2] += block.height + GAP
    return corners


def test_a_page_of_one_thing_is_tried_once() -> None:
    assert page_packing._widths([Block(200, 64, {}, 64)]) == [200]


def test_what_is_followed_is_found_without_counting_all_flows_for_each_island() -> None:
    """Four times the groups of connected boxes take four times the looks at flows, not sixteen times."""

    def looks(pairs: int) -> int:
        counted = _Counted((f"a{n}", f"b{n}") for n in range(pairs))
        assert len(auto_layout._without_crowded(counted)) == pairs
        return counted.looks

    assert looks(400) == 4 * looks(100)


class _Counted(list[tuple[str, str]]):
    """Flows that count how often one of them is looked at."""

    looks = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for one in super().__iter__():
            self.looks += 1
            yield one
