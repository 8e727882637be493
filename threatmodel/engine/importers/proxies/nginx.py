"""Reads configuration files of nginx, and templates of them, as trees of directives.

Written here, as the parser of NGINX for Python (crossplane 0.5.8 of 2022) opens the files by itself, has no
way to be given a text, and drops a whole file for one brace. Source: nginx, `ngx_conf_read_token`.
"""

import re
from typing import Final

from threatmodel.engine.importers.proxies.directives import DirectiveTree, TreeBuilder, text_of
from threatmodel.engine.importers.text_file import TextFile

# Marks of templates: Jinja and Go, ERB. None holds the character that ends it, so each is searched once.
_TAG: Final = r"\{%[^%\n]{0,300}%\}|\{\#[^#\n]{0,300}\#\}|<%[^%\n=][^%\n]{0,300}%>"
_OUTPUT: Final = r"\{\{[^{}\n]{0,300}\}\}|<%=[^%\n]{0,300}%>"
_TOKEN: Final = re.compile(
    rf"""(?P<blank>\s+)
    |(?P<comment>\#[^\n]*)
    |(?P<tag>{_TAG})
    |(?P<output>(?:{_OUTPUT})(?=\s|$))
    |(?P<quoted>"(?:[^"\\]|\\.){{0,8192}}"|'(?:[^'\\]|\\.){{0,8192}}')
    |(?P<word>(?:\$\{{[^{{}}\s]{{0,200}}\}}|{_OUTPUT}|\\.|\$|<(?!%)|(?<=\S)["'#]|[^\s{{}};\\$<"'#]++)++)
    |(?P<mark>[{{}};])
    |(?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTES: Final = frozenset("\"'")
_ESCAPED: Final = re.compile(r"\\([\"'\\])")
_LUA: Final = re.compile(r"""--[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}]""", re.DOTALL)
_LUA_BLOCK: Final = "_by_lua_block"
# Blocks that no server has in it: where one begins there, the end of the server is missing.
_NEVER_INSIDE: Final = frozenset({"server", "upstream", "http", "stream", "events"})
_SERVERS: Final = frozenset({"server", "upstream"})
# What makes a file one of nginx, whatever it is called.
_SNIFFED: Final = re.compile(
    r"""(?:^|[{;])[ \t]*(?:
        (?:location[ \t][^{};\n]{1,300}|upstream[ \t]+[\w.$-]{1,200})\s*\{
        |(?:listen|server_name|(?:proxy|fastcgi|uwsgi|scgi|grpc)_pass|proxy_set_header|add_header|auth_basic
           |auth_request|fastcgi_param|ssl_certificate)[ \t]+[^;{}\n]{1,500};
        |server\s*\{\s*(?:\#[^\n]{0,200}\s*)?[a-z_]{3,30}[ \t]+[^;{}\n]{1,300};
        |http\s*\{\s*(?:\#[^\n]{0,200}\s*)?(?:include|server|map|log_format|default_type|sendfile)\b
    )""",
    re.VERBOSE | re.MULTILINE,
)


def is_nginx(text: str) -> bool:
    """Whether a text is a configuration of nginx: a block or directive of it is there, as it is written."""
    return _SNIFFED.search(text) is not None


def read_nginx(file: TextFile) -> DirectiveTree:
    """Return the directives of a file; never raises, whatever is in it.

    The code in a block of Lua is the last argument of its directive. Variables and marks of templates stay
    as they are written; parts that a template may leave out are there.
    """
    builder = TreeBuilder(file)
    return _Reader(builder.readable(text_of(file)), builder).read()


class _Reader:
    def __init__(self, text: str, builder: TreeBuilder) -> None:
        self.text, self.builder = text, builder
        self.position, self.line = 0, 1
        self.words: list[str] = []
        self.start = 1  # the line of the first of the words
        self.has_open_lua = False  # whether a block of Lua has no end: the rest is not searched again

    def read(self) -> DirectiveTree:
        length = len(self.text)
        while self.position < length and not self.builder.is_full:
            match = _TOKEN.match(self.text, self.position)
            if match is None:  # no text is left unmatched by `stray`
                break
            self.position = match.end()
            self._take(match.lastgroup or "", match[0])
            self.line += match[0].count("\n")
        self._end()
        return self.builder.finish(self.line)

    def _take(self, kind: str, token: str) -> None:
        if kind == "mark":
            self._mark(token)
        elif kind == "quoted":
            self._word(_ESCAPED.sub(r"\1", token[1:-1]))
        elif kind == "word" or (kind == "output" and self.words):
            self._word(token)
        elif kind == "stray":
            if token in _QUOTES:
                self.builder.fault(self.line, "A quotation mark has no other one that ends the text.")
            self._word(token)

    def _word(self, word: str) -> None:
        if not self.words:
            self.start = self.line
        self.words.append(word)

    def _mark(self, mark: str) -> None:
        if mark == ";":
            self._end()
        elif mark == "}":
            if self.words:
                self.builder.fault(self.start, "A directive has no semicolon after it.")
            self._end()
            self.builder.close(self.line)
        elif self.words and self.words[0].endswith(_LUA_BLOCK) and self._take_lua():
            self._end()
        else:
            self._open()

    def _end(self) -> None:
        if self.words:
            self.builder.add(self.words, self.start)
        self.words = []

    def _open(self) -> None:
        names = self.builder.names()
        if self.words and self.words[0] in _NEVER_INSIDE:
            depth = next((n for n, name in enumerate(names) if name in _SERVERS), None)
            if depth is not None:
                self.builder.leave(depth)
        self.builder.open(self.words, self.start if self.words else self.line)
        self.words = []

    def _take_lua(self) -> bool:
        """Take the code of a block as one word; whether the block ends."""
        depth = 1
        if self.has_open_lua:
            return False
        for match in _LUA.finditer(self.text, self.position):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth == 0:
                code = self.text[self.position : match.start()]
                self.words.append(code)
                self.line += code.count("\n")
                self.position = match.end()
                return True
        self.has_open_lua = True
        return False
