"""The default matrix is a valid one, and a matrix in which risk falls anywhere is refused."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from threatmodel.engine.analysis.risk_levels import LEVELS
from threatmodel.engine.analysis.risk_matrix import (
    DEFAULT_MATRIX,
    matrix_from_json,
    matrix_problems,
    matrix_to_json,
)

CELLS = st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5).map(tuple), min_size=5, max_size=5).map(
    tuple
)


def test_the_default_is_valid_and_survives_json() -> None:
    assert matrix_problems(DEFAULT_MATRIX) == {}
    assert matrix_from_json(matrix_to_json(DEFAULT_MATRIX)) == DEFAULT_MATRIX
    assert [DEFAULT_MATRIX.level(*cell) for cell in ((0, 5), (1, 1), (5, 1), (5, 2), (4, 4), (5, 5))] == [
        None, 0, 1, 2, 3, 3,
    ]  # fmt: skip
    assert not DEFAULT_MATRIX.is_above_appetite(5, 1)
    assert DEFAULT_MATRIX.is_above_appetite(5, 2)
    assert not DEFAULT_MATRIX.is_above_appetite(0, 5)


@given(CELLS)
def test_a_matrix_is_refused_exactly_where_risk_falls(cells: tuple[tuple[int, ...], ...]) -> None:
    by_likelihood = all(list(row) == sorted(row) for row in cells)
    by_impact = all(list(column) == sorted(column) for column in zip(*cells, strict=True))

    problems = matrix_problems(replace(DEFAULT_MATRIX, cells=cells))

    assert (problems == {}) == (by_likelihood and by_impact)


def test_the_message_names_both_cells_and_the_remedy() -> None:
    cells = [list(row) for row in DEFAULT_MATRIX.cells]
    cells[4][4] = 0

    problems = matrix_problems(replace(DEFAULT_MATRIX, cells=tuple(map(tuple, cells))))

    assert problems["cells"][0] == (
        "Almost certain × Severe (Low) is lower than Likely × Severe (Critical). "
        "Raise the first or lower the second."
    )


def test_names_and_colors_are_told_apart() -> None:
    same = DEFAULT_MATRIX.levels[0]
    twice = replace(
        DEFAULT_MATRIX,
        likelihoods=("Rare", "rare", "Possible", "Likely", "Sure"),
        levels=(same, *DEFAULT_MATRIX.levels[1:3], same),
        appetite=4,
    )

    problems = matrix_problems(twice)

    assert set(problems) == {"likelihoods", "levels", "appetite"}
    assert len(problems["levels"]) == 2
    assert LEVELS == (1, 2, 3, 4, 5)
