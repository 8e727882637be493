"""The sites of a Caddyfile with their addresses. Source: Caddy, "Caddyfile Concepts", "Automatic HTTPS"."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from threatmodel.engine.importers.proxies.directives import Directive
from threatmodel.engine.model.struct_base import Record

HTTP_PORT: Final = 80
HTTPS_PORT: Final = 443
_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>[\w*-]{1,63}(?:\.[\w*-]{1,63}){0,8})?(?::(?P<port>\d{1,5}))?(?:/\S{0,200})?"
)


class SiteAddress(Record, frozen=True):
    """An address of a site; `port` is 0 and `scheme` and `host` are empty where it does not say."""

    scheme: str
    host: str
    port: int


class Site(Record, frozen=True):
    """A site: its addresses, None for those that are variables or the like, and its directives."""

    addresses: tuple[SiteAddress | None, ...]
    block: Directive
    children: tuple[Directive, ...]


def sites_of(directives: Sequence[Directive]) -> tuple[Site, ...]:
    """Return the sites of a file; where the first has no braces, all the rest of the file is in it."""
    found: list[Site] = []
    for index, one in enumerate(directives):
        if one.name == "" or one.name.startswith(("(", "&(")) or one.name == "import":
            continue
        if not one.has_block:
            if not found:
                found.append(_site(one, tuple(directives[index + 1 :])))
            break
        found.append(_site(one, one.children))
    return tuple(found)


def options_of(directives: Sequence[Directive]) -> tuple[Directive, ...]:
    """Return the global options."""
    blocks = takewhile(lambda one: one.name == "" or one.name.startswith("("), directives)
    return tuple(option for one in blocks if one.name == "" for option in one.children)


def _site(block: Directive, children: tuple[Directive, ...]) -> Site:
    words = f"{block.name} {block.text}".replace(",", " ").split()
    return Site(tuple(map(_address, words)), block, children)


def _address(word: str) -> SiteAddress | None:
    match = _ADDRESS.fullmatch(word)
    if match is None or not (match["host"] or match["port"] or match["scheme"]):
        return None
    return SiteAddress(match["scheme"] or "", match["host"] or "", int(match["port"] or 0))
