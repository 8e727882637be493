"""Who reaches the services of a compose project from outside: published ports and the host's network."""

from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.call_inference import (
    Host,
    PublishedPort,
    Reason,
    add_published_port,
    published_protocol,
)
from threatmodel.engine.importers.compose.https_redirects import HttpPorts
from threatmodel.engine.importers.compose.ports import PublishedPort as ServicePort
from threatmodel.engine.importers.compose.service import NODE, ComposeService
from threatmodel.engine.importers.compose.shared_networks import Listeners
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.model import Source

LOCAL_USER: Final = f"{NODE}/local"
_WITH_TLS: Final = frozenset({"https", "tls"})
_TLS_PORTS: Final = frozenset({443, 8443})


def add_published_ports(
    builder: ModelBuilder, service: ComposeService, behind: Listeners, http: HttpPorts
) -> None:
    """Add who reaches its published ports, or those who listen on them in its stead (`behind`).

    `http` are the ports on which it redirects all requests to HTTPS, or answers some without TLS.
    """
    ports = [port for port in service.ports.known if port.published]
    spoken = {published_protocol(service.host, port.port, port.transport) for port in ports}
    beside_tls = not _WITH_TLS.isdisjoint(spoken) or any(port.host_port in _TLS_PORTS for port in ports)
    for port in _without_ranges(service, ports):
        source = _local_user(builder) if port.is_loopback else _internet(builder)
        listener = behind.get((service.uid, port.port), service.host)
        why = _why(service, port)
        if listener is not service.host:
            why = f"{why} {listener.name} shares its network and listens there."
        published = PublishedPort(
            port.port,
            port.host_port,
            port.transport,
            beside_tls,
            http.redirects.get(port.port),
            http.plain.get(port.port),
        )
        reason = Reason(why, port.setting.file, port.setting.line, "high")
        add_published_port(builder, source, listener, published, reason)
    _add_host_network(builder, service)


def _without_ranges(service: ComposeService, ports: Sequence[ServicePort]) -> Iterator[ServicePort]:
    """Of a long range of ports, the first, and those of a known protocol; the others say the same.

    Where one of them is the product's own, that is what the range is for, and the first is left out too.
    """
    product = service.product
    of_product = {_setting(port) for port in ports if product and product.protocol_on(port.port)}
    seen: set[tuple[str, int, str]] = set()
    for port in ports:
        if _is_known(service, port) or not port.in_long_range:
            yield port
        elif _setting(port) not in seen | of_product:
            seen.add(_setting(port))
            yield port


def _is_known(service: ComposeService, port: ServicePort) -> bool:
    return bool(published_protocol(service.host, port.port, port.transport))


def _setting(port: ServicePort) -> tuple[str, int, str]:
    return port.setting.file, port.setting.line, port.setting.text


def _why(service: ComposeService, port: ServicePort) -> str:
    where = f" at {port.host_ip}" if port.host_ip else ""
    on_host = f"Port {port.host_port}" if port.host_port else "A random port"
    if port.in_long_range:
        return f"{on_host} of the Docker host{where} is published for {service.name}, in a range of ports."
    return f"{on_host} of the Docker host{where} is published for port {port.port} of {service.name}."


def _add_host_network(builder: ModelBuilder, service: ComposeService) -> None:
    mode = service.settings.last("network_mode") or service.settings.last("net")
    if mode is None or mode.text != "host":
        return
    for known in service.host.ports:
        why = f"{service.name} shares the network of the Docker host, so port {known.port} is open on it."
        reason = Reason(why, mode.file, mode.line, "medium")
        add_published_port(builder, _internet(builder), service.host, PublishedPort(known.port), reason)


def _internet(builder: ModelBuilder) -> Host:
    return Host(builder.add_internet(), "Internet")


def _local_user(builder: ModelBuilder) -> Host:
    why = "Some ports are published on the loopback address of the Docker host only."
    name = "Local user on the Docker host"
    builder.add_element(LOCAL_USER, "actor", name, parent=NODE, source=Source("inferred", why=why))
    return Host(LOCAL_USER, name)
