"""Containers of the image of a store that start a client of it: a dump, a script of SQL, new topics."""

from collections.abc import Sequence
from typing import Final

from threatmodel.engine.importers.backups.backup_programs import backup_program
from threatmodel.engine.importers.products.images import Product, product_called, program_started
from threatmodel.engine.model import CATALOGUE

CLIENT: Final = "Client of stores"
"""The product that a container is which starts such a client."""

_CLIENT: Final = product_called(CLIENT)


def client_started(product: Product | None, words: Sequence[str]) -> Product | None:
    """The product "Client of stores" where a container of the image of a store starts none; else None.

    `words` is its command line, with scripts of shells among them taken apart.
    """
    if product is None or product.purpose not in CATALOGUE.store_purposes:
        return None
    is_client = program_started(words) in _CLIENT.commands or backup_program(" ".join(words)) is not None
    return _CLIENT if is_client else None
