"""The image's build context has what the Dockerfile copies from it."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

_ROOT = Path(__file__).parent.parent.parent


def copied(dockerfile: str) -> Iterator[str]:
    """Yield the sources of each COPY from the build context."""
    for arguments in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE):
        yield from (source.rstrip("/") for source in arguments.split()[:-1])


def is_in_context(path: str, patterns: list[str]) -> bool:
    """Whether .dockerignore lets a path through: the last pattern that matches it or its folder decides."""
    kept = True
    above = [str(one) for one in (Path(path), *Path(path).parents)]
    for pattern in patterns:
        if any(fnmatch(one, pattern.removeprefix("!")) for one in above):
            kept = pattern.startswith("!")
    return kept


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    lines = (_ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    sources = list(copied((_ROOT / "Dockerfile").read_text(encoding="utf-8")))

    assert len(sources) > 5
    assert [one for one in sources if not (_ROOT / one).exists()] == []
    assert [one for one in sources if not is_in_context(one, patterns)] == []


def test_a_file_that_no_pattern_lets_through_is_noticed() -> None:
    assert is_in_context("docs/rules/README.md", ["*", "!docs"])
    assert not is_in_context("pyproject.toml", ["*", "!docs"])
    assert not is_in_context("frontend/dist", ["*", "!frontend", "frontend/dist"])
