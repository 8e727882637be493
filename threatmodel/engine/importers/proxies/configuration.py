"""The configuration of one proxy: its directives, with what it includes, and the syntax that they are in."""

from typing import Literal

from threatmodel.engine.importers.proxies.caddyfile import is_caddyfile, read_caddyfile
from threatmodel.engine.importers.proxies.directives import Directive, DirectiveTree, text_of
from threatmodel.engine.importers.proxies.haproxy import is_haproxy, read_haproxy
from threatmodel.engine.importers.proxies.nginx import is_nginx, read_nginx
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

Syntax = Literal["", "nginx", "caddy", "haproxy"]


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


def tree_of(file: TextFile, syntax: Syntax) -> DirectiveTree:
    """Return the directives of a file in this syntax."""
    if syntax == "caddy":
        return read_caddyfile(file)
    return read_haproxy(file) if syntax == "haproxy" else read_nginx(file)
