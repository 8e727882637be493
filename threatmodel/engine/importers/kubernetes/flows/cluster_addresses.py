"""Addresses as Kubernetes texts name them: those that any text may hold, and the ways of a cluster.

Those are DNS names below `svc`, variables such as REDIS_SERVICE_HOST, and commands that wait for a Service.
Only whole names count: `cart` is not found in `cart-db` or `shopping-cart`.
"""

import re
from collections.abc import Iterable, Iterator, Set
from typing import Final

from threatmodel.engine.importers.address_extraction import Address, addresses_in
from threatmodel.engine.importers.variable_names import holds_address, names_own_address

_HOST: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,9}"
_START: Final = r"(?<![\w.%-])"
_END: Final = r"(?![\w-])(?!\.[\w-])"

_CLUSTER_NAME: Final = re.compile(rf"{_START}({_HOST}\.svc(?:\.[a-z0-9.-]{{1,100}})?)(?::(\d{{1,5}}))?{_END}")
_COMMAND: Final = re.compile(
    rf"\b(?:nc|ncat|telnet)(?:\s+-\w+(?:\s+\d+)?){{0,5}}\s+({_HOST})\s+(\d{{1,5}}){_END}"
    rf"|(?:^|\s)(?:-h|--host|--hostname)[\s=]({_HOST}){_END}"
    rf"|\b(?:curl|wget)(?:\s+-\S{{1,80}}){{0,8}}\s+[\"']?({_HOST})(?=[/\s\"']|$)"
)
_SERVICE_VARIABLE: Final = re.compile(r"\$[({]?([A-Z][A-Z0-9_]{0,100})_SERVICE_HOST\b")
_LONGEST: Final = 16_384  # of a command line; what is longer is a program
_MARK: Final = re.compile(r"[:=]|\.svc\b|_SERVICE_HOST\b")  # without one, a text names no host of itself
_COMMENT: Final = re.compile(r"\s*(?:#|//|;)")
_PART: Final = re.compile(r"[\n,]")
# host: postgres, redis.host=cache, "hostname": "db", Host db. Settings called otherwise may name anything.
_HOST_SETTING: Final = re.compile(
    r"[\s{\"']{0,200}(?:[\w.-]{0,80}[._-])?(?:host|hosts|hostname|dbhost|endpoint|address|addr|brokers)[\"']?"
    rf"(?:\s{{0,8}}[:=]\s{{0,8}}|\s{{1,40}})[\"']?({_HOST})[\"'}}\s]*",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"[a-z0-9-]+")


def find_addresses(name: str, text: str) -> Iterable[Address]:
    """Return the hosts that the value of a variable or option names; `name` is empty for free text."""
    if not text or (name and names_own_address(name)):
        return ()
    bare_too = bool(name) and holds_address(name)
    if not bare_too and _MARK.search(text) is None:
        return ()
    return _all_addresses(text, bare_too=bare_too)


def find_in_command(text: str) -> Iterator[Address]:
    """Yield the hosts that a command line or script calls or waits for: nc, curl, wget, and -h or --host."""
    for match in _COMMAND.finditer(text[:_LONGEST]):
        yield Address(match[1] or match[3] or match[4], int(match[2] or 0))


def find_in_document(text: str, names: Set[str]) -> tuple[Address, ...]:
    """Return the hosts that a configuration file names, comments aside.

    Only lines with one of `names`, or a URL of a Service by its full name, are looked at.
    """
    found: dict[Address, None] = {}
    for part in _PART.split(text):
        is_of_cluster = "://" in part and ".svc" in part
        if (is_of_cluster or not names.isdisjoint(_LABEL.findall(part))) and not _COMMENT.match(part):
            found.update(dict.fromkeys(find_addresses("", part)))
            setting = _HOST_SETTING.fullmatch(part)
            if setting and not names_own_address(part[: setting.start(1)]):
                found[Address(setting[1].lower(), bare=True)] = None
    return tuple(found)


def _all_addresses(text: str, *, bare_too: bool) -> Iterator[Address]:
    found = [address for address in addresses_in(text) if bare_too or not address.bare]
    yield from found
    in_urls = {(address.host, address.port) for address in found if address.scheme}
    for address in _cluster_addresses(text):  # of a URL, its scheme says more
        if (address.host, address.port) not in in_urls:
            yield address


def _cluster_addresses(text: str) -> Iterator[Address]:
    if "_SERVICE_HOST" in text:
        for match in _SERVICE_VARIABLE.finditer(text):
            yield Address(match[1].lower().replace("_", "-"))
    if ".svc" in text:
        for match in _CLUSTER_NAME.finditer(text):
            yield Address(match[1], int(match[2] or 0))
