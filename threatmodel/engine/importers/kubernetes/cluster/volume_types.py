"""Types of volumes, by the key under which a pod or a PersistentVolume declares them."""

import posixpath
from typing import Final

VOLUME_TYPES: Final = {
    "hostPath": "host-path",
    "persistentVolumeClaim": "claim",
    "ephemeral": "claim",
    "emptyDir": "empty-dir",
    "configMap": "config",
    "secret": "secret",
    "projected": "projected",
    "downwardAPI": "projected",
    "gitRepo": "git-repo",
    "nfs": "nfs",
    "csi": "csi",
    "image": "image",
}
"""The catalogue's word for each key a volume may have; every other key (iscsi, rbd, ...) is `other`."""


def host_path(path: str) -> str:
    """Return a path of the host in its shortest form, without a trailing slash except for "/"."""
    if not path:
        return ""
    normal = posixpath.normpath(path)
    return "/" + normal.lstrip("/") if path.startswith("/") else normal
