"""Whether the volume of a store is mounted where it keeps its data (data_paths.yaml)."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.configuration_files import names_configuration_file
from threatmodel.engine.importers.products.images import Product, product_called, require_products
from threatmodel.engine.model.struct_base import Record

_FILE: Final = Path(__file__).with_name("data_paths.yaml")
_OWN_FOLDER: Final = 3  # parts of a path that is of one product, as /var/lib/mysql


class _DataPaths(Record, frozen=True, forbid_unknown_fields=True):
    paths: tuple[str, ...]
    moved_by: tuple[str, ...]


def _load() -> dict[str, _DataPaths]:
    data = load_data(_FILE, dict[str, _DataPaths])
    require_products(_FILE, data)
    return data


_DATA: Final = _load()


def misses_data(product: Product, kept: Sequence[str], words: Iterable[str]) -> bool | None:
    """Whether none of the persistent volumes mounted at `kept` covers the data of a product.

    None where that is not known: none is mounted, or a setting may have moved the data. `words` are the words
    of the command line and the names of the variables.
    """
    known = _DATA.get(product.name)
    if known is None or not kept:
        return None
    if any(_covers(path, mount) for path in known.paths for mount in kept):
        return False
    given = tuple(words)
    moved = names_configuration_file(given) or any(word.startswith(known.moved_by) for word in given)
    return None if moved else True


def keeps_data_at(product: str, mounts: Iterable[str]) -> bool | None:
    """Whether one of the mounts covers the data of the product of this name; None where that is not known."""
    known = _DATA.get(product)
    return None if known is None else any(_covers(path, mount) for path in known.paths for mount in mounts)


def product_keeping(mounts: Iterable[str], ports: Iterable[int]) -> Product | None:
    """Return the store that keeps its data in one of these folders and listens on one of these ports.

    Folders with a name of their own count, such as /var/lib/postgresql/data, and /data does not.
    """
    offered, folders = frozenset(ports), [f"{mount.rstrip('/')}/" for mount in mounts]
    if not offered or not folders:
        return None
    found = (
        product_called(name)
        for name, known in _DATA.items()
        if any(
            folder.startswith(f"{path}/")
            for path in known.paths
            if path.count("/") >= _OWN_FOLDER
            for folder in folders
        )
    )
    return next((one for one in found if not offered.isdisjoint(port.port for port in one.ports)), None)


def _covers(path: str, mount: str) -> bool:
    """Whether a mount is at the path, below or above it."""
    one, other = f"{path.rstrip('/')}/", f"{mount.rstrip('/')}/"
    return one.startswith(other) or other.startswith(one)
