"""Where Velero keeps backups: calls of its pods to the object stores that BackupStorageLocations name."""

from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.service_calls import CallFinder
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.workloads.environment import Variable
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload

_PROGRAM: Final = "velero"
_ADDRESS: Final = "s3Url"
_CALLED: Final = "storage_endpoint"  # what an address is called elsewhere that surely is called


def backup_location_calls(
    locations: Iterable[KubernetesObject], workloads: Iterable[Workload], finder: CallFinder
) -> Iterator[Candidate]:
    """Yield the calls of Velero's pods to stores of the cluster; a store outside is added at once."""
    found = list(locations)
    for workload in workloads if found else ():
        if not _is_velero(workload):
            continue
        for location in found:
            config = location.spec.section("config")
            address = config.text(_ADDRESS)
            if location.namespace == workload.namespace and address:
                words = f"The address of {location.title}"
                place = Variable(_CALLED, address, words, config.file, config.line_of(_ADDRESS))
                yield from finder.named_in(workload, place)


def _is_velero(workload: Workload) -> bool:
    images = (container.image for container in workload.containers if container.is_main)
    return any(image and image.repository.rpartition("/")[2] == _PROGRAM for image in images)
