"""The configuration of one proxy: its directives, with what it includes, and the syntax that they are in."""

import re
from collections.abc import Mapping
from typing import Final, Literal

from msgspec.structs import replace

from threatmodel.engine.importers.proxies.caddyfile import is_caddyfile, read_caddyfile
from threatmodel.engine.importers.proxies.directives import Directive, DirectiveTree, text_of
from threatmodel.engine.importers.proxies.haproxy import is_haproxy, read_haproxy
from threatmodel.engine.importers.proxies.nginx import is_nginx, read_nginx
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

Syntax = Literal["", "nginx", "caddy", "haproxy"]

# Variables of the environment: those in files that a container of nginx makes of templates as it starts, in
# capitals, as nginx has variables of its own; what Caddy and HAProxy read by themselves.
_NAMED: Final = re.compile(r"\$\{([A-Z_][A-Z0-9_]{0,100})\}")
_VARIABLES: Final = {
    "nginx": _NAMED,
    "haproxy": _NAMED,
    "caddy": re.compile(r"\{\$([A-Za-z_]\w{0,100})(?::[^{}\n]{0,200})?\}"),
}
_WORD: Final = re.compile(r"[\w.:/-]{1,100}")
_NO_VARIABLES: Final[Mapping[str, str]] = {}


class ProxyConfig(Record, frozen=True):
    """Directives in a syntax; `complete` is false where the end of some file was not read."""

    syntax: Syntax
    directives: tuple[Directive, ...]
    complete: bool = True


def syntax_of(file: TextFile) -> Syntax:
    """Return the syntax that a file is in, by its name or by what it says; an empty string for others."""
    if is_caddyfile(file.name):
        return "caddy"
    text = text_of(file)
    if is_nginx(text):
        return "nginx"
    return "haproxy" if is_haproxy(text) else ""


def variables_of(file: TextFile, syntax: Syntax) -> frozenset[str]:
    """Return the names of the variables of the environment that a file has values from."""
    pattern = _VARIABLES.get(syntax)
    return frozenset(pattern.findall(text_of(file))) if pattern else frozenset()


def tree_of(file: TextFile, syntax: Syntax, environment: Mapping[str, str] = _NO_VARIABLES) -> DirectiveTree:
    """Return the directives of a file in this syntax, with the values of variables that are single words."""
    if environment:
        file = replace(file, data=_with_values(text_of(file), syntax, environment).encode())
    if syntax == "caddy":
        return read_caddyfile(file)
    return read_haproxy(file) if syntax == "haproxy" else read_nginx(file)


def _with_values(text: str, syntax: Syntax, environment: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        known = environment.get(match[1], "")
        return known if _WORD.fullmatch(known) else match[0]

    return _VARIABLES[syntax].sub(value, text)
