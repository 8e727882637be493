"""A configuration file as a tree of directives, which the readers of the syntaxes build."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_LARGEST: Final = 512 * 1024  # bytes of a file that are read
_DEEPEST: Final = 20  # blocks in blocks; proxies themselves come to about six
_MOST: Final = 50_000  # directives of a file


class Directive(Record, frozen=True):
    """A directive: its words without quotes, its file and line, and what is in its block.

    `closed` is false where the end of its block is missing or was not read: what else is in it is unknown.
    """

    name: str
    arguments: tuple[str, ...]
    file: str
    line: int
    children: tuple["Directive", ...] = ()
    has_block: bool = False
    closed: bool = True

    @property
    def text(self) -> str:
        """The arguments with spaces between them."""
        return " ".join(self.arguments)


class Fault(Record, frozen=True):
    """A line that could not be read as it was meant, and why; the message quotes nothing of the file."""

    line: int
    message: str


class DirectiveTree(Record, frozen=True):
    """The directives of one file, `size` of them; `complete` is false where its end was not read."""

    directives: tuple[Directive, ...]
    size: int = 0
    faults: tuple[Fault, ...] = ()
    complete: bool = True


def text_of(file: TextFile) -> str:
    """Return the start of a file, up to 512 KB."""
    return file.data[:_LARGEST].decode("utf-8-sig", errors="replace")


def walk(directives: Iterable[Directive]) -> Iterator[Directive]:
    """Yield directives and all that is in their blocks, in the order of the lines."""
    for one in directives:
        yield one
        yield from walk(one.children)


class _Block:
    """A block whose end has not been read yet."""

    __slots__ = ("children", "line", "words")

    def __init__(self, words: Sequence[str], line: int) -> None:
        self.words, self.line = words, line
        self.children: list[Directive] = []


class TreeBuilder:
    """Builds the tree of one file, however wrong its blocks are nested.

    Blocks that are too deep, and what follows after too many directives, are left out with a fault.
    """

    def __init__(self, file: TextFile) -> None:
        self._file = file.name
        self._is_whole = len(file.data) <= _LARGEST
        self._top: list[Directive] = []
        self._blocks: list[_Block] = []
        self._beyond = 0  # blocks that are open and too deep
        self._count = 0
        self._faults: dict[str, Fault] = {}
        self._complete = True

    @property
    def depth(self) -> int:
        """How many blocks are open."""
        return len(self._blocks) + self._beyond

    @property
    def is_full(self) -> bool:
        """Whether there are too many directives, so that the rest of the file need not be read."""
        return self._count > _MOST

    def names(self) -> tuple[str, ...]:
        """Return the names of the blocks that are open, outermost first."""
        return tuple(block.words[0] if block.words else "" for block in self._blocks)

    def fault(self, line: int, message: str) -> None:
        """Note the first line with such a fault."""
        self._faults.setdefault(message, Fault(line, message))

    def add(self, words: Sequence[str], line: int) -> None:
        """Add a directive without a block."""
        if self._has_room(line) and not self._beyond:
            self._append(Directive(words[0], tuple(words[1:]), self._file, line))

    def open(self, words: Sequence[str], line: int) -> None:
        """Start a block; it has no words where nothing is before its brace."""
        if not self._has_room(line) or self._beyond or len(self._blocks) >= _DEEPEST:
            self._beyond += 1
            if self._complete:
                self.fault(line, f"Blocks are nested deeper than {_DEEPEST}; what is in them is ignored.")
        else:
            self._blocks.append(_Block(tuple(words), line))

    def close(self, line: int, *, closed: bool = True) -> None:
        """End the innermost block."""
        if self._beyond:
            self._beyond -= 1
        elif self._blocks:
            block = self._blocks.pop()
            name, *arguments = block.words or ("",)
            ends = closed and self._complete
            children = tuple(block.children)
            self._append(
                Directive(
                    name, tuple(arguments), self._file, block.line, children, has_block=True, closed=ends
                )
            )
        else:
            self.fault(line, "A closing brace has no block that it ends; it is ignored.")

    def leave(self, depth: int) -> None:
        """End blocks whose closing brace is missing, until this many are open."""
        while self._beyond or len(self._blocks) > depth:
            if not self._beyond and self._complete:
                self.fault(self._blocks[-1].line, "The block that starts here has no closing brace.")
            self.close(0, closed=False)

    def readable(self, text: str) -> str:
        """Return a text without NUL characters, the first of which is a fault."""
        if "\0" not in text:
            return text
        self.fault(text.count("\n", 0, text.index("\0")) + 1, "A NUL character is in the configuration.")
        return text.replace("\0", " ")

    def finish(self, line: int) -> DirectiveTree:
        """Return the tree, read to this line; blocks that are open still are ended."""
        if not self._is_whole and self._complete:
            self._complete = False
            self.fault(line, f"The configuration is read to this line only, the first {_LARGEST // 1024} KB.")
        self.leave(0)
        return DirectiveTree(tuple(self._top), self._count, tuple(self._faults.values()), self._complete)

    def _append(self, directive: Directive) -> None:
        (self._blocks[-1].children if self._blocks else self._top).append(directive)

    def _has_room(self, line: int) -> bool:
        self._count += 1
        if self._count > _MOST and self._complete:
            self._complete = False
            message = f"The configuration has more than {_MOST:,} directives; it is read to this line."
            self.fault(line, message)
        return self._count <= _MOST
