"""Where the configuration of nginx or Caddy forwards requests to others without asking who calls.

Nothing is said where some line may ask for a login or let in some addresses alone. Sources: their manuals.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.compose.proxy_config_redirects import LISTEN, SITE, Part, servers_of
from threatmodel.engine.importers.compose.proxy_configs import lines_of
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

# nginx
_MAY_ASK: Final = re.compile(
    r"^\s*(?:location\b.{0,200}\{\s*)?(?:auth_\w{1,20}|ssl_verify_client|allow|deny|satisfy|include|internal|if|\w{1,20}_by_lua\w{0,12}"
    r"|js_\w{1,20}|oidc\w{0,20}|secure_link)\b"
)
_PASSES: Final = re.compile(r"\bproxy_pass\s+https?://([\w.-]{1,200})")
_HTTP_PORT: Final = 80
# Caddy
_SITE_PORT: Final = re.compile(
    r"(?:http://[\w.*-]{0,253})?:?(\d{1,5})?|https?://[\w.*-]{1,253}|[\w*-]{1,63}(?:\.[\w-]{1,63}){0,8}"
)
_HTTP_PORTS: Final = (80, 443)
# A login of a part of the paths.
_LOGIN: Final = re.compile(r"^\s*basic_?auth\s+(/(?!\*)\S{1,200})\s*(?:\w{1,20}\s*)?\{")
_OTHER_CHECKS: Final = re.compile(
    r"\b(?:basic_?auth|forward_auth|jwt\w{0,10}|authorize|authenticate|authp|oauth2?|client_auth|remote_ip|client_ip|import"
    r"|respond|abort|error)\b"
)
_FORWARDS: Final = re.compile(
    r"^\s*(?:reverse_proxy|proxy)\s+(?:(\*|/\S{0,200}|@\S{1,80})\s+)?(?:https?://)?([\w.-]{1,200})"
)


class OpenWay(Record, frozen=True):
    """A line that forwards whatever arrives on one of these ports of the proxy to a host."""

    ports: tuple[int, ...]
    host: str
    line: int


def open_ways(file: TextFile) -> tuple[OpenWay, ...]:
    """Return the lines of a configuration that forward without asking who calls."""
    lines = lines_of(file)
    if "caddyfile" in file.name.lower():
        return tuple(_of_caddy(lines))
    return tuple(_of_nginx(lines))


def _of_nginx(lines: Sequence[str]) -> Iterator[OpenWay]:
    servers = [*servers_of(lines)]
    inside = {n for server in servers for n in range(server.first, server.first + len(server.lines))}
    if any(
        n not in inside and _MAY_ASK.match(line) for n, line in enumerate(lines, 1) if "include" not in line
    ):
        return
    for server in servers:
        if not any(map(_MAY_ASK.match, server.lines)):
            yield from _passed(server)


def _passed(server: Part) -> Iterator[OpenWay]:
    ports = tuple({int(match[1]) for line in server.lines for match in LISTEN.finditer(line)}) or (
        _HTTP_PORT,
    )
    for number, line in enumerate(server.lines, server.first):
        for match in _PASSES.finditer(line):
            yield OpenWay(ports, match[1], number)


def _of_caddy(lines: Sequence[str]) -> Iterator[OpenWay]:
    starts = [number for number, line in enumerate(lines) if SITE.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        ports = _site_ports(lines[start])
        site = lines[start + 1 : end]
        partly = any(map(_LOGIN.match, site))
        if not ports or any(_OTHER_CHECKS.search(line) and not _LOGIN.match(line) for line in site):
            continue
        for number, line in enumerate(site, start + 2):
            match = _FORWARDS.match(line)
            # Where a login is for some paths, what is forwarded by its path may be behind it.
            if match and not (partly and (match[1] or "*") != "*"):
                yield OpenWay(ports, match[2], number)


def _site_ports(line: str) -> tuple[int, ...]:
    """The ports of a site's addresses; none where one of them is a variable or a block of settings."""
    found: list[int] = []
    for address in line.rpartition("{")[0].split(","):
        match = _SITE_PORT.fullmatch(address.strip())
        if match is None or not match[0]:
            return ()
        found += [int(match[1])] if match[1] else _HTTP_PORTS
    return tuple(found)
