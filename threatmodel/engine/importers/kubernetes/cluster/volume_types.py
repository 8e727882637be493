"""Types of volumes, by the key under which a pod or a PersistentVolume declares them (volume_types.yaml)."""

import posixpath
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class _VolumeTypes(Record, frozen=True, forbid_unknown_fields=True):
    """The content of volume_types.yaml."""

    types: dict[str, str]
    direct: frozenset[str]


_DATA: Final = load_data(Path(__file__).with_name("volume_types.yaml"), _VolumeTypes)
VOLUME_TYPES: Final = _DATA.types
DIRECT_STORAGE: Final = _DATA.direct
"""Storage that a pod can address itself, past claims and storage classes."""


def host_path(path: str) -> str:
    """Return a path of the host in its shortest form, without a trailing slash except for "/"."""
    if not path:
        return ""
    normal = posixpath.normpath(path)
    return "/" + normal.lstrip("/") if path.startswith("/") else normal
