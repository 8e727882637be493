"""Variables in compose files: defaults are filled in, what only the environment knows stays as ${NAME}."""

import re
from typing import Final

from threatmodel.engine.importers.yaml.reader import YamlValue, as_text

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR: Final = re.compile(r":?[-?+]")
_DEEPEST: Final = 10
_LONGEST: Final = 65_536
# What Docker Compose finds in every shell; they keep a path readable.
_EVERYWHERE: Final = {"PWD": ".", "HOME": "~"}


def interpolate(text: str) -> str:
    """Return the text as compose reads it when no variable is set.

    `${X:-a}` and `${X-a}` become a, `${X:+a}` nothing, `$$` a dollar sign; `$X`, `${X}` and `${X:?message}`
    stay as `${X}`, for no one but the environment knows. Cost: O(length).
    """
    if "$" not in text or len(text) > _LONGEST:
        return text
    filled, _ = _fill(text, 0, depth=0, inside=False)
    return filled


def plain(value: YamlValue) -> str:
    """A scalar as interpolated text; an empty string for anything else."""
    return interpolate(as_text(value))


def _fill(text: str, start: int, *, depth: int, inside: bool) -> tuple[str, int]:
    """Fill to the end, or to the closing brace when `inside` one; return the text and where it ended."""
    parts: list[str] = []
    at = start
    while at < len(text):
        char = text[at]
        if inside and char == "}":
            break
        if char != "$":
            following = _next_special(text, at, inside=inside)
            parts.append(text[at:following])
            at = following
        elif text.startswith("$$", at):
            parts.append("$")
            at += 2
        else:
            part, at = _variable(text, at, depth)
            parts.append(part)
    return "".join(parts), at


def _next_special(text: str, at: int, *, inside: bool) -> int:
    dollar = text.find("$", at)
    end = len(text) if dollar < 0 else dollar
    if inside:
        brace = text.find("}", at, end)
        end = brace if brace >= 0 else end
    return end


def _variable(text: str, at: int, depth: int) -> tuple[str, int]:
    braced = text.startswith("${", at)
    match = _NAME.match(text, at + 2 if braced else at + 1)
    if match is None:
        return "$", at + 1
    name, end = match[0], match.end()
    unset = _EVERYWHERE.get(name, "${" + name + "}")
    if not braced:
        return unset, end
    operator = _OPERATOR.match(text, end)
    if operator is None:
        return (unset, end + 1) if text.startswith("}", end) else ("$", at + 1)
    if depth >= _DEEPEST:
        return "$", at + 1
    word, closed = _fill(text, operator.end(), depth=depth + 1, inside=True)
    if closed >= len(text):
        return "$", at + 1
    kind = operator[0][-1]
    return {"-": word, "+": "", "?": unset}[kind], closed + 1
