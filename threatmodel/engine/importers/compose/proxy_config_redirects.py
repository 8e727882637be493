"""Ports that the configuration of nginx, HAProxy or Caddy redirects to HTTPS, as its lines say."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.compose.proxy_configs import lines_of
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.struct_base import Record

_PLAIN_PORT: Final = 80
# nginx
_SERVER: Final = re.compile(r"^\s*server\s*(?:\{|$)")
LISTEN: Final = re.compile(r"\blisten\s+(?:[\w.\[\]:*]{1,80}:)?(\d{1,5})\b([^;]{0,200});")
_NO_PORT: Final = re.compile(r"\blisten\s")
_STATEMENT: Final = re.compile(r"[^{};]+|[{};]")
_RETURN: Final = re.compile(r"\s*(?:return\s+30[1278]|rewrite\s+\^(?:/?\(?\.\*\)?\$?)?)\s+https://")
_SERVES: Final = re.compile(r"\s*(?:\w{2,10}_pass|try_files|autoindex|root|alias)\s")
_FOR_CERTIFICATES: Final = ".well-known/"
# HAProxy
_SECTION: Final = re.compile(r"^(frontend|listen|backend|defaults|global)\b")
BIND: Final = re.compile(r"^\s+bind\s+\S{0,80}:(\d{1,5})\b(.{0,200})")
_SCHEME: Final = re.compile(  # with any other condition some requests are left out
    r"^\s+(?:http-request\s+)?redirect\s+scheme\s+https(?:\s+code\s+30[1278])?"
    r"(?:\s+(?:unless\s+\{\s*ssl_fc\s*\}|if\s+!\s*\{\s*ssl_fc\s*\}))?\s*$"
)
# Caddy
SITE: Final = re.compile(r"^(?![\s(&@{}])([^{#]{1,400})\{\s*$")
_NO_REDIRECTS: Final = re.compile(r"^(?:\s*auto_https\s+(?:off|disable_redirects)\b|import\s|http://|:\d)")
_HTTP_PORT: Final = re.compile(r"^\s+http_port\s+(\d{1,5})\s*$")
_HOST: Final = re.compile(r"(?:https://)?[\w*-]{1,63}(?:\.[\w-]{1,63}){1,8}(?::443)?")
_LOCAL: Final = ("http://", ":")


class Part(Record, frozen=True):
    """A server or frontend: its lines, the first of which has this number."""

    first: int
    lines: tuple[str, ...]


def redirects_of_ports(file: TextFile) -> dict[int, int]:
    """By port, the number of the line that redirects all requests to HTTPS; 0 where it serves without TLS."""
    lines = lines_of(file)
    if "caddyfile" in file.name.lower():
        return _of_caddy(lines)
    servers = [*servers_of(lines)]
    return _of_servers(servers) if servers else _of_frontends([*frontends_of(lines)])


def servers_of(lines: Sequence[str]) -> Iterator[Part]:
    """Yield the server blocks of nginx."""
    depth = first = 0
    for number, line in enumerate(lines, 1):
        if first == 0 and _SERVER.match(line):
            first, depth = number, 0
        if first:
            depth += line.count("{") - line.count("}")
            if depth <= 0 and "}" in line:
                yield Part(first, tuple(lines[first - 1 : number]))
                first = 0


def _of_servers(servers: Sequence[Part]) -> dict[int, int]:
    found: dict[int, int] = {}
    serving: set[int] = set()
    for server in servers:
        text = "\n".join(server.lines)
        ports = {
            int(match[1]) for match in LISTEN.finditer(text) if not {"ssl", "quic"} & {*match[2].split()}
        }
        if not _NO_PORT.search(text):
            ports = {_PLAIN_PORT}
        if place := _redirecting_line(text, server.first):
            found |= dict.fromkeys(ports, place)
        else:
            serving |= ports
    return found | dict.fromkeys(serving, 0)


def _redirecting_line(text: str, first: int) -> int:
    """The line that redirects each request of a server: outside of blocks, or in `location /` alone."""
    blocks: list[str] = []
    words, start, of_all, serves = "", 0, 0, False
    for match in _STATEMENT.finditer(text):
        part = match[0]
        if part == "{":
            blocks.append(" ".join(words.split()))
        elif part == "}":
            blocks = blocks[:-1]
        elif part != ";":
            words, start = part, match.start() + len(part) - len(part.lstrip())
            continue
        elif _RETURN.match(words) and len(blocks) == 1:
            return first + text.count("\n", 0, start)
        elif _RETURN.match(words) and blocks[1:] == ["location /"]:
            of_all = of_all or first + text.count("\n", 0, start)
        elif len(blocks) > 1 and _SERVES.match(words) and _FOR_CERTIFICATES not in blocks[1]:
            serves = True
        words = ""
    return 0 if serves else of_all


def frontends_of(lines: Sequence[str]) -> Iterator[Part]:
    """Yield the sections of HAProxy that listen."""
    starts = [number for number, line in enumerate(lines) if _SECTION.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        if lines[start].startswith(("frontend", "listen")):
            yield Part(start + 1, tuple(lines[start:end]))


def _of_frontends(frontends: Sequence[Part]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in frontends:
        place = next((n for n, line in enumerate(one.lines, one.first) if _SCHEME.match(line)), 0)
        bound = [match for line in one.lines if (match := BIND.match(line))]
        found |= {int(match[1]): place for match in bound if "ssl" not in match[2].split()}
    return found


def _of_caddy(lines: Sequence[str]) -> dict[int, int]:
    """The port of plain HTTP where all sites are names, for which Caddy redirects by itself."""
    sites = [
        (address.strip(), number)
        for number, line in enumerate(lines, 1)
        if (match := SITE.match(line))
        for address in match[1].split(",")
        if address.strip()
    ]
    if not sites or any(map(_NO_REDIRECTS.match, lines)):
        return {}
    if any(address.startswith(_LOCAL) for address, _ in sites):
        return {}
    if not all(_HOST.fullmatch(address) for address, _ in sites):
        return {}
    stated = next((int(match[1]) for line in lines if (match := _HTTP_PORT.match(line))), _PLAIN_PORT)
    return {stated: sites[0][1]}
