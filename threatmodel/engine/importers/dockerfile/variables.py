"""The variables of a Dockerfile: ARG and ENV as far as the file itself, or compose's `args`, sets them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.dockerfile.reader import Instruction

_VARIABLE: Final = re.compile(r"\\\$|\$(?:(\w{1,200})|\{(\w{1,200})(?:(:?[-+])([^{}$]{0,2000}))?\})")
_LONGEST: Final = 8_192
_ASSIGNMENT: Final = re.compile(
    r"""([A-Za-z_][\w.-]{0,200})(?:=((?:[^\s"'\\]++|\\.|'[^']*+'|"(?:[^"\\]++|\\.)*+")*+))?(?:\s++|$)"""
)


def filled(text: str, known: Mapping[str, str]) -> str | None:
    """The text with its variables filled in; None when it needs one whose value is not known."""
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        name = match[1] or match[2]
        if name is None:
            return "$"
        operator, word = match[3] or "", match[4] or ""
        if operator.endswith("+"):
            return word if name in known else ""
        if name in known and (known[name] or not operator.startswith(":")):
            return known[name]
        missing = missing or not operator
        return word

    result = _VARIABLE.sub(value, text[:_LONGEST])
    return None if missing or len(result) > _LONGEST else result


def assigned(instruction: Instruction) -> Iterator[tuple[str, str | None]]:
    """Names and values that an ARG or ENV sets, quotes taken off; None for an ARG without a default."""
    name, _, value = instruction.text.partition(" ")
    if instruction.keyword == "ENV" and "=" not in name:  # the old form: one name, the rest is its value
        yield name, value.strip()
        return
    for match in _ASSIGNMENT.finditer(instruction.text):
        yield match[1], None if match[2] is None else _bare(match[2])


def _bare(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.replace("\\ ", " ")
