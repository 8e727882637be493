"""Documents of one shape are parsed once: manifests repeat each other, and differ in names and numbers only.

The shape of a document is its text without its words: the short scalars where a value can be.
When a shape comes again, it is parsed with a mark in the place of each word; from then on a document of this
shape is that result with its own words for the marks. The C parser stays the only judge of what a text means:
a mark that does not come back as a whole scalar (it was in a block of text, for example) is no place to fill.

Cost: 0.6 times the bare event stream for 5 MB of 8,000 documents in three shapes; parsing each takes 1.9.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from yaml import YAMLError

from threatmodel.engine.importers.yaml.values import Scalar, YamlList, YamlMap, YamlValue
from threatmodel.engine.model.struct_base import Record

_PLAIN: Final = r"[A-Za-z0-9_./][A-Za-z0-9_./@=+~:-]*+(?<!:)"
# The text before a word, and the word. Whatever may follow ends a plain scalar as it ends a quoted one.
# Spelt out, and not [:,-], so that the first characters are found in one go: a quarter of the time.
_WORD: Final = re.compile(rf"(: |, |- |\[)({_PLAIN}(?: {_PLAIN})*+|\"[^\"\\\n]*+\"|'[^'\n]*+')(?=[\n,\]}}])")
# Three dashes at the start of a line; they come first, as a pattern is found fastest by its start.
_SEPARATOR: Final = re.compile(r"---(?<![^\n]---) *(?:\n|\Z)")
_OPEN_SEPARATOR: Final = re.compile(r"---(?<![^\n]---)(?! *(?:\n|\Z))")
_OTHER_BREAKS: Final = re.compile("[\x85\u2028\u2029\ufeff]")  # lines are counted by \n here
_MARK: Final = "PlaceOfWord"
_NO_WORDS: Final = itemgetter(slice(0, 0))
_new_map: Final = YamlMap.__new__
_new_list: Final = YamlList.__new__
_MARKS: Final = re.compile(rf"{_MARK}(\d+)x")


def separate_documents(text: str) -> list[str] | None:
    """The text of each document, without the separators; None when it is not sure where each ends."""
    if "\r" in text or not (text.isascii() or _OTHER_BREAKS.search(text) is None):
        return None
    if "\n%" in text or "\n..." in text or text.startswith(("%", "...")):
        return None  # directives and ends, which say more than where a document starts
    return None if _OPEN_SEPARATOR.search(text) else _SEPARATOR.split(text)


class Parsed(Record, frozen=True):
    """One document: its value (None: it is empty), its first line, and how many nodes it has.

    `is_bare`: without anchors and tags, so that nothing in it refers to anything else.
    """

    value: YamlValue
    line: int
    nodes: int
    is_bare: bool
    notes: tuple[tuple[int, str], ...] = ()


Parse = Callable[[str, int], Parsed]
"""Parses the text of one document that has so many lines of the file before it."""


class ParseCache:
    """The shapes that came so far, in one file or several. It holds what the files say: drop it with them."""

    def __init__(self, resolved: Callable[[str], Scalar], check: Callable[[], None] = lambda: None) -> None:
        self._check = check  # raises where the documents are no longer wanted
        self._scalars = _Scalars(resolved)
        self._shapes: dict[str, _Shape] = {}

    def read(self, text: str, before: int, parse: Parse) -> Parsed:
        """Return what `parse` returns for the document. Raises what `parse` and `check` raise."""
        self._check()
        parts = _WORD.split(text)  # text, separator before a word, the word, text, ...
        skeleton = "\0".join(parts[::3] + parts[1::3])
        shape = self._shapes.get(skeleton)
        if shape is None:
            self._shapes[skeleton] = _Shape()  # most texts come once: nothing is done for them yet
            return parse(text, before)
        words = tuple(parts[2::3])
        form = shape.form(parts, words, parse)
        if form is None:
            return parse(text, before)
        scalars = list(map(self._scalars.__getitem__, words))
        value = form.filled(before, words, scalars)
        return Parsed(value, value.line, form.nodes, is_bare=True)


class _Scalars(dict[str, Scalar]):
    """What each word means, computed once."""

    def __init__(self, resolved: Callable[[str], Scalar]) -> None:
        self._resolved = resolved

    def __missing__(self, word: str) -> Scalar:
        scalar = self[word] = self._resolved(word)
        return scalar


@dataclass(slots=True)
class _Shape:
    """What is known of a shape that came: a form for each choice of the words that are no places."""

    fixed: tuple[int, ...] | None = None  # which words are none; not known until the shape comes again
    seen: set[tuple[str, ...]] = field(default_factory=set)  # choices that came once
    forms: dict[tuple[str, ...], "Form | None"] = field(default_factory=dict)

    def form(self, parts: list[str], words: tuple[str, ...], parse: Parse) -> "Form | None":
        """The form of a document of this shape; None when there is none, or not yet."""
        marked = None
        if self.fixed is None:
            marked = _marked(parts, frozenset(), parse)
            self.fixed = tuple(sorted(_embedded(marked)))
        chosen = tuple([words[number] for number in self.fixed]) if self.fixed else ()
        if chosen in self.forms:
            return self.forms[chosen]
        if self.fixed:
            if chosen not in self.seen:
                self.seen.add(chosen)
                return None
            marked = _marked(parts, frozenset(self.fixed), parse)
        form = self.forms[chosen] = _form(marked)
        return form


class Form:
    """A collection with places for words."""

    __slots__ = ("_pickers", "is_map", "line", "merge_depth", "node", "nodes", "offsets", "parts", "places")

    def __init__(self, node: YamlMap | YamlList, nodes: int = 0) -> None:
        self.node: Any = node
        self.nodes = nodes
        self.is_map = isinstance(node, YamlMap)
        self.line = node.line
        self.offsets: Any = node.offsets
        self.merge_depth = node.merge_depth if isinstance(node, YamlMap) else 0
        self.places: list[tuple[Any, int]] = []  # key or index, and the number of its word
        self.parts: list[tuple[Any, Form]] = []
        for key, item in node.items() if isinstance(node, YamlMap) else enumerate(node):
            if isinstance(item, YamlMap | YamlList):
                self.parts.append((key, Form(item)))
            elif isinstance(item, str) and (mark := _MARKS.fullmatch(item)):
                self.places.append((key, int(mark[1])))
        self._pickers: dict[tuple[str, ...], Callable[[tuple[str, ...]], object]] = {}

    def words_under(self, keys: tuple[str, ...], words: tuple[str, ...]) -> object:
        """The words of a document under these keys of this collection, in one order."""
        picker = self._pickers.get(keys)
        if picker is None:
            numbers = [*self._numbers(keys)]
            picker = self._pickers[keys] = itemgetter(*numbers) if numbers else _NO_WORDS
        return picker(words)

    def _numbers(self, keys: tuple[str, ...]) -> Iterator[int]:
        yield from (number for key, number in self.places if key in keys)
        for key, part in self.parts:
            if key in keys:
                yield from part.numbers()

    def numbers(self) -> Iterator[int]:
        """The numbers of all words in the collection."""
        yield from (number for _, number in self.places)
        for _, part in self.parts:
            yield from part.numbers()

    def filled(self, before: int, words: tuple[str, ...], scalars: Sequence[Scalar]) -> YamlMap | YamlList:
        """The collection with these words, in a document with so many lines of the file before it."""
        made: Any
        # Each attribute is set here, and once; in code of its own for each type, which Python makes faster.
        if self.is_map:
            made = _new_map(YamlMap)
            made.update(self.node)
            made.line = self.line + before
            made.offsets = self.offsets
            made.merge_depth = self.merge_depth
            made.form = self
            made.words = words
        else:
            made = _new_list(YamlList)
            made.extend(self.node)
            made.line = self.line + before
            made.offsets = self.offsets
        for key, number in self.places:
            made[key] = scalars[number]
        for key, part in self.parts:
            made[key] = part.filled(before, words, scalars)
        return made  # type: ignore[no-any-return]


def _marked(parts: list[str], fixed: frozenset[int], parse: Parse) -> Parsed | None:
    """The document with a mark for each word but the fixed ones; None when that cannot be read."""
    if any(_MARK in part for part in parts):
        return None
    marked = list(parts)
    for number in range(len(parts) // 3):
        if number not in fixed:
            marked[number * 3 + 2] = f"{_MARK}{number}x"
    try:
        parsed = parse("".join(marked), 0)
    except (ValueError, YAMLError):
        return None
    return parsed if parsed.is_bare else None


def _form(parsed: Parsed | None) -> Form | None:
    if parsed is None or not isinstance(parsed.value, YamlMap | YamlList) or _embedded(parsed):
        return None
    return Form(parsed.value, parsed.nodes)


def _embedded(parsed: Parsed | None) -> set[int]:
    """The numbers of the marks that are only part of a text, or of a key."""
    texts = _texts(parsed.value) if parsed is not None else ()
    found = (text for text, is_key in texts if _MARK in text and (is_key or not _MARKS.fullmatch(text)))
    return {int(number) for text in found for number in _MARKS.findall(text)}


def _texts(value: YamlValue) -> Iterator[tuple[str, bool]]:
    """Every text in the value, and whether it is a key."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one, False
        elif isinstance(one, YamlMap):
            for key in one:
                yield key, True
            waiting += one.values()
        elif isinstance(one, YamlList):
            waiting += one
