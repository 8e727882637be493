"""Where the configuration of nginx or Caddy forwards requests to others without asking who calls.

Nothing is said where some directive may ask for a login or let in some addresses alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from threatmodel.engine.importers.compose.proxies import OpenWay
from threatmodel.engine.importers.proxies.caddy_sites import HTTP_PORT, HTTPS_PORT, Site, sites_of
from threatmodel.engine.importers.proxies.configuration import ProxyConfig
from threatmodel.engine.importers.proxies.directives import Directive, walk
from threatmodel.engine.importers.proxies.nginx_access import Access, access_in, is_internal, passes_in
from threatmodel.engine.importers.proxies.nginx_servers import (
    ends_requests,
    groups_of,
    resolved,
    servers_of,
    variables_in,
)

# nginx
_TARGET: Final = re.compile(r"(?:https?|grpcs?)://([\w.-]{1,200})(?:[:/].*)?", re.DOTALL)
_MOST_MEMBERS: Final = 20  # of a group
_MEMBER: Final = re.compile(r"([\w.-]{1,200})(?::\d{1,5})?")
# Caddy
_CHECKS: Final = re.compile(
    r"basic_?auth|forward_auth|jwt\w{0,10}|authorize|authenticate|authp|oauth2?|client_auth|remote_ip|client_ip|import"
    r"|abort|error"
)
_LOGIN: Final = frozenset({"basicauth", "basic_auth"})
_PART: Final = re.compile(r"/(?!\*)\S{1,200}")  # of the paths
_ROUTES: Final = frozenset({"handle", "handle_path", "route"})
_FORWARDS: Final = frozenset({"reverse_proxy", "proxy"})
_UPSTREAM: Final = re.compile(r"(?:(?:https?|h2c)://)?([\w.-]{1,200})(?::[\d-]{1,11})?/?")
_REFUSING: Final = re.compile(r"[45]\d\d")


def open_ways(config: ProxyConfig) -> tuple[OpenWay, ...]:
    """Return the lines of a configuration that forward without asking who calls."""
    if not config.complete or config.syntax == "haproxy":
        return ()
    ways = _of_caddy(config.directives) if config.syntax == "caddy" else _of_nginx(config.directives)
    return tuple(dict.fromkeys(ways))


# --- nginx ----------------------------------------------------------------------------------------


def _of_nginx(directives: Sequence[Directive]) -> Iterator[OpenWay]:
    groups = groups_of(directives)
    for server in servers_of(directives):
        ports = tuple(dict.fromkeys(one.port for one in server.listens))
        children = server.block.children
        if not ports or ends_requests(children):
            continue
        access = access_in(children, access_in(server.outer, Access(), is_outer=True))
        variables = variables_in(children, variables_in(server.outer, {}))
        for place, known in _passed(children, access, variables):
            for host in _hosts(resolved(place.arguments[0], known), groups):
                yield OpenWay(ports, host, place.file, place.line)


def _passed(
    level: Sequence[Directive], access: Access, variables: Mapping[str, str]
) -> Iterator[tuple[Directive, Mapping[str, str]]]:
    """What passes requests on at a level or deeper without asking, each with the variables that it knows."""
    if not (is_internal(level) or ends_requests(level) or access.may_refuse):
        yield from ((one, variables) for one in passes_in(level))
    for one in level:
        if one.name == "location" and one.has_block and one.closed:
            inside = access_in(one.children, access)
            yield from _passed(one.children, inside, variables_in(one.children, variables))


def _hosts(target: str, groups: Mapping[str, Sequence[Directive]]) -> Iterator[str]:
    """The host that is passed to, and those of the group that has its name."""
    match = _TARGET.fullmatch(target)
    if match is None:
        return
    members = groups.get(match[1].lower())
    if members is None:
        yield match[1]
    for member in islice(members or (), _MOST_MEMBERS):
        if member.arguments and (found := _MEMBER.fullmatch(member.arguments[0])):
            yield found[1]


# --- Caddy ----------------------------------------------------------------------------------------


def _of_caddy(directives: Sequence[Directive]) -> Iterator[OpenWay]:
    for site in sites_of(directives):
        ports = _site_ports(site)
        if ports and site.block.closed:
            for place, hosts in _forwarded(site.children, of_path=False, partly=False):
                yield from (OpenWay(ports, host, place.file, place.line) for host in hosts)


def _forwarded(
    level: Sequence[Directive], *, of_path: bool, partly: bool
) -> Iterator[tuple[Directive, tuple[str, ...]]]:
    """What forwards in a block without asking: `of_path` for some paths alone.

    `partly`: a login is for some paths, and what is forwarded by its path may be behind it.
    """
    if any(_may_refuse(one, of_path=of_path) for one in level):
        return
    partly = partly or any(map(_is_partial_login, level))
    for one in level:
        if one.name in _ROUTES and one.has_block:
            inside = of_path or bool(one.arguments)
            yield from _forwarded(one.children, of_path=inside, partly=partly)
        elif one.name in _FORWARDS:
            matcher, hosts = _upstreams(one)
            if not (partly and (of_path or matcher != "*")):
                yield one, hosts


def _may_refuse(one: Directive, *, of_path: bool) -> bool:
    if _is_partial_login(one):
        return False
    if one.name in _ROUTES:  # of which requests go on after `route` alone
        goes_on = one.name == "route" and not one.arguments
        return goes_on and any(_may_refuse(child, of_path=of_path) for child in one.children)
    if one.name == "respond":
        by_path = of_path or one.text.startswith("/")
        return not by_path or any(map(_REFUSING.fullmatch, one.arguments))
    inside = walk(one.children) if one.name not in _FORWARDS else ()
    words = (word for each in (one, *inside) for word in (each.name, *each.arguments))
    return any(map(_CHECKS.fullmatch, words))


def _is_partial_login(one: Directive) -> bool:
    return (
        one.name in _LOGIN
        and one.has_block
        and bool(one.arguments)
        and bool(_PART.fullmatch(one.arguments[0]))
    )


def _upstreams(one: Directive) -> tuple[str, tuple[str, ...]]:
    """The matcher of a directive that forwards, * without one, and the hosts that it forwards to."""
    words = list(one.arguments)
    matcher = words.pop(0) if words and words[0].startswith(("*", "/", "@")) else "*"
    words += [word for child in one.children if child.name == "to" for word in child.arguments]
    return matcher, tuple(match[1] for word in words if (match := _UPSTREAM.fullmatch(word)))


def _site_ports(site: Site) -> tuple[int, ...]:
    """The ports of a site's addresses; none where one of them is a variable or the like."""
    found: list[int] = []
    for address in site.addresses:
        if address is None:
            return ()
        found += [address.port] if address.port else [HTTP_PORT, HTTPS_PORT]
    return tuple(found)
