"""Configuration in plain text, of nginx, Caddy, HAProxy and the like: on a line a directive and its words."""

import re
from collections.abc import Iterator, Set
from itertools import islice
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.address_extraction import Address, addresses_in
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.variable_names import names_own_address

_LARGEST: Final = 512 * 1024  # bytes
_MOST_LINES: Final = 5_000
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_UPSTREAM: Final = re.compile(r"^\s*upstream\s+([\w.-]{1,200})\s*\{")
_SPOKEN: Final = re.compile(
    r"\b(?:(fastcgi|uwsgi|scgi|grpc)_pass\s+(?:grpcs?://)?|proxy_pass\s+(https?)://)([\w.-]{1,200})"
)
# Whom these forward to may be a name alone.
_FORWARDING: Final = frozenset(
    {"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass"}
    | {"reverse_proxy", "php_fastcgi", "server"}
)
_HOST: Final = "host"  # of Fluentd and Fluent Bit, alone on its line; with more words a rule of PostgreSQL
# Names under which it is reached itself, headers and texts, what requests are matched with, and where clients
# are sent: of nginx, of Caddy, and of HAProxy.
_NOT_CALLED: Final = frozenset(
    {"server_name", "add_header", "proxy_set_header", "proxy_redirect", "rewrite", "return", "if"}
    | {"sub_filter", "error_page", "valid_referers", "proxy_cookie_domain", "allow", "deny"}
    | {"header", "redir"}
    | {"acl", "use_backend", "http-request", "http-response", "redirect", "option", "stats"}
)


def lines_of(file: TextFile) -> list[str]:
    """The first lines of a file without comments; none of a very large one."""
    if len(file.data) > _LARGEST:
        return []
    text = file.data.decode("utf-8-sig", errors="replace")
    return [_COMMENT.sub("", line) for line in islice(text.splitlines(), _MOST_LINES)]


def addresses_of_lines(file: TextFile) -> Iterator[tuple[Address, str, int]]:
    """Yield each address with the directive and the number of its line."""
    lines = lines_of(file)
    # A server of nginx may call a group of others like one of them: the group's own lines say whom it calls.
    groups = {match[1].lower() for line in lines if (match := _UPSTREAM.match(line))}
    spoken = {match[3].lower(): match[1] or match[2] for line in lines for match in _SPOKEN.finditer(line)}
    group = ""
    for number, line in enumerate(lines, 1):
        if match := _UPSTREAM.match(line):
            group = match[1].lower()
        for address, directive in _addresses(line, groups):
            protocol = address.protocol or spoken.get(group or address.host.lower(), "")
            yield replace(address, protocol=protocol), directive, number
        group = "" if "}" in line else group


def _addresses(line: str, groups: Set[str]) -> Iterator[tuple[Address, str]]:
    words = line.split(None, 1)
    directive = words[0].lower() if words else ""
    is_site = directive.endswith(",")  # of Caddy, the first of several
    if len(words) < 2 or is_site or directive in _NOT_CALLED or names_own_address(directive):
        return
    found = addresses_in(words[1])
    full = [address for address in found if not address.bare]
    is_host = directive == _HOST and " " not in words[1].strip()
    for address in full or (found if is_host or directive in _FORWARDING else ()):
        if address.host.lower() not in groups or (address.port and not address.scheme):
            yield address, directive
