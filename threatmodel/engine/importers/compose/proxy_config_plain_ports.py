"""Ports that the configuration of nginx, HAProxy or Caddy serves without TLS, as its lines say.

Nothing is said of what also sends some requests to HTTPS: TLS may end in front of it. Sources: their manuals.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.compose.proxy_config_redirects import (
    BIND,
    LISTEN,
    SITE,
    Part,
    frontends_of,
    servers_of,
)
from threatmodel.engine.importers.compose.proxy_configs import lines_of
from threatmodel.engine.importers.text_file import TextFile

_HTTPS_PORT: Final = 443
# nginx
_WITH_TLS: Final = frozenset({"ssl", "quic"})
_ANSWERS: Final = re.compile(
    r"^\s*(?:location\b.{0,200}\{\s*)?(?:(?:proxy|fastcgi|uwsgi|scgi)_pass|try_files)\s"
)
_TO_HTTPS: Final = re.compile(r"(?:return|rewrite|redir|redirect|error_page)\b.{0,200}\bhttps\b")
_SSL_ON: Final = re.compile(r"^\s*ssl\s+on\s*;")
# HAProxy
_MODE: Final = re.compile(r"^\s+mode\s+(\w{1,10})")
_FORWARDS: Final = re.compile(r"^\s+(?:default_backend|use_backend|server)\s")
# Caddy
_PLAIN_SITE: Final = re.compile(r"(?:http://[\w.*-]{0,253})?(?::(\d{1,5}))?")
_HTTP_PORT: Final = 80
_TLS: Final = re.compile(r"^\s*(?:tls\s|import\s)")


def plain_ports(file: TextFile) -> dict[int, int]:
    """By port, the number of the line that makes it serve without TLS."""
    lines = lines_of(file)
    if "caddyfile" in file.name.lower():
        return dict(_of_caddy(lines))
    servers = [*servers_of(lines)]
    return dict(_of_servers(servers)) if servers else dict(_of_frontends(lines))


def _of_servers(servers: Sequence[Part]) -> Iterator[tuple[int, int]]:
    for server in servers:
        serves = any(map(_ANSWERS.match, server.lines))
        if not serves or any(_TO_HTTPS.search(line) or _SSL_ON.match(line) for line in server.lines):
            continue
        for number, line in enumerate(server.lines, server.first):
            for match in LISTEN.finditer(line):
                if _WITH_TLS.isdisjoint(match[2].split()):
                    yield int(match[1]), number


def _of_frontends(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The ports of frontends of HTTP: HAProxy passes on connections as they come where nothing says so."""
    modes = {match[1] for line in lines if (match := _MODE.match(line))}
    if modes != {"http"}:
        return
    for one in frontends_of(lines):
        if any(map(_TO_HTTPS.search, one.lines)) or not any(map(_FORWARDS.match, one.lines)):
            continue
        for number, line in enumerate(one.lines, one.first):
            if (match := BIND.match(line)) and "ssl" not in match[2].split():
                yield int(match[1]), number


def _of_caddy(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The ports of sites without a name or with http:// before it, that have no certificate of their own."""
    starts = [number for number, line in enumerate(lines) if SITE.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        if any(_TLS.match(line) or _TO_HTTPS.search(line) for line in lines[start:end]):
            continue
        for address in lines[start].rpartition("{")[0].split(","):
            match = _PLAIN_SITE.fullmatch(address.strip())
            if match and match[0] and (port := int(match[1] or _HTTP_PORT)) != _HTTPS_PORT:
                yield port, start + 1
