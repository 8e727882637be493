"""The handbook uses the names of the library, has short pages, and shows pictures that exist."""

import re
from pathlib import Path
from typing import Final

import pytest

from threatmodel.engine.library.methods import METHODS
from threatmodel.pasta.choices import STAGES

pytestmark = pytest.mark.no_database

HANDBOOK: Final = Path(__file__).parents[1] / "docs" / "handbook"
PAGES: Final = sorted(HANDBOOK.glob("*.md"))
_LINES_MOST: Final = 150


def _rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its head."""
    text = (HANDBOOK / page).read_text().split(f"{heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert table
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table[0].splitlines()[2:]]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= _LINES_MOST


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pictures_exist_and_are_described(path: Path) -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", path.read_text())

    assert [target for _, target in pictures if not (HANDBOOK / target).is_file()] == []
    assert all(words for words, _ in pictures)


def test_stages_of_pasta_are_named_as_on_the_screen() -> None:
    rows = _rows("pasta.md", "# PASTA")

    assert {int(number): name for number, name, _ in rows} == STAGES


def test_privacy_categories_are_those_of_the_method() -> None:
    rows = _rows("privacy.md", "## Privacy threats")

    assert [name for name, _ in rows] == [one.name for one in METHODS["linddun"].categories.values()]
