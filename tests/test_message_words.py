"""Messages in Python (problems, errors, mails, commands, API descriptions) use no banned word."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.banned_words import banned_in

pytestmark = pytest.mark.no_database

CODE: Final = Path(__file__).parents[1] / "threatmodel"
FILES: Final = sorted(path for path in CODE.rglob("*.py") if "migrations" not in path.parts)


def test_texts_in_code_use_no_banned_word() -> None:
    found = [
        (f"{path.relative_to(CODE)}:{line}", words)
        for path in FILES
        for line, text in _texts(path)
        if (words := banned_in(text))
    ]

    assert found == []


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every string with a blank in it, with its line; docstrings and notes on attributes are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in notes]
    for node in texts:
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value
