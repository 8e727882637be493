"""A condition broken into lines where its parts meet, so that a long one can be read."""

import re
from collections.abc import Iterator
from typing import Final

_WIDE: Final = 88
_PIECE: Final = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|&&|\|\||[()\[\]{}]|[^'\"&|()\[\]{}]+|.", re.DOTALL
)
_LOOSEST_FIRST: Final = ("||", "&&")


def condition_lines(expression: str) -> str:
    """Return the expression with a line for each side of `||` and `&&`, where one line would be too long.

    Only white space between parts changes.
    """
    return "\n".join(_lines(" ".join(expression.split()), ""))


def _lines(expression: str, indent: str) -> Iterator[str]:
    sides = _sides(expression)
    if len(indent) + len(expression) <= _WIDE:
        yield indent + expression
    elif len(sides) > 1:
        # The sides of `&&` are indented further than those of the `||` around it.
        deeper = f"{indent}   " if expression.startswith("||") else indent
        yield from _lines(sides[0], indent)
        for side in sides[1:]:
            yield from _lines(side, deeper)
    else:
        yield from _opened(expression, indent)


def _sides(expression: str) -> list[str]:
    """The sides of the loosest operator outside brackets; each but the first begins with it."""
    for operator in _LOOSEST_FIRST:
        sides, depth = [""], 0
        for piece in _PIECE.findall(expression):
            depth += (piece in "([{") - (piece in ")]}")
            if piece == operator and depth == 0 and sides[-1].strip():
                sides.append("")
            sides[-1] += piece
        if len(sides) > 1:
            return [side.strip() for side in sides]
    return [expression]


def _opened(expression: str, indent: str) -> Iterator[str]:
    """The expression with the inside of the first bracket that has sides on lines of its own."""
    start = depth = place = 0
    for piece in _PIECE.findall(expression):
        if piece == "(":
            start, depth = (start, depth + 1) if depth else (place + 1, 1)
        elif piece == ")":
            depth -= 1
            inside = expression[start:place].strip()
            if depth == 0 and len(_sides(inside)) > 1:
                yield indent + expression[:start]
                yield from _lines(inside, f"{indent}  ")
                yield from _lines(expression[place:], indent)
                return
        place += len(piece)
    yield indent + expression
