"""Calls over the sockets that a store keeps in a volume which its callers mount as well."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.mounts import Mount, mounts_of
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.products.protocols import SOCKET_FOLDERS

SocketVolumes = Mapping[str, ComposeService]
"""The stores that keep their sockets in a volume or folder, by its name."""


def socket_volumes(services: Iterable[ComposeService], settings: Mapping[str, MergedValues]) -> SocketVolumes:
    """Return the volumes that stores mount where they keep their sockets. Of several the first counts."""
    found: dict[str, ComposeService] = {}
    for service in services:
        spoken = {port.protocol for port in service.host.ports} if service.is_datastore else frozenset()
        for mount in mounts_of(service.settings, settings) if spoken else ():
            if _protocol_of(mount) in spoken:
                found.setdefault(mount.source, service)
    return found


def called_over_sockets(
    service: ComposeService, volumes: SocketVolumes, settings: Mapping[str, MergedValues]
) -> Iterator[tuple[ComposeService, MergedValue]]:
    """Yield the stores whose sockets a service mounts where programs look for them, with the mount."""
    for mount in mounts_of(service.settings, settings) if volumes else ():
        store = volumes.get(mount.source)
        if store is not None and store.uid != service.uid and _protocol_of(mount):
            yield store, mount.setting


def _protocol_of(mount: Mount) -> str:
    return SOCKET_FOLDERS.get(posixpath.normpath(mount.path), "") if mount.source else ""
