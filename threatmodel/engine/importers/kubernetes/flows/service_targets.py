"""Which of the workloads that a Service selects are behind one of its ports, and what is spoken there."""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.network.services import Service, ServicePort
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.products.protocols import protocol_of_name, protocol_of_port
from threatmodel.engine.model import CATALOGUE

_JOBS: Final = frozenset({"Job", "CronJob"})


def targets_at(
    service: Service, port: ServicePort | None, workloads: Mapping[str, Workload]
) -> tuple[str, ...]:
    """Return the workloads behind a port of a Service: those with a port of its target name, if any has one.

    Jobs carry the labels of what they belong to; beside others, they serve nobody on a port by number.
    """
    if port is None or len(service.targets) < 2:
        return service.targets
    if parse_int(port.target) is None:
        serving = [uid for uid in service.targets if _has_port(workloads.get(uid), port.target)]
    else:
        serving = [uid for uid in service.targets if not _is_job(workloads.get(uid))]
    return tuple(serving) or service.targets


def unlisted_port(service: Service, target: Workload | None) -> int:
    """The main port of a store whose headless Service lists no port of its clients; else 0.

    The name of such a Service means its pods, with all of their ports. Members of a cluster need one
    that lists the ports between them alone.
    """
    listed = {port.port for port in service.ports}
    for container in target.containers if target else ():
        usual = _ports_of_clients(container.product)
        if listed.isdisjoint(usual) and any(port.number in usual[:1] for port in container.ports):
            return usual[0]
    return 0


def _ports_of_clients(product: Product | None) -> list[int]:
    if product is None or not (product.coordinates or product.purpose in CATALOGUE.store_purposes):
        return []
    return [port.port for port in product.ports]


def port_protocol(port: ServicePort | None, number: int, target: Workload | None) -> str:
    """Return what is spoken on a Service's port: as its fields, the image behind it, or its number say."""
    if port is not None:
        named = protocol_of_name(port.app_protocol) or protocol_of_name(port.name)
        if named:
            return named
    known = _image_protocol(target, number) or protocol_of_port(number)
    if not known and port is not None:
        known = protocol_of_port(port.port)
    # That it is TCP says nothing; what is spoken over it stays unknown.
    return known or (port.transport if port is not None and port.transport != "tcp" else "")


def _has_port(workload: Workload | None, name: str) -> bool:
    return workload is not None and name in workload.named_ports()


def _is_job(workload: Workload | None) -> bool:
    return workload is not None and workload.object.kind in _JOBS


def _image_protocol(target: Workload | None, number: int) -> str:
    products = (container.product for container in target.containers) if target else ()
    spoken = (product.protocol_on(number) for product in products if product is not None)
    return next(filter(None, spoken), "")
