"""Stores and queues that providers run, by the names of their hosts (managed_services.yaml)."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_LONGEST: Final = 253  # of a host name


class ManagedService(Record, frozen=True, forbid_unknown_fields=True):
    """A store or queue of a provider. An empty protocol and a port of 0 mean that its name does not say."""

    name: str
    hosts: tuple[str, ...]
    protocol: str = ""
    port: int = 0


class _Services(Record, frozen=True, forbid_unknown_fields=True):
    """The content of managed_services.yaml."""

    services: tuple[ManagedService, ...]


MANAGED_SERVICES: Final = load_data(Path(__file__).with_name("managed_services.yaml"), _Services).services
# Each with how its names end: most names end otherwise, and need not be matched.
_ENDINGS: Final = tuple(
    (f".{host}".rpartition("*")[2], host, service) for service in MANAGED_SERVICES for host in service.hosts
)


@kept_for_short_texts
def managed_service(host: str) -> ManagedService | None:
    """Return the service of a provider whose host has this name."""
    name = host.lower().rstrip(".")
    if name.count(".") < 2 or len(name) > _LONGEST:
        return None
    matching = (
        service for end, host, service in _ENDINGS if name.endswith(end) and _pattern(host).fullmatch(name)
    )
    return next(matching, None)


@cache  # few are ever needed
def _pattern(host: str) -> re.Pattern[str]:
    return re.compile(r"[a-z0-9.-]+\." + re.escape(host).replace(r"\*", "[a-z0-9-]+"))
