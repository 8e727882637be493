"""Configuration in plain text: on a line a directive and its words, some of which are addresses of others."""

import re
from collections.abc import Iterator, Set
from itertools import islice
from typing import Final

from threatmodel.engine.importers.address_extraction import Address, addresses_in
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.variable_names import names_own_address
from threatmodel.engine.model.struct_base import Record

_LARGEST: Final = 512 * 1024  # bytes
_MOST_LINES: Final = 5_000
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
# Whom these forward to may be a name alone.
_FORWARDING: Final = frozenset(
    {"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass"}
    | {"reverse_proxy", "php_fastcgi", "forward_auth", "server"}
)
_HOST: Final = "host"  # of Fluentd and Fluent Bit, alone on its line; with more words a rule of PostgreSQL
# Names under which it is reached itself, headers and texts, what requests are matched with, and where clients
# are sent: of nginx, of Caddy, and of HAProxy.
_NOT_CALLED: Final = frozenset(
    {"server_name", "add_header", "proxy_set_header", "proxy_redirect", "rewrite", "return", "if"}
    | {"sub_filter", "error_page", "valid_referers", "proxy_cookie_domain", "allow", "deny"}
    | {"grpc_set_header", "more_set_headers", "add_trailer", "set_real_ip_from"}
    | {"header", "redir", "header_up", "header_down", "respond"}
    | {"acl", "use_backend", "http-request", "http-response", "redirect", "option", "stats"}
)


def lines_of(file: TextFile) -> list[str]:
    """The first lines of a file without comments; none of a very large one."""
    if len(file.data) > _LARGEST:
        return []
    text = file.data.decode("utf-8-sig", errors="replace")
    return [_COMMENT.sub("", line) for line in islice(text.splitlines(), _MOST_LINES)]


class NamedAddress(Record, frozen=True):
    """An address that a configuration file names, and where: the key, the file and its line."""

    address: Address
    key: str
    file: str
    line: int


def addresses_of_lines(file: TextFile) -> Iterator[NamedAddress]:
    """Yield each address in a file of a program whose syntax is not known."""
    for number, line in enumerate(lines_of(file), 1):
        yield from addresses_of_line(line, file.name, number)


def addresses_of_line(line: str, file: str, number: int) -> Iterator[NamedAddress]:
    """Yield each address on a line, whose first word is the directive."""
    words = line.split(None, 1)
    directive = words[0].lower() if words else ""
    is_site = directive.endswith(",")  # of Caddy, the first of several
    if len(words) > 1 and not is_site:
        for address in addresses_of_words(directive, words[1]):
            yield NamedAddress(address, directive, file, number)


def addresses_of_words(directive: str, text: str, groups: Set[str] = frozenset()) -> Iterator[Address]:
    """Yield each address that a directive calls; `groups` are names of several that are written elsewhere."""
    if not text or directive in _NOT_CALLED or names_own_address(directive):
        return
    found = addresses_in(text)
    full = [address for address in found if not address.bare]
    is_host = directive == _HOST and " " not in text.strip()
    for address in full or (found if is_host or directive in _FORWARDING else ()):
        if address.host.lower() not in groups or (address.port and not address.scheme):
            yield address
