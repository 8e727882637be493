"""Which of the workloads that a Service selects are behind one of its ports."""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.network.services import Service, ServicePort
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.parse_int import parse_int

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


def _has_port(workload: Workload | None, name: str) -> bool:
    return workload is not None and name in workload.named_ports()


def _is_job(workload: Workload | None) -> bool:
    return workload is not None and workload.object.kind in _JOBS
