"""The commands of a shell script, as words: enough of the shell to see what a build step does.

One expression cuts the text; nothing is expanded or run.
"""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.model.struct_base import Record

_TOKEN: Final = re.compile(
    r"""
      (?P<space> [ \t\r]++ | \\\n )
    | (?P<comment> (?<![^\s;&|()]) \#[^\n]*+ )
    | (?P<feed> <\( )
    | (?P<redirect> \d?(?: >> | >& | &>>? | <& | <<<? -? | <> | [<>] ) )
    | (?P<operator> && | \|\|? &? | ;; | [;&\n()] )
    | (?P<word> (?:
        [^\s"'\\;&|()<>$]++ | \$\( [^()]*+ \) | \$ | \\. | '[^']*+' | "(?: [^"\\]++ | \\. )*+"
      )++ )
    | (?P<stray> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED: Final = re.compile(r"""'([^']*+)'|"((?:[^"\\]++|\\.)*+)"|\\(.)""", re.DOTALL)
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_]\w{0,100}=")
# Words before the command they run, or that only steer the script.
_BEFORE: Final = frozenset(
    [
        *("if", "then", "else", "elif", "do", "while", "until", "!", "{"),
        *("time", "exec", "command", "nice", "nohup", "env"),
    ]
)
_OUTPUT: Final = frozenset({">", ">>", "1>", "1>>"})
_LONGEST_WORD: Final = 4_096


class Command(Record, frozen=True):
    """One simple command. `place` is where it begins in the script, `after` the operator before it.

    `to_file`: its output goes to a file by `>`.
    """

    words: tuple[str, ...]
    place: int
    after: str = ""
    to_file: bool = False

    @property
    def name(self) -> str:
        """The program, without its folder and without sudo."""
        words = self.program
        return words[0].rpartition("/")[2] if words else ""

    @property
    def program(self) -> tuple[str, ...]:
        """The words without a leading sudo and its options."""
        words = self.words
        if words and words[0].rpartition("/")[2] == "sudo":
            words = words[1:]
            while words and words[0].startswith("-"):
                words = words[1:]
        return words

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words after the program that are no options."""
        return tuple(word for word in self.program[1:] if not word.startswith("-"))

    @property
    def options(self) -> tuple[str, ...]:
        """The words after the program that are options."""
        return tuple(word for word in self.program[1:] if word.startswith("-"))


def commands(script: str) -> Iterator[Command]:
    """The simple commands of a script in their order. Cost: O(length)."""
    words: list[str] = []
    place, after, skip, to_file = 0, "", "", False
    for token in _TOKEN.finditer(script):
        kind = token.lastgroup
        if kind in {"operator", "feed"}:
            if command := _command(words, place, after, to_file=to_file):
                yield command
            words, after, skip, to_file = [], token[0], "", False
        elif kind == "redirect":
            skip = token[0]  # the next word is a file or a descriptor
        elif kind in {"word", "stray"}:
            if skip:
                to_file = to_file or (skip in _OUTPUT and token[0] != "/dev/null")
                skip = ""
                continue
            if not words:
                place = token.start()
            words.append(_unquoted(token[0]))
    if command := _command(words, place, after, to_file=to_file):
        yield command


def _command(words: list[str], place: int, after: str, *, to_file: bool) -> Command | None:
    start = 0
    while start < len(words) and (words[start] in _BEFORE or _ASSIGNMENT.match(words[start])):
        start += 1
    return Command(tuple(words[start:]), place, after, to_file) if start < len(words) else None


def _unquoted(word: str) -> str:
    word = word[:_LONGEST_WORD]
    if "'" not in word and '"' not in word and "\\" not in word:
        return word
    return _QUOTED.sub(lambda match: match[1] or match[2] or match[3] or "", word)
