"""Stores that keep to an amount of memory by themselves, as their options and variables say."""

import re
from collections.abc import Iterable
from typing import Final

from threatmodel.engine.importers.products.images import Product

_CAPS: Final = (
    ("--maxmemory", re.compile(r"--maxmemory[\s=]+(?!0(?:\D|$))\d")),
    ("-Xmx", re.compile(r"-Xmx\d")),
    ("-XX:MaxRAMPercentage", re.compile(r"-XX:MaxRAMPercentage=\d")),
    ("--wiredTigerCacheSizeGB", re.compile(r"--wiredTigerCacheSizeGB[\s=]+\d")),
    ("-s malloc", re.compile(r"\bmalloc,\d")),
)
# One of these is in each of them; most texts are done with that. Without \b it takes a third of the time.
_MENTIONED: Final = re.compile(r"--maxmemory|-Xmx|-XX:|--wiredTiger|malloc,")
_CAPPED_BY_DEFAULT: Final = {"Memcached": "Memcached keeps 64 MB unless an option sets another amount."}
_STORES: Final = frozenset({"database", "cache", "queue"})
_LONGEST: Final = 16_384


def memory_cap(product: Product, *, words: Iterable[str], values: Iterable[str]) -> str:
    """Why a store keeps to an amount of memory, in a sentence; empty when nothing says so.

    `words` is the command line; `values` are those of its variables. Both are only looked at.
    """
    if product.purpose not in _STORES:
        return ""
    every = [" ".join(words)[:_LONGEST], *[value[:_LONGEST] for value in values]]
    texts = [text for text in every if _MENTIONED.search(text)]
    for option, pattern in _CAPS if texts else ():
        if any(pattern.search(text) for text in texts):
            return f"{option} limits the memory of {product.name}."
    return _CAPPED_BY_DEFAULT.get(product.name, "")
