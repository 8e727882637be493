"""A Dockerfile as stages of instructions, each with the line it starts on.

Follows the Dockerfile reference (syntax 1): parser directives, comments, continued lines, here-documents,
flags. No library of this kind reads here-documents and keeps lines, but one that brings the Go runtime into
the process, which does not survive the fork of a worker.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import orjson

from threatmodel.engine.importers.redacted_names import redacted_instruction
from threatmodel.engine.model.struct_base import Record

LONGEST_FILE: Final = 1024 * 1024  # bytes; Docker's own bound is 1 MiB
_MOST_INSTRUCTIONS: Final = 5_000

_DIRECTIVE: Final = re.compile(r"#\s{0,20}(syntax|escape|check)\s{0,20}=\s{0,20}(.{0,200})", re.IGNORECASE)
_KEYWORD: Final = re.compile(r"\s*([A-Za-z]{2,20})(?:[ \t]+|$)")
_FLAG: Final = re.compile(r"--([a-z][a-z-]{0,30})(?:=(\S{0,1000}))?(?:[ \t]+|$)")
_HEREDOC: Final = re.compile(r"<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_]{0,80})\2")
_WITH_HEREDOCS: Final = frozenset({"RUN", "COPY", "ADD"})
_KNOWN: Final = frozenset(
    [
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
        *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    ]
)


class InvalidDockerfile(ValueError):
    """The text is no Dockerfile; `line` says where."""

    def __init__(self, message: str, line: int) -> None:
        self.line = line
        super().__init__(message)


class Instruction(Record, frozen=True):
    """One instruction. `text` is what follows its flags, continued lines joined.

    `script` holds the bodies of its here-documents. Each of `pieces` says from which character of
    text + script on a line of the file begins.
    """

    keyword: str
    flags: tuple[tuple[str, str], ...]
    text: str
    line: int
    script: str = ""
    pieces: tuple[tuple[int, int], ...] = ()

    def flag(self, name: str) -> str | None:
        """The value of a flag; an empty string when it has none, None when it is not given."""
        return next((value for known, value in self.flags if known == name), None)

    def line_at(self, place: int) -> int:
        """The line of the character at `place` of text + script."""
        found = bisect_right(self.pieces, (place, 1 << 60)) - 1
        return self.pieces[found][1] if found >= 0 else self.line

    def words(self) -> tuple[str, ...]:
        """The items of the JSON form, else the words of the text."""
        listed = self.listed()
        return tuple(self.text.split()) if listed is None else listed

    def listed(self) -> tuple[str, ...] | None:
        """The items of the JSON form; None when it is written in shell form."""
        if not self.text.startswith("["):
            return None
        try:
            items = orjson.loads(self.text)
        except ValueError:
            return None
        return tuple(items) if all(isinstance(item, str) for item in items) else None


@dataclass(slots=True)
class Stage:
    """One FROM with what follows it. `base` and `name` are as written."""

    base: str
    name: str
    line: int
    instructions: list[Instruction] = field(default_factory=list)


class Dockerfile(Record, frozen=True):
    """The arguments before the first stage, and the stages in order; at least one."""

    arguments: tuple[Instruction, ...]
    stages: tuple[Stage, ...]


def read_dockerfile(data: bytes) -> Dockerfile:
    """Read a Dockerfile. Raises InvalidDockerfile, whose message names the remedy. Cost: O(length)."""
    if len(data) > LONGEST_FILE:
        raise InvalidDockerfile("The Dockerfile is larger than 1 MiB, the limit of Docker.", 0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidDockerfile("The Dockerfile is not UTF-8 text; save it as UTF-8.", 0) from None
    arguments: list[Instruction] = []
    stages: list[Stage] = []
    for count, instruction in enumerate(_instructions(text.splitlines())):
        if count >= _MOST_INSTRUCTIONS:
            raise InvalidDockerfile(
                f"The Dockerfile has more than {_MOST_INSTRUCTIONS:,} instructions.", instruction.line
            )
        if instruction.keyword == "FROM":
            stages.append(_stage(instruction))
        elif stages:
            stages[-1].instructions.append(instruction)
        elif instruction.keyword == "ARG":
            arguments.append(instruction)
        else:
            message = f"{instruction.keyword} is not allowed before the first FROM; only ARG is."
            raise InvalidDockerfile(message, instruction.line)
    if not stages:
        raise InvalidDockerfile("The Dockerfile has no FROM.", 0)
    return Dockerfile(tuple(arguments), tuple(stages))


def _stage(instruction: Instruction) -> Stage:
    words = instruction.text.split()
    named = len(words) == 3 and words[1].lower() == "as"
    if not named and len(words) != 1:
        message = "FROM must name one image and optionally a stage: FROM image AS name."
        raise InvalidDockerfile(message, instruction.line)
    return Stage(words[0], words[2].lower() if named else "", instruction.line)


def _instructions(lines: list[str]) -> Iterator[Instruction]:
    escape, at = _directives(lines)
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        instruction, at = _instruction(lines, at, escape)
        yield instruction


def _directives(lines: list[str]) -> tuple[str, int]:
    """The escape character, and the first line after the directives."""
    escape, at = "\\", 0
    while at < len(lines) and (directive := _DIRECTIVE.match(lines[at])):
        if directive[1].lower() == "escape" and directive[2].strip() == "`":
            escape = "`"
        at += 1
    return escape, at


def _instruction(lines: list[str], start: int, escape: str) -> tuple[Instruction, int]:
    """The instruction that starts on a line, and the line after it."""
    pieces, at = _joined(lines, start, escape)
    text = "".join(piece for piece, _ in pieces)
    keyword = _KEYWORD.match(text)
    name = keyword[1].upper() if keyword else ""
    if keyword is None or name not in _KNOWN:
        shown = redacted_instruction(text, _KNOWN)
        raise InvalidDockerfile(f"Unknown Dockerfile instruction {shown}.", start + 1)
    flags, body = _flags(text, keyword.end())
    ended = text.rstrip()
    places = [(max(place - body, 0), line) for place, line in _places(pieces)]
    script = ""
    if name in _WITH_HEREDOCS:
        script, bodies, at = _heredocs(lines, at, ended[body:])
        places += [(len(ended) - body + place, line) for place, line in bodies]
    return Instruction(name, flags, ended[body:], start + 1, script, tuple(places)), at


def _joined(lines: list[str], start: int, escape: str) -> tuple[list[tuple[str, int]], int]:
    """The parts of an instruction that is continued over lines, with their numbers, and the line after."""
    pieces: list[tuple[str, int]] = []
    at = start
    while at < len(lines):
        line = lines[at]
        at += 1
        if pieces and (not line.strip() or line.lstrip().startswith("#")):
            continue  # comments and empty lines do not end a continued line
        bare = line.rstrip()
        continued = bare.endswith(escape)
        pieces.append((bare[:-1] + " " if continued else bare, at))
        if not continued:
            break
    return pieces, at


def _places(pieces: list[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    place = 0
    for text, line in pieces:
        yield place, line
        place += len(text)


def _flags(text: str, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    flags: list[tuple[str, str]] = []
    while match := _FLAG.match(text, at):
        flags.append((match[1], match[2] or ""))
        at = match.end()
    return tuple(flags), at


def _heredocs(lines: list[str], at: int, text: str) -> tuple[str, list[tuple[int, int]], int]:
    """The bodies of the here-documents that a text opens, where their lines begin, and the line after."""
    script, places = "", []
    for dash, _, word in _HEREDOC.findall(text):
        parts: list[str] = []
        length = len(script)
        while at < len(lines) and (lines[at].lstrip("\t") if dash else lines[at]) != word:
            part = "\n" + lines[at]
            places.append((length, at + 1))
            parts.append(part)
            length += len(part)
            at += 1
        script += "".join(parts)
        at += 1  # the closing word
    return script, places, min(at, len(lines))
