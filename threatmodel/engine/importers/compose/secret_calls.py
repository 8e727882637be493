"""Calls of stores whose password a service of a compose project mounts as a secret too."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.mounts import Mount, mounts_of
from threatmodel.engine.importers.compose.service import ComposeService

_MOST: Final = 20  # stores of one password; the work and the flows of a hostile file would grow by its square

StoresBySecret = Mapping[str, Sequence[ComposeService]]


def stores_by_secret(services: Iterable[ComposeService]) -> StoresBySecret:
    """The stores that read their password from a secret, by its name."""
    found: defaultdict[str, list[ComposeService]] = defaultdict(list)
    for store in services:
        files = _password_files(store) if store.is_datastore else frozenset()
        for name in {mount.source for mount in secrets_of(store) if mount.path in files} if files else ():
            if len(found[name]) < _MOST:
                found[name].append(store)
    return found


def stores_with_secrets_of(
    service: ComposeService, stores: StoresBySecret
) -> Iterator[tuple[ComposeService, MergedValue]]:
    """Each store that reads its password from a secret which a service mounts as well, with where it does."""
    if service.serves_callers or not stores:
        return
    own = {mount.source: mount.setting for mount in secrets_of(service)}
    found = {store.uid: (store, own[name]) for name in own for store in stores.get(name, ())}
    yield from found.values()


def secrets_of(service: ComposeService) -> Iterator[Mount]:
    """The secrets that a service mounts."""
    return (mount for mount in mounts_of(service.settings, {}) if mount.type == "secret")


def _password_files(store: ComposeService) -> frozenset[str]:
    """The files that its variables name as those of passwords: MYSQL_ROOT_PASSWORD_FILE."""
    return frozenset(
        value for name, (value, _setting) in store.variables.items() if name.upper().endswith("PASSWORD_FILE")
    )
