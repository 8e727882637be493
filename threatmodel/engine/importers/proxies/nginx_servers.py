"""The HTTP servers of a configuration of nginx: where they listen, and what they redirect or refuse.

Source: nginx, "Module ngx_http_core_module" and "Module ngx_http_rewrite_module".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.proxies.directives import Directive, walk
from threatmodel.engine.model.struct_base import Record

HTTP_PORT: Final = 80
_ADDRESS: Final = re.compile(r"(?:(?P<host>\[[\w:.]{1,60}\]|[\w.*-]{1,253}):)?(?P<port>\d{1,5})(?:-\d{1,5})?")
_HOST: Final = re.compile(r"\[[\w:.]{1,60}\]|\*|[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_LOOPBACK: Final = ("127.", "localhost", "[::1]")
_WITH_TLS: Final = frozenset({"ssl", "quic"})
_VARIABLE: Final = re.compile(r"\$(?:\{(\w{1,100})\}|(\w{1,100}))")
_MOST_VARIABLES: Final = 200
_LONGEST_VALUE: Final = 300
_MOST_PLACES: Final = 20  # variables in one argument
_REFUSING: Final = re.compile(r"4\d\d")


class Listen(Record, frozen=True):
    """A port on which a server listens; `place` is the directive that says so, or the server without one."""

    port: int
    tls: bool
    place: Directive


class Server(Record, frozen=True):
    """A server with what surrounds it: the directives of `http`, which hold for it unless it has its own."""

    block: Directive
    outer: tuple[Directive, ...]
    listens: tuple[Listen, ...]


def http_level(directives: Iterable[Directive]) -> tuple[Directive, ...]:
    """Return what stands in `http`, by itself or at the top of a file that the main one includes there."""
    found: list[Directive] = []
    for one in directives:
        found.extend(one.children if one.name == "http" and one.has_block else (one,))
    return tuple(found)


def servers_of(directives: Iterable[Directive]) -> tuple[Server, ...]:
    """Return the servers of HTTP whose end was read; those of streams pass connections on as they come."""
    level = http_level(directives)
    outer = tuple(one for one in level if not one.has_block)
    return tuple(
        Server(one, outer, tuple(_listens(one)))
        for one in level
        if one.name == "server" and one.has_block and one.closed and not _is_stream(one)
    )


def tls_ports(servers: Iterable[Server]) -> frozenset[int]:
    """Return the ports that one of the servers encrypts: they share a socket, so all of them do."""
    return frozenset(one.port for server in servers for one in server.listens if one.tls)


def groups_of(directives: Iterable[Directive]) -> dict[str, tuple[Directive, ...]]:
    """Return the groups of servers (`upstream`) by name in lower case, each with its `server` lines."""
    return {
        one.arguments[0].lower(): tuple(child for child in one.children if child.name == "server")
        for one in walk(directives)
        if one.name == "upstream" and one.has_block and one.arguments
    }


def variables_in(directives: Iterable[Directive], known: Mapping[str, str]) -> Mapping[str, str]:
    """Return what variables have in a block: what is set in it, and what is known outside of it."""
    if len(known) > _MOST_VARIABLES:
        return known
    found = {
        one.arguments[0].lstrip("$"): resolved(one.arguments[1], known)
        for one in directives
        if one.name == "set" and len(one.arguments) == 2
    }
    return {**known, **found} if found else known


def resolved(argument: str, variables: Mapping[str, str]) -> str:
    """Return an argument with the values of the variables that are known; long values stay as they are."""
    if "$" not in argument or not variables:
        return argument

    def value(match: re.Match[str]) -> str:
        known = variables.get(match[1] or match[2], match[0])
        return known if len(known) < _LONGEST_VALUE else match[0]

    return _VARIABLE.sub(value, argument, count=_MOST_PLACES)


def ends_requests(children: Sequence[Directive]) -> bool:
    """Whether a block answers each request by itself, so that nothing is passed on in it."""
    return any(one.name == "return" for one in children)


def only_refuses(server: Server) -> bool:
    """Whether a server answers each request with an error, as one for unknown names does."""
    answers = [one for one in server.block.children if one.name == "return"]
    return (
        bool(answers)
        and not any(one.has_block and one.name == "if" for one in server.block.children)
        and (
            all(bool(one.arguments) and _REFUSING.fullmatch(one.arguments[0]) is not None for one in answers)
        )
    )


def _listens(server: Directive) -> Iterator[Listen]:
    named = [one for one in server.children if one.name == "listen" and one.arguments]
    if not named:
        yield Listen(HTTP_PORT, tls=False, place=server)
    for one in named:
        address = one.arguments[0]
        match = _ADDRESS.fullmatch(address)
        if address.startswith(_LOOPBACK):
            continue  # nothing from outside of the container gets there
        if match is not None:
            yield Listen(int(match["port"]), not _WITH_TLS.isdisjoint(one.arguments), one)
        elif _HOST.fullmatch(address):
            yield Listen(HTTP_PORT, not _WITH_TLS.isdisjoint(one.arguments), one)


def _is_stream(server: Directive) -> bool:
    """Whether a server stands outside of `stream` in a file of its own that is included there."""
    return any(one.name == "proxy_pass" for one in server.children)
