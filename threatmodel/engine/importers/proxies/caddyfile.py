"""Reads Caddyfiles as trees of directives. Source: Caddy, "Caddyfile Concepts" and its lexer."""

import re
from typing import Final

from threatmodel.engine.importers.proxies.directives import DirectiveTree, TreeBuilder, text_of
from threatmodel.engine.importers.text_file import TextFile

_NAME: Final = "caddyfile"
_QUOTES: Final = frozenset('"`')
_TOKEN: Final = re.compile(
    r"""(?P<newline>\n)
    |(?P<blank>\\\r?\n|[^\S\n]+)
    |(?P<comment>\#[^\n]*)
    |(?P<heredoc><<[\w-]{1,50}(?=\r?\n))
    |(?P<quoted>"(?:[^"\\]|\\.){0,8192}"|`[^`]{0,8192}`)
    |(?P<word>\S+)""",
    re.VERBOSE | re.DOTALL,
)


def is_caddyfile(name: str) -> bool:
    """Whether a file is a Caddyfile by its name: Caddyfile, Caddyfile.dev, shop.caddyfile."""
    return _NAME in name.lower()


def read_caddyfile(file: TextFile) -> DirectiveTree:
    """Return the directives of a file; never raises, whatever is in it.

    A site is a directive whose words are its addresses, as they are written, with commas. The global options
    are a block without a name.
    """
    builder = TreeBuilder(file)
    return _Reader(builder.readable(text_of(file)), builder).read()


class _Reader:
    def __init__(self, text: str, builder: TreeBuilder) -> None:
        self.text, self.builder = text, builder
        self.line = 1
        self.words: list[str] = []
        self.start = 1  # the line of the first of the words
        self.has_open_text = False  # whether a text of several lines has no end: no other one is searched

    def read(self) -> DirectiveTree:
        position = 0
        while not self.builder.is_full and (match := _TOKEN.match(self.text, position)):
            kind, token = match.lastgroup, match[0]
            position = match.end()
            if kind == "newline":
                self._end()
            elif kind == "quoted":
                self._word(token[1:-1])
            elif kind == "word":
                if token[0] in _QUOTES:
                    self.builder.fault(self.line, "A quotation mark has no other one that ends the text.")
                self._word(token)
            elif kind == "heredoc":
                position = self._skip_heredoc(token[2:], position)
                continue
            self.line += token.count("\n")
        self._end(at_end=True)
        return self.builder.finish(self.line)

    def _word(self, word: str) -> None:
        if not self.words:
            self.start = self.line
        self.words.append(word)

    def _end(self, *, at_end: bool = False) -> None:
        """End a line; the addresses of a site go on after a comma."""
        if self.words and self.words[0] == "}":
            self.builder.close(self.line)
            self.words = self.words[1:]
        if not self.words or (self.words[-1].endswith(",") and not self.builder.depth and not at_end):
            return
        if self.words[-1] == "{":
            self.builder.open(self.words[:-1], self.start)
        else:
            self.builder.add(self.words, self.start)
        self.words = []

    def _skip_heredoc(self, marker: str, position: int) -> int:
        """Take a text of several lines as one word, and return where it ends."""
        ending = re.compile(rf"^[ \t]*{re.escape(marker)}\b", re.MULTILINE)
        ends = None if self.has_open_text else ending.search(self.text, position)
        self._word("")
        if ends is None:
            self.has_open_text = True
            self.builder.fault(self.line, "A text of several lines has no end.")
            return position
        self.line += self.text.count("\n", position, ends.end())
        return ends.end()
