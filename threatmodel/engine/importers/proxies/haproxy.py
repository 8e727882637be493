"""Reads configuration files of HAProxy as trees: sections with the lines that they hold.

Source: HAProxy, "Configuration Manual", 2.1 "Configuration file format" and 4.1 "Proxy keywords matrix".
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.proxies.directives import Directive, DirectiveTree, TreeBuilder, text_of
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_SECTIONS: Final = frozenset(
    {"global", "defaults", "frontend", "backend", "listen", "peers", "resolvers", "userlist", "mailers"}
    | {"cache", "program", "http-errors", "ring", "fcgi-app", "log-forward", "log-profile", "crt-store"}
    | {"traces", "acme"}
)
_WORD: Final = re.compile(r"""\#.*|((?:\\.|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\\\#]|["'\\](?!.))++)|["']""")
_QUOTES: Final = re.compile(r"""\\(.)|["']""")
_SNIFFED: Final = re.compile(
    r"^[ \t]*(?:frontend|backend|listen)[ \t]+[\w.:-]{1,100}"
    r"(?:[ \t]+(?:from[ \t]+\S{1,100}|[^\s;{}]{0,100}:\d{1,5}[^\s;{}]{0,100}))?[ \t]*(?:\#.*)?\r?$",
    re.MULTILINE,
)
_KEYWORD: Final = re.compile(
    r"^[ \t]+(?:bind|server|default_backend|use_backend|mode|option|acl|http-request|redirect|balance)[ \t]",
    re.MULTILINE,
)
_PORT: Final = re.compile(r"(?P<host>.{0,200}):(?P<port>\d{1,5})(?:-\d{1,5})?")
_LOOPBACK: Final = ("127.", "localhost", "[::1]", "::1", "unix@", "/")


class Bind(Record, frozen=True):
    """A port on which a frontend listens; `place` is the line that names it."""

    port: int
    tls: bool
    place: Directive


class Frontend(Record, frozen=True):
    """A section that listens; `mode` is http or tcp, as it says or the defaults before it do."""

    mode: str
    binds: tuple[Bind, ...]
    section: Directive


def is_haproxy(text: str) -> bool:
    """Whether a text is a configuration of HAProxy: it has a section of it with a line of such a section."""
    return _SNIFFED.search(text) is not None and _KEYWORD.search(text) is not None


def read_haproxy(file: TextFile) -> DirectiveTree:
    """Return the sections of a file, each with its lines; never raises, whatever is in it."""
    builder = TreeBuilder(file)
    lines = builder.readable(text_of(file)).split("\n")
    for number, line in enumerate(lines, 1):
        words = [_QUOTES.sub(r"\1", match[1]) for match in _WORD.finditer(line) if match[1]]
        if builder.is_full:
            break
        if not words:
            continue
        if words[0] in _SECTIONS:
            if builder.depth:
                builder.close(number)
            builder.open(words, number)
        else:
            builder.add(words, number)
    if builder.depth:
        builder.close(len(lines))
    return builder.finish(len(lines))


def frontends_of(directives: Iterable[Directive]) -> Iterator[Frontend]:
    """Yield the sections that listen, with the mode that each has by itself or from the defaults."""
    by_name: dict[str, str] = {}
    last = "tcp"  # what HAProxy takes where nothing is said
    for one in directives:
        own = next((line.arguments[0] for line in one.children if line.name == "mode" and line.arguments), "")
        if one.name == "defaults":
            last = own or _inherited(one, by_name, "tcp")
            by_name[one.arguments[0] if one.arguments else ""] = last
        elif one.name in {"frontend", "listen"} and one.closed:
            yield Frontend(own or _inherited(one, by_name, last), tuple(_binds(one)), one)


def _inherited(section: Directive, by_name: dict[str, str], last: str) -> str:
    """The mode of the defaults that a section names: frontend web from shop."""
    words = section.arguments
    return by_name.get(words[words.index("from") + 1], last) if "from" in words[:-1] else last


def _binds(section: Directive) -> Iterator[Bind]:
    if len(section.arguments) > 1 and ":" in section.arguments[1]:  # listen web *:80, as it was once written
        yield from _ports(section, section.arguments[1:])
    for one in section.children:
        if one.name == "bind":
            yield from _ports(one, one.arguments)


def _ports(place: Directive, arguments: tuple[str, ...]) -> Iterator[Bind]:
    for address in arguments[0].split(",") if arguments else ():
        match = _PORT.fullmatch(address)
        if match and not match["host"].startswith(_LOOPBACK):
            yield Bind(int(match["port"]), "ssl" in arguments, place)
