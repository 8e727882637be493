"""Ports that the configuration of nginx, HAProxy or Caddy leads to HTTPS, as its lines say."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_LARGEST: Final = 512 * 1024  # bytes
_MOST_LINES: Final = 5_000
_PLAIN_PORT: Final = 80
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
# nginx
_SERVER: Final = re.compile(r"^\s*server\s*(?:\{|$)")
_LISTEN: Final = re.compile(r"\blisten\s+(?:[\w.\[\]:*]{1,80}:)?(\d{1,5})\b([^;]{0,200});")
_RETURN: Final = re.compile(r"\b(?:return\s+30[1278]|rewrite\s+\S{1,80})\s+https://")
_FORWARDS: Final = re.compile(r"\b(?:\w{2,10}_pass|try_files|autoindex)\s")
# HAProxy
_SECTION: Final = re.compile(r"^(frontend|listen|backend|defaults|global)\b")
_BIND: Final = re.compile(r"^\s+bind\s+\S{0,80}:(\d{1,5})\b(.{0,200})")
_SCHEME: Final = re.compile(r"^\s+(?:http-request\s+)?redirect\s+scheme\s+https\b")
# Caddy
_SITE: Final = re.compile(r"^(?![\s(&@{}])([^{#]{1,400})\{\s*$")
_NO_REDIRECTS: Final = re.compile(r"^\s*auto_https\s+(?:off|disable_redirects)\b")
_HOST: Final = re.compile(r"(?:https://)?[\w*-]{1,63}(?:\.[\w-]{1,63}){1,8}(?::443)?")
_LOCAL: Final = ("http://", ":")


class _Part(Record, frozen=True):
    """A server or frontend: its lines, the first of which has this number."""

    first: int
    lines: tuple[str, ...]


def redirecting_lines(file: TextFile) -> dict[int, int]:
    """Ports on which a file leads all requests to HTTPS, each with the number of the line that says so."""
    if len(file.data) > _LARGEST:
        return {}
    text = file.data.decode("utf-8-sig", errors="replace")
    lines = [_COMMENT.sub("", line) for line in islice(text.splitlines(), _MOST_LINES)]
    if "caddyfile" in file.name.lower():
        return _of_caddy(lines)
    servers = [*_servers(lines)]
    return _of_servers(servers) if servers else _of_frontends([*_frontends(lines)])


def _servers(lines: Sequence[str]) -> Iterator[_Part]:
    """The server blocks of nginx."""
    depth = first = 0
    for number, line in enumerate(lines, 1):
        if first == 0 and _SERVER.match(line):
            first, depth = number, 0
        if first:
            depth += line.count("{") - line.count("}")
            if depth <= 0 and "}" in line:
                yield _Part(first, tuple(lines[first - 1 : number]))
                first = 0


def _of_servers(servers: Sequence[_Part]) -> dict[int, int]:
    found: dict[int, int] = {}
    serving: set[int] = set()
    for server in servers:
        text = "\n".join(server.lines)
        ports = {
            int(match[1]) for match in _LISTEN.finditer(text) if not {"ssl", "quic"} & {*match[2].split()}
        }
        place = next((n for n, line in enumerate(server.lines, server.first) if _RETURN.search(line)), 0)
        if place and not _FORWARDS.search(text):
            found |= dict.fromkeys(ports, place)
        else:
            serving |= ports
    return {port: line for port, line in found.items() if port not in serving}


def _frontends(lines: Sequence[str]) -> Iterator[_Part]:
    """The sections of HAProxy that listen."""
    starts = [number for number, line in enumerate(lines) if _SECTION.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        if lines[start].startswith(("frontend", "listen")):
            yield _Part(start + 1, tuple(lines[start:end]))


def _of_frontends(frontends: Sequence[_Part]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in frontends:
        place = next((n for n, line in enumerate(one.lines, one.first) if _SCHEME.match(line)), 0)
        bound = [match for line in one.lines if (match := _BIND.match(line))]
        if place:
            found |= {int(match[1]): place for match in bound if "ssl" not in match[2].split()}
    return found


def _of_caddy(lines: Sequence[str]) -> dict[int, int]:
    """Port 80 where all sites are names, for which Caddy fetches certificates and redirects by itself."""
    sites = [
        (address.strip(), number)
        for number, line in enumerate(lines, 1)
        if (match := _SITE.match(line))
        for address in match[1].split(",")
        if address.strip()
    ]
    if not sites or any(map(_NO_REDIRECTS.match, lines)):
        return {}
    if any(address.startswith(_LOCAL) for address, _ in sites):
        return {}
    if not all(_HOST.fullmatch(address) for address, _ in sites):
        return {}
    return {_PLAIN_PORT: sites[0][1]}
