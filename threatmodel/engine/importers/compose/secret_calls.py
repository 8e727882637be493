"""Calls of stores whose password a service of a compose project mounts as a secret too."""

from collections.abc import Iterable, Iterator

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.mounts import Mount, mounts_of
from threatmodel.engine.importers.compose.service import ComposeService


def stores_with_secrets_of(
    service: ComposeService, services: Iterable[ComposeService]
) -> Iterator[tuple[ComposeService, MergedValue]]:
    """Each store that reads its password from a secret which a service mounts as well, with where it does."""
    own = {} if service.serves_callers else {mount.source: mount.setting for mount in secrets_of(service)}
    for store in services if own else ():
        files = _password_files(store) if store.is_datastore else frozenset()
        shared = (own.get(mount.source) for mount in secrets_of(store) if mount.path in files)
        setting = next((one for one in shared if one is not None), None)
        if setting is not None:
            yield store, setting


def secrets_of(service: ComposeService) -> Iterator[Mount]:
    """The secrets that a service mounts."""
    return (mount for mount in mounts_of(service.settings, {}) if mount.type == "secret")


def _password_files(store: ComposeService) -> frozenset[str]:
    """The files that its variables name as those of passwords: MYSQL_ROOT_PASSWORD_FILE."""
    return frozenset(
        value for name, (value, _setting) in store.variables.items() if name.upper().endswith("PASSWORD_FILE")
    )
