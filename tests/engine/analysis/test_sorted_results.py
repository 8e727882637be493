"""Results stay sorted, however many of them an edit replaces."""

import pytest

from threatmodel.engine.analysis.sorted_results import SortedResults


@pytest.mark.parametrize("count", [3, 600])
def test_replaced_results_are_in_order(count: int) -> None:
    kept = [f"kept {n:04}" for n in range(0, 2_000, 2)]
    removed = [f"removed {n:04}" for n in range(count)]
    results = SortedResults[str](str)
    results.replace([], [*reversed(removed), *kept])
    new = [f"kept {n:04}" for n in range(1, 2 * count, 2)]

    results.replace(removed, [*reversed(new)])

    assert results.all() == tuple(sorted([*kept, *new]))


def test_results_that_are_replaced_in_bulk_can_be_removed_one_by_one() -> None:
    results = SortedResults[str](str)
    results.replace([], [f"{n:04}" for n in range(1_000)])

    results.replace(["0500"], [])

    assert "0500" not in results.all()
    assert len(results.all()) == 999
