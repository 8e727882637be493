"""Services that join the network of another one, as behind a VPN: its ports are theirs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.call_inference import Host
from threatmodel.engine.importers.compose.service import ComposeService

_JOINS: Final = "service:"
_PORT: Final = "PORT"  # the end of names of variables that hold one: WEBUI_PORT

Listeners = Mapping[tuple[str, int], Host]
"""Who listens on a port of a service in its stead, by the uid of the service and the port."""


def listeners(services: Iterable[ComposeService]) -> Listeners:
    """Return which services listen on ports of those whose network they join.

    A port that the product of the other one listens on is its own. Of several the first listens there.
    """
    by_name = {service.name: service for service in services}
    found: dict[tuple[str, int], Host] = {}
    for service in by_name.values():
        mode = service.settings.text("network_mode")
        owner = by_name.get(mode.removeprefix(_JOINS)) if mode.startswith(_JOINS) else None
        if owner is None or owner is service:
            continue
        for port in _ports_of(service):
            if owner.product is None or not owner.product.protocol_on(port):
                found.setdefault((owner.uid, port), service.host)
    return found


def _ports_of(service: ComposeService) -> Iterator[int]:
    yield from (port.port for port in service.host.ports)
    for name, (value, _) in service.variables.items():
        if (
            name.upper().endswith(_PORT)
            and value.isascii()
            and value.isdigit()
            and len(value) <= len("65535")
        ):
            yield int(value)
