"""Lines of several files in one object: a rendered manifest has values from its base and from its patches.

Lines of a patch are counted from a start of their own, so that a line still identifies its file. The
builder turns them back when the model is built.
"""

from typing import Final

from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.model import Fact, Source

_STRIDE: Final = 1 << 32  # more lines than any file has


class SourceMap:
    """The files that lines may come from besides that of their object."""

    def __init__(self) -> None:
        self._files: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._files)

    def moved(self, value: YamlValue, file: str) -> YamlValue:
        """A copy of the value whose lines are marked as those of this file."""
        if file not in self._files:
            self._files.append(file)
        return _moved(value, (self._files.index(file) + 1) * _STRIDE)

    def line(self, file: str, line: int) -> int:
        """One line of a file, as `moved` counts it."""
        if file not in self._files:
            self._files.append(file)
        return (self._files.index(file) + 1) * _STRIDE + line

    def place(self, file: str, line: int) -> tuple[str, int]:
        """The real file and line of a line of an object in `file`."""
        if line < _STRIDE:
            return file, line
        return self._files[line // _STRIDE - 1], line % _STRIDE

    def source(self, source: Source) -> Source:
        """The source with its real file and line."""
        if source.line < _STRIDE:
            return source
        file, line = self.place(source.file, source.line)
        return Source(source.origin, file, line, source.by, source.at, source.why)

    def fact(self, fact: Fact) -> Fact:
        """The fact with its real file and lines; an item from another file than the fact has no line."""
        source = self.source(fact.source)
        places = [self.place(fact.source.file, line) for line in fact.item_lines]
        lines = tuple([line if file == source.file else 0 for file, line in places])
        return fact if source is fact.source and lines == fact.item_lines else Fact(fact.value, source, lines)


def _moved(value: YamlValue, start: int) -> YamlValue:
    if isinstance(value, YamlMap):
        copy = YamlMap(value.line + start)
        for key, item in value.items():
            copy.put(key, _moved(item, start), value.line_of(key) + start)
        return copy
    if isinstance(value, YamlList):
        items = YamlList(value.line + start)
        for index, item in enumerate(value):
            items.put(_moved(item, start), value.line_at(index) + start)
        return items
    return value
