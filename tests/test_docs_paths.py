"""Paths in the guides for contributors lead to files that exist."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
GUIDES: Final = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md")
_PATH: Final = re.compile(r"`((?:threatmodel|frontend|tests|tools|docs|fixtures|benchmarks)/[\w./-]*\w/?)`")


@pytest.mark.no_database
@pytest.mark.parametrize("guide", GUIDES)
def test_every_path_that_a_guide_names_exists(guide: str) -> None:
    named = set(_PATH.findall((ROOT / guide).read_text()))

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_guides_name_paths_at_all() -> None:
    assert len(_PATH.findall((ROOT / "CONTRIBUTING.md").read_text())) > 15


@pytest.mark.no_database
@pytest.mark.parametrize("listing", ["docs/README.md", "tools/docs_site/mkdocs.yml"])
def test_every_guide_is_listed(listing: str) -> None:
    text = (ROOT / listing).read_text()
    guides = sorted(path.name for path in (ROOT / "docs").glob("*.md") if path.name != "README.md")

    assert [name for name in guides if not re.search(rf"[ (]{re.escape(name)}\b", text)] == []


@pytest.mark.no_database
@pytest.mark.parametrize("listing", ["docs/handbook/README.md", "tools/docs_site/mkdocs.yml"])
def test_every_page_of_the_handbook_is_listed(listing: str) -> None:
    text = (ROOT / listing).read_text()
    pages = sorted(
        path.name for path in (ROOT / "docs" / "handbook").glob("*.md") if path.name != "README.md"
    )

    assert [name for name in pages if not re.search(rf"[(/]{re.escape(name)}\b", text)] == []
