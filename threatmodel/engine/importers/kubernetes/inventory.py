"""All objects of an input, read and indexed, before anything of them is written to the graph."""

from collections.abc import Iterator, Mapping

from threatmodel.engine.importers.kubernetes.cluster.claimed_volumes import claimed_host_paths
from threatmodel.engine.importers.kubernetes.cluster.managed_datastores import Store, read_stores
from threatmodel.engine.importers.kubernetes.cluster.namespaces import namespace_labels
from threatmodel.engine.importers.kubernetes.cluster.prometheus_operator import operator_stateful_sets
from threatmodel.engine.importers.kubernetes.flows.envoy_gateway import with_backends
from threatmodel.engine.importers.kubernetes.flows.gateway_api import ROUTE_KINDS, Route, read_route
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimits
from threatmodel.engine.importers.kubernetes.manifest.kinds import runs_pods
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.operated_pods import with_pod_templates
from threatmodel.engine.importers.kubernetes.network.admin_policies import (
    ADMIN_KINDS,
    AdminPolicies,
    read_admin_policies,
)
from threatmodel.engine.importers.kubernetes.network.cilium import translated
from threatmodel.engine.importers.kubernetes.network.endpoints import with_endpoints
from threatmodel.engine.importers.kubernetes.network.inference_pools import (
    INFERENCE_POOL,
    read_inference_pools,
    with_backend_tls,
)
from threatmodel.engine.importers.kubernetes.network.ingresses import Ingress, read_ingress
from threatmodel.engine.importers.kubernetes.network.services import Service, read_services
from threatmodel.engine.importers.kubernetes.network.vendor_routes import read_vendor_routes
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload, read_workload
from threatmodel.engine.model.struct_base import Record

Objects = dict[tuple[str, str], KubernetesObject]


class Inventory(Record, frozen=True):
    """Everything that was read, ready to be written."""

    by_kind: dict[str, Objects]
    workloads: dict[str, Workload]
    places: tuple[str, ...]  # the namespaces, declared or not
    namespaces: Mapping[str, Mapping[str, str]]  # labels of those that are declared
    labels: LabelIndex
    peers: LabelIndex  # the same with a budget of its own
    services: dict[tuple[str, str], Service]
    stores: tuple[Store, ...]  # that operators run
    policies: Objects  # of Kubernetes, and of Cilium in the same words
    admin: AdminPolicies
    ingresses: tuple[Ingress, ...]
    routes: tuple[Route, ...]
    limits: FanoutLimits
    operator_managed: dict[
        tuple[str, str], KubernetesObject
    ]  # StatefulSets that the Prometheus operator makes

    def of(self, kind: str) -> Objects:
        """Objects of a kind by namespace and name."""
        return self.by_kind.get(kind, {})

    def named_namespaces(self) -> Iterator[str]:
        """Yield the namespaces that are declared, and those with settings of a mesh."""
        yield from (found.name for found in self.of("Namespace").values())
        yield from (found.namespace for found in self.of("PeerAuthentication").values())


def read_inventory(by_kind: dict[str, Objects], limits: FanoutLimits) -> Inventory:
    operator_managed = operator_stateful_sets(by_kind)
    if operator_managed:
        by_kind = {**by_kind, "StatefulSet": {**by_kind.get("StatefulSet", {}), **operator_managed}}
    by_kind = with_pod_templates(by_kind)
    objects = [found for kind in sorted(filter(runs_pods, by_kind)) for found in by_kind[kind].values()]
    host_paths = claimed_host_paths(
        *(by_kind.get(kind, {}) for kind in ("PersistentVolumeClaim", "PersistentVolume", "StorageClass"))
    )
    workloads = {found.uid: read_workload(found, host_paths) for found in objects}
    labeled = [(work.namespace, uid, work.labels) for uid, work in workloads.items()]
    labels = LabelIndex.of(labeled, limits.selections)
    peers = labels.spending(limits.peers)
    services = with_endpoints(read_services(by_kind.get("Service", {}).values(), labels), by_kind)
    services |= read_inference_pools(by_kind.get(INFERENCE_POOL, {}).values(), labels)
    services = with_backend_tls(services, by_kind.get("BackendTLSPolicy", {}).values())
    places = sorted(
        {work.namespace for work in workloads.values()} | {n for _, n in by_kind.get("Namespace", {})}
    )
    policies = {**by_kind.get("NetworkPolicy", {}), **translated(by_kind, places)}
    admin = read_admin_policies(
        (found for kind in ADMIN_KINDS for found in by_kind.get(kind, {}).values()),
        namespace_labels(places, by_kind.get("Namespace", {})),
    )
    ingresses = (*map(read_ingress, by_kind.get("Ingress", {}).values()), *read_vendor_routes(by_kind))
    routes = with_backends(
        (read_route(found) for kind in ROUTE_KINDS for found in by_kind.get(kind, {}).values()), by_kind
    )
    return Inventory(
        by_kind,
        workloads,
        tuple(places),
        namespace_labels((), by_kind.get("Namespace", {})),
        labels,
        peers,
        services,
        read_stores(by_kind, services),
        policies,
        admin,
        ingresses,
        routes,
        limits,
        operator_managed,
    )
