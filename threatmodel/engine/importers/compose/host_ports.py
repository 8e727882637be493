"""Who is behind a port of the Docker host, and who gets the output that Docker sends to one."""

from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.address_extraction import Address, addresses_in
from threatmodel.engine.importers.call_inference import Host
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.products.protocols import LOG_DRIVERS
from threatmodel.engine.model.struct_base import Record

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1"})
"""The Docker host, for itself and for who is on its network."""


class HostPortTarget(Record, frozen=True):
    """A service, and the port of its own by which a port of the host leads to it."""

    host: Host
    port: int


def host_port_targets(services: Iterable[ComposeService]) -> dict[int, HostPortTarget]:
    """Who is reached by each port that the host offers; of several, the first."""
    found: dict[int, HostPortTarget] = {}
    for service in services:
        for port in service.ports.known:
            if port.published and port.host_port:
                found.setdefault(port.host_port, HostPortTarget(service.host, port.port))
    return found


def log_addresses(service: ComposeService) -> Iterator[tuple[Address, MergedValue, bool]]:
    """Where Docker sends the output of a service, and whether that is a port of the host."""
    driver = service.settings.path("logging", "driver")
    known = LOG_DRIVERS.get(driver.text) if driver else None
    setting = service.settings.path("logging", "options", known.option) if known else None
    for address in addresses_in(setting.text) if setting else ():
        if setting is not None and known is not None and not address.bare:
            named = Address(address.host, address.port, known.protocol, address.scheme, address.encrypted)
            yield named, setting, address.host in LOOPBACK
