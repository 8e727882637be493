"""Words of a command line of a shell, the commands that they are part of, and the loops around these."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.model.struct_base import Record

_TOKEN: Final = re.compile(r"[;&|\n]|[^\s\"'`()<>;&|]+")
_SEPARATORS: Final = frozenset(";&|\n")
_LONGEST: Final = 20_000  # characters of a command line that are looked at
_KEYWORDS: Final = frozenset({"", "do", "then", "else", "{", "!"})  # a command begins after them
_LOOPS: Final = frozenset({"while", "until", "for", "select"})
_ENDLESS: Final = frozenset({"while", "until"})  # `for` ends with its list


class Word(Record, frozen=True):
    """A word without quotes: the number of its command, and the loops around it, outermost first."""

    text: str
    command: int
    loops: tuple[int, ...]

    @property
    def program(self) -> str:
        """The word as the name of a program, which may be written with its path."""
        return self.text.rpartition("/")[2]


class Line(Record, frozen=True):
    """The words of a command line, and which of its loops run again and again."""

    words: tuple[Word, ...]
    endless: frozenset[int]


def read_line(command_line: str) -> Line:
    """Return the words of the start of a command line; a backslash joins the next line to it."""
    words: list[Word] = []
    loops: list[int] = []
    opened, command, before = list[str](), 0, ""
    for match in _TOKEN.finditer(command_line[:_LONGEST].replace("\\\n", "  ")):
        text = match[0]
        begins = before in _KEYWORDS or before.startswith("-")  # sh -c 'while …'
        if text in _SEPARATORS:
            command, before = command + 1, ""
            continue
        if begins and text in _LOOPS:
            loops.append(len(opened))
            opened.append(text)
        elif before == "" and text == "done" and loops:
            loops.pop()
        words.append(Word(text, command, tuple(loops)))
        before = text
    return Line(tuple(words), frozenset(_endless(words, opened)))


def _endless(words: Sequence[Word], opened: Sequence[str]) -> Iterator[int]:
    """Loops without a list to go through, such as the lines that `while read` gets."""
    reading = {word.loops[-1] for word in words if word.loops and word.text == "read"}
    yield from (number for number, text in enumerate(opened) if text in _ENDLESS and number not in reading)


def pause_after(line: Line, place: int) -> str | None:
    """Return how long the loop around a word sleeps, as it is written; None where no loop is around it.

    It is the first pause after the word, else the last before it. Pauses of loops beside it do not count, as
    these wait for something. What is no number is empty.
    """
    around = line.words[place].loops
    outermost = next((depth for depth, loop in enumerate(around) if loop in line.endless), None)
    if outermost is None:
        return None
    pauses = [
        (number, _duration(line.words, number + 1))
        for number, word in enumerate(line.words)
        if word.program == "sleep" and len(word.loops) > outermost and around[: len(word.loops)] == word.loops
    ]
    after = [pause for number, pause in pauses if number > place]
    return after[0] if after else pauses[-1][1] if pauses else None


def _duration(words: Sequence[Word], place: int) -> str:
    text = words[place].text if place < len(words) else ""
    match = re.fullmatch(r"(\d{1,9})([smhd]?)", text, re.ASCII)
    return f"{match[1]}{match[2] or 's'}" if match else ""
