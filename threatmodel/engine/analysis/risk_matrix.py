"""The risk matrix: what likelihood and impact of 1 to 5 are called, and which level of risk they make.

A team may have its own. Levels are ordered, the lowest first; no cell has a lower level than one with a lower
likelihood or impact. Risk above the appetite has to be treated, or accepted by an approver.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal, get_args

from threatmodel.engine.analysis.risk_levels import LEVELS
from threatmodel.engine.model.struct_base import Record

Color = Literal["gray", "green", "blue", "yellow", "orange", "red"]
COLORS: Final[tuple[Color, ...]] = get_args(Color)
LEVELS_LEAST: Final = 2
LEVELS_MOST: Final = len(COLORS)  # each level has a color of its own
NAME_LENGTH: Final = 40


class RiskLevel(Record, frozen=True):
    """A level of risk: its name, and the color of its cells."""

    name: str
    color: Color


class RiskMatrix(Record, frozen=True):
    """A matrix of five likelihoods and five impacts, each the lowest first.

    `cells` are places in `levels`, by impact and then by likelihood. `appetite` is the place of the highest
    level that needs neither treatment nor acceptance.
    """

    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    levels: tuple[RiskLevel, ...]
    cells: tuple[tuple[int, ...], ...]
    appetite: int

    def level(self, likelihood: int, impact: int) -> int | None:
        """Return the place of the level, or None where no likelihood is left."""
        return self.cells[impact - 1][likelihood - 1] if likelihood else None

    def is_above_appetite(self, likelihood: int, impact: int) -> bool:
        """Whether risk of this likelihood and impact has to be treated or accepted."""
        level = self.level(likelihood, impact)
        return level is not None and level > self.appetite


def _by_score(score: int) -> int:
    return sum(score > bound for bound in (4, 9, 15))


DEFAULT_MATRIX: Final = RiskMatrix(
    likelihoods=("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
    impacts=("Negligible", "Minor", "Moderate", "Major", "Severe"),
    levels=(
        RiskLevel("Low", "green"),
        RiskLevel("Moderate", "yellow"),
        RiskLevel("High", "orange"),
        RiskLevel("Critical", "red"),
    ),
    cells=tuple(tuple(_by_score(likelihood * impact) for likelihood in LEVELS) for impact in LEVELS),
    appetite=1,
)


def matrix_problems(matrix: RiskMatrix) -> dict[str, list[str]]:
    """Return what is wrong with a matrix, by its part; nothing where it can be used."""
    problems: dict[str, list[str]] = {}
    for part, names in (
        ("likelihoods", matrix.likelihoods),
        ("impacts", matrix.impacts),
        ("levels", tuple(level.name for level in matrix.levels)),
    ):
        if len({name.casefold() for name in names}) < len(names):
            problems[part] = [f"Two {part} have the same name. Give each a name of its own."]
    if len({level.color for level in matrix.levels}) < len(matrix.levels):
        problems.setdefault("levels", []).append(
            "Two levels have the same color. Give each a color of its own."
        )
    if matrix.appetite >= len(matrix.levels):
        problems["appetite"] = ["Choose one of the levels."]
    if any(cell >= len(matrix.levels) for row in matrix.cells for cell in row):
        problems["cells"] = ["Choose one of the levels for each cell."]
    elif falls := list(_falls(matrix)):
        problems["cells"] = falls
    return problems


def _falls(matrix: RiskMatrix) -> Iterator[str]:
    """The cells with a lower level than the one of the next lower likelihood or impact."""
    for impact in LEVELS:
        for likelihood in LEVELS:
            for lower in ((likelihood - 1, impact), (likelihood, impact - 1)):
                if min(lower) and _level(matrix, lower) > _level(matrix, (likelihood, impact)):
                    yield (
                        f"{_cell(matrix, (likelihood, impact))} is lower than {_cell(matrix, lower)}. "
                        "Raise the first or lower the second."
                    )


def _level(matrix: RiskMatrix, cell: tuple[int, int]) -> int:
    return matrix.cells[cell[1] - 1][cell[0] - 1]


def _cell(matrix: RiskMatrix, cell: tuple[int, int]) -> str:
    level = matrix.levels[_level(matrix, cell)].name
    return f"{matrix.likelihoods[cell[0] - 1]} × {matrix.impacts[cell[1] - 1]} ({level})"


def matrix_to_json(matrix: RiskMatrix) -> dict[str, Any]:
    """Return the matrix as the API and the database have it."""
    return {
        "likelihoods": list(matrix.likelihoods),
        "impacts": list(matrix.impacts),
        "levels": [{"name": level.name, "color": level.color} for level in matrix.levels],
        "cells": [list(row) for row in matrix.cells],
        "appetite": matrix.appetite,
    }


def matrix_from_json(raw: dict[str, Any]) -> RiskMatrix:
    """Return the matrix of what matrix_to_json gives."""
    return RiskMatrix(
        likelihoods=tuple(raw["likelihoods"]),
        impacts=tuple(raw["impacts"]),
        levels=tuple(RiskLevel(one["name"], one["color"]) for one in raw["levels"]),
        cells=tuple(tuple(row) for row in raw["cells"]),
        appetite=raw["appetite"],
    )
