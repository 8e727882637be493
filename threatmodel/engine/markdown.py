"""Markdown for GitHub: escaped text, links, tables, code."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#])")
BAR: Final = "\\|"  # a bar that does not end a cell, in code too
_ACTIVE: Final = re.compile(r"([\\`*_{}\[\]<>~$&!])")
# What code hosts turn into links and mentions in plain text: @name, #1, !1, ~label, %milestone, addresses.
_REFERENCE: Final = re.compile(r"(?<=[@#!~%$&^])(?=\w)|(?<=:)(?=//)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_NO_WIDTH: Final = "\u200b"  # takes no room, and ends what would be a reference
_NOT_IN_CODE: Final = frozenset("`\\|")
_PLAIN: Final = re.compile(r"[A-Za-z/][\w./@-]*(:[\w./@-]+)*")
_NOT_TEXT: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null"})  # to a reader of YAML
NOTICE: Final = "<!-- Made by `make docs` from the library of rules. Change the library, not this page. -->"


def page(*blocks: str) -> str:
    """Return a page of these blocks, empty ones left out, with the notice that it is made."""
    return "\n\n".join([NOTICE, *(block for block in blocks if block)]) + "\n"


def text(words: str) -> str:
    """Return the words with nothing in them that Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def inert(words: str, *, most: int = 200) -> str:
    """Return words that others wrote, such as names in manifests, as text that links and mentions nothing.

    For one line or cell of a comment on GitHub or GitLab; longer text is cut.
    """
    clean = _printable(words)
    short = clean if len(clean) <= most else f"{clean[: most - 1]}…"
    return _ACTIVE.sub(r"\\\1", _REFERENCE.sub(_NO_WIDTH, short))


def inert_code(words: str, *, most: int = 200) -> str:
    """Return a name or path that others wrote as code, or as text where code cannot hold it."""
    clean = _printable(words)
    if not clean.strip() or len(clean) > most or not _NOT_IN_CODE.isdisjoint(clean):
        return inert(clean, most=most)
    return code(clean)


def _printable(words: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(words.split()))


def code(words: str) -> str:
    """Return the words as code in a line of text."""
    inner = " ".join(words.split())
    return f"`` {inner} ``" if "`" in inner else f"`{inner}`"


def fenced(lines: str, language: str) -> str:
    """Return the lines as a block of code."""
    return f"```{language}\n{lines.rstrip()}\n```"


def link(words: str, address: str) -> str:
    """Return a link; the words may be Markdown already."""
    return f"[{words}]({address})"


def listed(items: Iterable[str]) -> str:
    """Return a list, one item a line."""
    return "\n".join(f"- {item}" for item in items)


def folded(summary: str, block: str) -> str:
    """Return a block that is shown when one asks for it."""
    return f"<details><summary>{summary}</summary>\n\n{block}\n\n</details>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """Return a table, or an empty text without rows; columns of `numbers` are set to the right."""
    right = set(numbers)
    lines = [_row(cells) for cells in rows]
    if not lines:
        return ""
    rule = _row(["--:" if place in right else "---" for place in range(len(head))])
    return "\n".join([_row(head), rule, *lines])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"


def value(known: Any) -> str:
    """Return the value of a fact as one reads it in YAML, on one line."""
    if isinstance(known, bool):
        return "true" if known else "false"
    if isinstance(known, list):
        return f"[{', '.join(value(item) for item in known)}]"
    if isinstance(known, dict):
        return "{" + ", ".join(f"{name}: {value(item)}" for name, item in known.items()) + "}"
    if isinstance(known, str):
        plain = _PLAIN.fullmatch(known) and known.lower() not in _NOT_TEXT
        return known if plain else json.dumps(known, ensure_ascii=False)
    return str(known)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
