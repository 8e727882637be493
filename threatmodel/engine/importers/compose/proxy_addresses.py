"""Whom the configuration of a proxy calls, as the trees of its directives say."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.compose.text_configs import (
    NamedAddress,
    addresses_of_line,
    addresses_of_words,
)
from threatmodel.engine.importers.proxies.caddy_sites import sites_of
from threatmodel.engine.importers.proxies.configuration import ProxyConfig
from threatmodel.engine.importers.proxies.directives import Directive, walk
from threatmodel.engine.importers.proxies.nginx_servers import groups_of, resolved, variables_in
from threatmodel.engine.model.struct_base import Record

_LUA: Final = "_by_lua_block"
_PASS: Final = re.compile(r"(?:(https?|grpcs?)://)?([\w.-]{1,200})")
_PASSED: Final = {"fastcgi_pass": "fastcgi", "uwsgi_pass": "uwsgi", "scgi_pass": "scgi", "grpc_pass": "grpc"}


def addresses_of_directives(config: ProxyConfig) -> Iterator[NamedAddress]:
    """Yield each address that the configuration of a proxy names."""
    if config.syntax == "nginx":
        yield from _of_nginx(config.directives)
        return
    is_caddy = config.syntax == "caddy"
    for one in _of_caddy(config.directives) if is_caddy else walk(config.directives):
        name = one.name.lower()
        for address in addresses_of_words(name, one.text):
            yield NamedAddress(address, name, one.file, one.line)


def _of_caddy(directives: tuple[Directive, ...]) -> Iterator[Directive]:
    """What is in sites and named routes; a snippet is in those that import it."""
    for site in sites_of(directives):
        yield from _without_matchers(site.children)
    for route in directives:
        yield from _without_matchers(route.children) if route.name.startswith("&(") else ()


def _without_matchers(directives: tuple[Directive, ...]) -> Iterator[Directive]:
    """Directives with all that is in their blocks, but for what requests are matched with (@name)."""
    for one in directives:
        if not one.name.startswith("@"):
            yield one
            yield from _without_matchers(one.children)


class _Known(Record, frozen=True):
    """A directive of nginx, its arguments with the values of variables, and the group of servers it is in."""

    directive: Directive
    text: str
    group: str


def _of_nginx(directives: tuple[Directive, ...]) -> Iterator[NamedAddress]:
    # A server may call a group of others like one of them: the group's own lines say whom it calls.
    groups = groups_of(directives).keys()
    known = tuple(_with_values(directives, {}, ""))
    spoken = dict(spoken for one in known for spoken in _spoken(one.directive.name, one.text))
    for one in known:
        for named in _named_by(one, groups):
            address = named.address
            protocol = address.protocol or spoken.get(one.group or address.host.lower(), "")
            yield replace(named, address=replace(address, protocol=protocol))


def _with_values(directives: tuple[Directive, ...], outer: Mapping[str, str], group: str) -> Iterator[_Known]:
    variables = variables_in(directives, outer)
    for one in directives:
        text = resolved(one.text, variables) if one.name.endswith("_pass") else one.text
        yield _Known(one, text, group)
        inside = one.arguments[0].lower() if one.name == "upstream" and one.arguments else group
        yield from _with_values(one.children, variables, inside)


def _spoken(directive: str, text: str) -> Iterator[tuple[str, str]]:
    """The host or group that a directive passes to, and the protocol."""
    match = _PASS.match(text)
    if match and directive in _PASSED:
        yield match[2].lower(), _PASSED[directive]
    elif match and directive == "proxy_pass" and match[1] in {"http", "https"}:
        yield match[2].lower(), match[1]


def _named_by(one: _Known, groups: Set[str]) -> Iterator[NamedAddress]:
    directive = one.directive
    if directive.name.endswith(_LUA):
        for number, line in enumerate(one.text.split("\n"), directive.line):
            yield from addresses_of_line(line, directive.file, number)
        return
    name = directive.name.lower()
    # The servers of a group are addresses, also where one has the name of the group.
    for address in addresses_of_words(name, one.text, frozenset() if one.group else groups):
        yield NamedAddress(address, name, directive.file, directive.line)
