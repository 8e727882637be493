"""Why a file of YAML is refused, with the line and in words that repeat nothing secret of it."""

import re
from typing import Final

import yaml

ODD_KEY: Final = "A key must be plain text, not a list or a mapping."


class InvalidYaml(ValueError):
    """The input breaks a limit or a rule of ours."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


# libyaml's wording on the left is constant text; nothing of the input is repeated.
_FAULTS: Final = {
    "found undefined tag handle": "A tag uses an undeclared handle; remove the tag.",
    "found duplicate anchor": "The anchor is defined twice.",
    "mapping values are not allowed in this context": "Unexpected colon; check the indentation.",
    "could not find expected ':'": "Missing colon after a key; check indentation and quoting.",
    "did not find expected key": "Expected a key; check indentation, quoting and brackets.",
    "did not find expected '-' indicator": "Expected a list item; check the indentation.",
    "found unexpected end of stream": "The file ends inside a quoted value.",
    "did not find expected node content": "Expected a value; check brackets and commas.",
    "control characters are not allowed": "The file contains control characters; not YAML or JSON.",
}
_HINT_BYTES: Final = 65_536
_TEMPLATE_HINT: Final = " The file looks like a template; render it first, for example with `helm template`."
# The marks that Git leaves where two versions could not be merged, in their order.
_CONFLICT_MARKS: Final = (b"\n<<<<<<< ", b"\n=======", b"\n>>>>>>> ")
_CONFLICT_WORDS: Final = "The file contains Git conflict markers; resolve the conflict first."
_SPEAKABLE: Final = re.compile(r"[\w.,:/!<>$~@* -]{1,80}")


def error_message(fault: yaml.YAMLError, data: bytes) -> tuple[int, str]:
    """Line and message for a fault the C parser found."""
    if isinstance(fault, yaml.MarkedYAMLError):
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 0
        problem = fault.problem or ""
    else:  # a ReaderError: it knows the offset of a character, not its line
        line = line_at(data, getattr(fault, "position", 0) or 0)
        problem = str(getattr(fault, "reason", ""))
    if (conflict := _conflict_line(data)) is not None:
        return conflict, _CONFLICT_WORDS
    if _starts_with_tab(data, line):
        return line, "This line is indented with a tab; YAML requires spaces. Replace tabs with spaces."
    message = f"Invalid YAML: {_FAULTS.get(problem) or _sentence(problem)}"
    return line, message + template_hint(data)


def line_at(data: bytes, offset: int) -> int:
    """The line of a byte."""
    return data.count(b"\n", 0, offset) + 1


def template_hint(data: bytes) -> str:
    """What to do where the file looks like a template; nothing elsewhere."""
    return _TEMPLATE_HINT if b"{{" in data[:_HINT_BYTES] else ""


def plain_message(name: str) -> str:
    """The name in quotes when it is short and harmless enough for a message, else nothing."""
    return f' "{name}"' if _SPEAKABLE.fullmatch(name) else ""


def _conflict_line(data: bytes) -> int | None:
    place = -1
    found = []
    for mark in _CONFLICT_MARKS:
        place = data.find(mark, place + 1)
        if place < 0:
            return None
        found.append(place)
    return line_at(data, found[0] + 1)


def _sentence(problem: str) -> str:
    return f"{problem}." if problem else "the text cannot be read."


def _starts_with_tab(data: bytes, line: int) -> bool:
    lines = data.split(b"\n", line)
    text = lines[line - 1] if 0 < line <= len(lines) else b""
    return b"\t" in text[: len(text) - len(text.lstrip())]
