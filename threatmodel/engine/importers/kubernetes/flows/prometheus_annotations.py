"""Scrape targets by annotation: the configuration of Prometheus looks for prometheus.io/scrape.

The names are a habit and no standard (Prometheus, example configuration for Kubernetes); who uses them writes
them into its relabelling, so without that no annotation counts.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import config_values
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.service_calls import Services
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import target_port
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.parse_int import parse_int

_Objects = Mapping[tuple[str, str], KubernetesObject]

_ASKED: Final = {
    "pod": "__meta_kubernetes_pod_annotation_prometheus_io_scrape",
    "service": "__meta_kubernetes_service_annotation_prometheus_io_scrape",
}
_SCRAPE: Final = "prometheus.io/scrape"
_PORT: Final = "prometheus.io/port"
_SCHEME: Final = "prometheus.io/scheme"


def annotated_calls(
    configs: _Objects, services: Services, workloads: Mapping[str, Workload], budget: FanoutLimit
) -> Iterator[Candidate]:
    """Yield the scrape targets of each Prometheus whose configuration looks for the annotation."""
    asking = {key: roles for key, found in configs.items() if (roles := _roles(found))}
    if not asking:
        return
    for reader in workloads.values():
        named = {(reader.namespace, name) for volume in reader.volumes.values() for name, _ in volume.configs}
        for key in sorted(named & asking.keys()):
            why = f"ConfigMap {key[1]} makes it scrape everything annotated {_SCRAPE}."
            for role in asking[key]:
                asked = _pods(workloads) if role == "pod" else _behind_services(services, workloads)
                for annotations, target, port in asked:
                    if target.uid != reader.uid and budget.spend(1):
                        yield _candidate(reader, target, port, annotations, why)


def _roles(found: KubernetesObject) -> tuple[str, ...]:
    texts = [text for _key, text in config_values(found)]
    return tuple(role for role, label in _ASKED.items() if any(label in text for text in texts))


def _pods(workloads: Mapping[str, Workload]) -> Iterator[tuple[Section, Workload, int]]:
    for target in workloads.values():
        annotations = target.annotations
        if _says_yes(annotations):
            own = next((port.number for c in target.containers for port in c.ports), 0)
            yield annotations, target, parse_int(annotations.text(_PORT)) or own


def _behind_services(
    services: Services, workloads: Mapping[str, Workload]
) -> Iterator[tuple[Section, Workload, int]]:
    for service in services.values():
        annotations = service.object.metadata.section("annotations")
        if not _says_yes(annotations):
            continue
        first = service.port("")
        for target in filter(None, map(workloads.get, service.targets)):
            own = target_port(first, target.named_ports()) if first else 0
            yield annotations, target, parse_int(annotations.text(_PORT)) or own


def _says_yes(annotations: Section) -> bool:
    return annotations.text(_SCRAPE).strip().lower() == "true"


def _candidate(reader: Workload, target: Workload, port: int, annotations: Section, why: str) -> Candidate:
    encrypted = annotations.text(_SCHEME).strip().lower() == "https"
    return Candidate(
        reader.uid,
        target.uid,
        why,
        annotations.file,
        annotations.line_of(_SCRAPE),
        port=port,
        protocol="https" if encrypted else "http",
        encrypted=encrypted,
        confidence="medium",
    )
