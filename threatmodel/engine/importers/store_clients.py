"""Containers of the image of a store that start a client of it: a dump, a script of SQL, new topics."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.backups.shell_commands import Word, read_line
from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.images import (
    Product,
    product_called,
    product_of_command,
    program_started,
    program_within,
)
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record

CLIENT: Final = "Client of stores"
"""The product that a container is which starts such a client."""


class _Programs(Record, frozen=True, forbid_unknown_fields=True):
    """The content of store_clients.yaml."""

    clients: str
    clients_anywhere: str
    servers: str
    servers_first: str


_DATA: Final = load_data(Path(__file__).with_name("store_clients.yaml"), _Programs)
_CLIENTS: Final = frozenset(_DATA.clients.split())
_CLIENTS_ANYWHERE: Final = frozenset(_DATA.clients_anywhere.split())
_SERVERS: Final = frozenset(_DATA.servers.split())
_SERVERS_FIRST: Final = frozenset(_DATA.servers_first.split())
_STARTERS: Final = frozenset({"exec"})  # it starts clients as well
_SHELL: Final = re.compile(r"(?:/\w+)*/?(?:ba|a|da)?sh$")
_PRODUCT: Final = product_called(CLIENT)
_SHELL_WORDS: Final = frozenset({"while", "until", "if", "then", "else", "do", "!", "{"})


def product_started(
    product: Product | None, arguments: Sequence[str], *, ends: bool = False
) -> Product | None:
    """The product that a command line starts in an image of `product`; None where it names none.

    Another program of the image comes first, then a client of stores, then what any image may start.
    `arguments` are those of the command line, with scripts of shells among them taken apart; `ends` as below.
    """
    if not arguments:  # most have none
        return None
    return (
        program_within(product, arguments)
        or client_started(product, arguments, ends=ends)
        or product_of_command(arguments)
    )


def client_started(product: Product | None, words: Sequence[str], *, ends: bool = False) -> Product | None:
    """The product "Client of stores" where a container of the image of a store starts none; else None.

    `words` is its command line, with scripts of shells among them taken apart. `ends`: it is one that ends,
    and offers no port; a script of it is a client unless it starts a server.
    """
    if product is None or not words or product.purpose not in CATALOGUE.store_purposes:
        return None
    line = read_line(" ".join(words)).words
    started = {program.removesuffix(".sh") for program in (program_started(words), *_first_words(line))}
    anywhere = {word.program.removesuffix(".sh") for word in line}
    if ends and _SHELL.match(words[0]) and not (anywhere & _SERVERS - _STARTERS or started & _SERVERS_FIRST):
        return _PRODUCT
    if anywhere & _SERVERS or started & _SERVERS_FIRST:
        return None
    called = {word.rpartition("/")[2] for word in words}
    return _PRODUCT if started & _CLIENTS or called & _CLIENTS_ANYWHERE else None


def _first_words(words: Sequence[Word]) -> Iterator[str]:
    """The programs that the commands of a script start."""
    for _, command in groupby(words, key=lambda word: word.command):
        yield program_started([word.text for word in command if word.text not in _SHELL_WORDS])
