"""What YAML text becomes: values that know their lines, and which of them were written alike."""

from collections.abc import Hashable, Iterator
from typing import Final, TypeAlias

from threatmodel.engine.importers.yaml.parsed_shape import WordPlaces

Scalar: TypeAlias = bool | int | float | str | None
YamlValue: TypeAlias = "Scalar | YamlMap | YamlList"


class YamlMap(dict[str, YamlValue]):
    """A mapping that knows the line of itself and of each of its keys.

    Lines of keys are kept as their distance from `line`, so mappings of one shape share them.
    """

    __slots__ = ("form", "line", "merge_depth", "offsets", "words")

    def __init__(self, line: int = 0) -> None:
        self.line = line
        self.offsets: dict[str, int] = {}  # of the keys
        self.merge_depth = 0  # how many merge keys (<<) its keys came through, at most
        self.form: WordPlaces | None = None  # of a document whose shape came before
        self.words: tuple[str, ...] = ()  # all that fill the form of its document

    def put(self, key: str, value: YamlValue, line: int) -> None:
        """Set a key with its line; only for mappings put together by hand, never for one that was read."""
        self[key] = value
        self.offsets[key] = line - self.line

    def line_of(self, key: str) -> int:
        """Line of the key, or of the mapping itself when the key is absent."""
        return self.line + self.offsets.get(key, 0)

    def wording(self, keys: tuple[str, ...]) -> Hashable | None:
        """What is equal for mappings of one text that say the same under these keys.

        Such mappings have the same keys on the same lines from the first on, and so have the mappings inside.
        None when that is not known; it is known where documents of one shape repeat.
        """
        return None if self.form is None else (self.form, self.form.words_under(keys, self.words))


class Tagged(YamlMap):
    """A value under one of compose's tags, by which an override file replaces instead of merging.

    `kept` replaces all that earlier files say; None when nothing does. To whoever knows
    nothing of such tags it is an empty mapping.
    """

    __slots__ = ("kept",)

    def __init__(self, kept: YamlValue, line: int) -> None:
        super().__init__(line)
        self.kept = kept


class YamlList(list[YamlValue]):
    """A sequence that knows the line of itself and of each of its items."""

    __slots__ = ("line", "offsets")

    def __init__(self, line: int = 0) -> None:
        self.line = line
        self.offsets: list[int] = []

    def put(self, value: YamlValue, line: int) -> None:
        """Append an item with its line; only for sequences put together by hand."""
        self.append(value)
        self.offsets.append(line - self.line)

    def with_lines(self) -> Iterator[tuple[YamlValue, int]]:
        """Each item with its line."""
        return zip(self, map(self.line.__add__, self.offsets), strict=True)

    def line_at(self, index: int) -> int:
        """Line of the item, or of the sequence itself when there is no such item."""
        inside = -len(self.offsets) <= index < len(self.offsets)
        return self.line + self.offsets[index] if inside else self.line


EMPTY_MAP: Final = YamlMap()
EMPTY_LIST: Final = YamlList()


def as_map(value: YamlValue) -> YamlMap:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, YamlMap) else EMPTY_MAP


def as_list(value: YamlValue) -> YamlList:
    """The value when it is a sequence, else an empty one."""
    return value if isinstance(value, YamlList) else EMPTY_LIST


def as_text(value: YamlValue) -> str:
    """The scalar as text ("true" and "false" in lower case), else an empty string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, YamlMap | YamlList) else str(value)
