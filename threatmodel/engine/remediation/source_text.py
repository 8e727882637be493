"""A text file as lines that know where they were, so that edits become an exact diff without comparing."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.compose.file_names import is_environment_file
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
ADDED: Final = -1


class UneditableText(ValueError):
    """The text cannot be edited by line; the message says why."""


class Line(Record, frozen=True):
    """One line with its line end; `origin` is its index in the file, or ADDED.

    `was` is the index of the line whose place it took, so that a place is found again after an edit.
    """

    text: str
    origin: int = ADDED
    was: int = ADDED


class SourceText:
    """The lines of a file, edited in memory. The file's own lines stay as they are, byte by byte."""

    def __init__(self, file: TextFile) -> None:
        """Raises UneditableText where lines cannot be told as the readers count them."""
        try:
            text = file.data.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise UneditableText(f"{file.name}: the file is not UTF-8") from fault
        pieces = text.split("\n")
        if len(text.splitlines()) != len(pieces) - (not pieces[-1]):
            raise UneditableText(f"{file.name}: it has line breaks besides LF and CRLF")
        lines = [f"{piece}\n" for piece in pieces[:-1]]
        if pieces[-1]:
            lines.append(pieces[-1])
        self.name = file.name
        self.original: tuple[str, ...] = tuple(lines)
        self.lines = [Line(line, index) for index, line in enumerate(lines)]
        self.starts: list[int] | None = None  # of its YAML documents, once they were looked for
        self.line_end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"

    def copy(self) -> "SourceText":
        """Return the same text, to be edited by itself."""
        twin = object.__new__(SourceText)
        twin.name, twin.original, twin.line_end = self.name, self.original, self.line_end
        twin.lines = list(self.lines)
        twin.starts = None if self.starts is None else list(self.starts)
        return twin

    @property
    def is_changed(self) -> bool:
        """Whether any line differs from the file."""
        return len(self.lines) != len(self.original) or any(line.origin == ADDED for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether only comments and separators are left; a file of variables stays, as services name it."""
        return not is_environment_file(self.name) and all(_is_nothing(line.text) for line in self.lines)

    def file(self) -> TextFile:
        """Return the edited file."""
        return TextFile(self.name, "".join(line.text for line in self.lines).encode())

    def text(self, start: int = 0, stop: int | None = None) -> str:
        """Return these lines as a parser reads them: the mark at the start of a file is none of its text."""
        return "".join(line.text for line in self.lines[start:stop]).removeprefix(_BOM)

    def index_of(self, origin: int) -> int:
        """Return where a line of the file is now. Raises UneditableText when it is gone."""
        for index, line in enumerate(self.lines):
            if origin in (line.origin, line.was):
                return index
        raise UneditableText(f"{self.name}: line {origin + 1} was changed by another patch")

    def bare(self, index: int) -> str:
        """Return a line without its line end."""
        return self.lines[index].text.rstrip("\r\n")

    def _line(self, text: str, old: Line | None) -> Line:
        """A line in the place of another, with the end of that; the same one where nothing changes."""
        if old is None:
            return Line(f"{text}{self.line_end}")
        whole = text + (_end_of(old.text) or self.line_end)
        if whole == old.text:
            return old
        return Line(whole, was=old.was if old.origin == ADDED else old.origin)

    def replace(self, start: int, stop: int, lines: Iterable[str]) -> None:
        """Put lines, given without line ends, in the place of others; the last one may have no end."""
        old = self.lines[start:stop]
        texts = list(lines)
        new = [self._line(line, one) for line, one in zip(texts, _paired(texts, old), strict=True)]
        at_end = stop >= len(self.lines)
        ends_bare = bool(self.lines) and not self.lines[-1].text.endswith("\n")
        if at_end and ends_bare:
            if start == len(self.lines) and new:
                last = self.lines[-1]
                self.lines[-1] = Line(last.text + self.line_end, was=max(last.origin, last.was))
            if new:
                new[-1] = replace(new[-1], text=new[-1].text.rstrip("\r\n"))
        if (
            start == 0
            and stop > 0
            and new
            and not new[0].text.startswith(_BOM)
            and old[0].text.startswith(_BOM)
        ):
            new[0] = replace(new[0], text=_BOM + new[0].text)
        self.lines[start:stop] = new
        if self.starts:
            self.starts = [one if one <= start else one + len(new) - (stop - start) for one in self.starts]


def _paired(texts: Sequence[str], old: Sequence[Line]) -> list[Line | None]:
    """Which line each text takes the place of: one that is the same at the end is that one."""
    same = 0
    while same < min(len(texts), len(old)) and texts[-1 - same] == old[-1 - same].text.rstrip("\r\n"):
        same += 1
    rest = len(texts) - same
    found: list[Line | None] = [old[n] if n < len(old) - same else None for n in range(rest)]
    return [*found, *old[len(old) - same :]]


def _is_nothing(text: str) -> bool:
    bare = text.strip().removeprefix(_BOM)
    return not bare or bare.startswith("#") or bare in {"---", "..."}


def _end_of(text: str) -> str:
    return text[len(text.rstrip("\r\n")) :]


def changed_ranges(lines: Sequence[Line], total: int) -> list[tuple[int, int, int, int]]:
    """Return what differs: lines of the file from and to, and lines of the result from and to."""
    found: list[tuple[int, int, int, int]] = []
    before = after = 0
    while before < total or after < len(lines):
        if after < len(lines) and lines[after].origin == before:
            before, after = before + 1, after + 1
            continue
        start, first = before, after
        while after < len(lines) and lines[after].origin == ADDED:
            after += 1
        before = lines[after].origin if after < len(lines) else total
        found.append((start, before, first, after))
    return found
