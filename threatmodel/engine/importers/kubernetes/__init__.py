"""Kubernetes manifests to elements: read all objects, index them, then draw zone by zone.

sections -> objects -> (pods, services, rbac, ...) -> drawing and flows. Objects refer to each other by name
and label across files, so nothing is drawn before everything is read.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.context import ImportContext
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.formats import ParsedDocument, Phase
from threatmodel.engine.importers.kubernetes.cluster.accounts import write_accounts, write_roles
from threatmodel.engine.importers.kubernetes.cluster.cluster_defaults import without_cluster_defaults
from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import (
    ConfigReferences,
    write_configuration,
)
from threatmodel.engine.importers.kubernetes.cluster.generated_secrets import write_generated_secrets
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import NODE_CALLERS, GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.managed_datastores import (
    Store,
    read_stores,
    services_of,
    write_stores,
)
from threatmodel.engine.importers.kubernetes.cluster.namespaces import Namespaces, namespace_labels
from threatmodel.engine.importers.kubernetes.cluster.prometheus_operator import (
    operator_stateful_sets,
    write_operator_workloads,
)
from threatmodel.engine.importers.kubernetes.cluster.rbac import resolve_permissions
from threatmodel.engine.importers.kubernetes.cluster.storage import write_storage
from threatmodel.engine.importers.kubernetes.flows.admission import calls_of_the_api_server, write_admission
from threatmodel.engine.importers.kubernetes.flows.argo_cd import Deliveries, read_deliveries
from threatmodel.engine.importers.kubernetes.flows.calls import CallFinder, external_uid
from threatmodel.engine.importers.kubernetes.flows.candidates import Candidate, merged_flows
from threatmodel.engine.importers.kubernetes.flows.destination_rules import MeshTls
from threatmodel.engine.importers.kubernetes.flows.exposure import (
    exposed_by_host_ports,
    exposed_by_ingresses,
    exposed_by_knative,
    exposed_by_services,
)
from threatmodel.engine.importers.kubernetes.flows.gateway_api import (
    ROUTE_KINDS,
    Route,
    exposed_by_routes,
    read_route,
    refused,
    selected_by_gateways,
    undeclared_gateways,
    ungranted,
    ungranted_certificates,
)
from threatmodel.engine.importers.kubernetes.flows.policy_evaluation import PolicyEvaluation
from threatmodel.engine.importers.kubernetes.flows.prometheus import Monitors, named_addresses
from threatmodel.engine.importers.kubernetes.flows.prometheus_annotations import annotated_calls
from threatmodel.engine.importers.kubernetes.flows.prometheus_probes import named_targets
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimits
from threatmodel.engine.importers.kubernetes.manifest.kinds import runs_pods
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex
from threatmodel.engine.importers.kubernetes.manifest.objects import (
    KubernetesObject,
    ObjectReader,
    index_by_kind,
    looks_like_kubernetes,
    object_uid,
)
from threatmodel.engine.importers.kubernetes.manifest.orphan_pods import fold_owned_objects
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import SourceFile
from threatmodel.engine.importers.kubernetes.network.admin_policies import (
    ADMIN_KINDS,
    AdminPolicies,
    read_admin_policies,
)
from threatmodel.engine.importers.kubernetes.network.cilium import translated
from threatmodel.engine.importers.kubernetes.network.endpoints import with_endpoints
from threatmodel.engine.importers.kubernetes.network.gateways import certificates_of
from threatmodel.engine.importers.kubernetes.network.ingresses import Ingress, read_ingress
from threatmodel.engine.importers.kubernetes.network.mesh import gateway_facts, read_mesh
from threatmodel.engine.importers.kubernetes.network.network_policies import pod_isolation
from threatmodel.engine.importers.kubernetes.network.services import Service, is_in_cluster, read_services
from threatmodel.engine.importers.kubernetes.network.vendor_routes import read_vendor_routes
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload, read_workload, write_workloads
from threatmodel.engine.importers.kubernetes.workloads.reliability import read_availability
from threatmodel.engine.importers.model_builder import INTERNET, ModelBuilder
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

__all__ = ["Kubernetes"]

_Objects = dict[tuple[str, str], KubernetesObject]


class Kubernetes:
    """Kubernetes manifests."""

    id: Final = "kubernetes"
    label: Final = "a Kubernetes object"
    phase: Final = Phase.ELEMENTS

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> Document | None:
        """Return a document that is meant as a Kubernetes object, understood or not."""
        if not (isinstance(source, ParsedDocument) and isinstance(source.content, YamlMap)):
            return None
        return Document(source.file, source.content) if looks_like_kubernetes(source.content) else None

    def read(self, claims: Sequence[Document], context: ImportContext) -> None:
        """Add the objects of all documents to the model."""
        if claims:
            _import_documents(claims, context.builder)


def _import_documents(documents: Sequence[Document], builder: ModelBuilder) -> None:
    """Add the objects of all documents to the model; whatever is wrong with them becomes a problem.

    Cost: O(documents + what their selectors mean); selectors are answered from an index of labels.
    """
    places: dict[str, SourceFile] = {}
    reader = ObjectReader()
    for document in documents:
        place = places.get(document.file) or places.setdefault(document.file, SourceFile(document.file))
        reader.add(document.content, place)
    budgets = FanoutLimits()
    _write(index_by_kind(without_cluster_defaults(fold_owned_objects(reader.objects()))), builder, budgets)
    for place in places.values():
        builder.report_all(sorted(place.problems, key=lambda problem: problem.line))
    for message in budgets.messages():
        builder.report(documents[0].file, 0, "warning", message)
    builder.report_all(reader.problems())


class _Inventory(Record, frozen=True):
    """Everything that was read, ready to be drawn."""

    by_kind: dict[str, _Objects]
    workloads: dict[str, Workload]
    places: tuple[str, ...]  # the namespaces, declared or not
    namespaces: Mapping[str, Mapping[str, str]]  # labels of those that are declared
    labels: LabelIndex
    peers: LabelIndex  # the same with a budget of its own
    services: dict[tuple[str, str], Service]
    stores: tuple[Store, ...]  # that operators run
    policies: _Objects  # of Kubernetes, and of Cilium in the same words
    admin: AdminPolicies
    ingresses: tuple[Ingress, ...]
    routes: tuple[Route, ...]
    budgets: FanoutLimits
    operator_managed: dict[
        tuple[str, str], KubernetesObject
    ]  # StatefulSets that the Prometheus operator makes

    def of(self, kind: str) -> _Objects:
        """Objects of a kind by namespace and name."""
        return self.by_kind.get(kind, {})


def _inventory(by_kind: dict[str, _Objects], budgets: FanoutLimits) -> _Inventory:
    operator_managed = operator_stateful_sets(by_kind)
    if operator_managed:
        by_kind = {**by_kind, "StatefulSet": {**by_kind.get("StatefulSet", {}), **operator_managed}}
    objects = [found for kind in sorted(filter(runs_pods, by_kind)) for found in by_kind[kind].values()]
    workloads = {found.uid: read_workload(found) for found in objects}
    labelled = [(work.namespace, uid, work.labels) for uid, work in workloads.items()]
    labels = LabelIndex.of(labelled, budgets.selections)
    peers = labels.spending(budgets.peers)
    services = with_endpoints(read_services(by_kind.get("Service", {}).values(), labels), by_kind)
    places = sorted(
        {work.namespace for work in workloads.values()} | {n for _, n in by_kind.get("Namespace", {})}
    )
    policies = {**by_kind.get("NetworkPolicy", {}), **translated(by_kind, places)}
    admin = read_admin_policies(
        (found for kind in ADMIN_KINDS for found in by_kind.get(kind, {}).values()),
        namespace_labels(places, by_kind.get("Namespace", {})),
    )
    ingresses = (*map(read_ingress, by_kind.get("Ingress", {}).values()), *read_vendor_routes(by_kind))
    routes = tuple(read_route(found) for kind in ROUTE_KINDS for found in by_kind.get(kind, {}).values())
    return _Inventory(
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
        budgets,
        operator_managed,
    )


def _write(by_kind: dict[str, _Objects], builder: ModelBuilder, budgets: FanoutLimits) -> None:
    inventory = _inventory(by_kind, budgets)
    isolation = pod_isolation(inventory.policies.values(), inventory.labels)
    isolation.apply_admin_policies(inventory.admin, inventory.workloads, inventory.places)
    mesh = read_mesh(
        inventory.of("PeerAuthentication").values(), inventory.of("AuthorizationPolicy").values()
    )
    namespaces = Namespaces(
        inventory.of("Namespace"), inventory.of("ResourceQuota"), inventory.of("LimitRange"), isolation, mesh
    )
    graph = GraphWriter(builder, namespaces)
    references = ConfigReferences(inventory.by_kind, write_generated_secrets(graph, inventory.by_kind))
    for found in inventory.of("Namespace").values():
        graph.namespace(found.name)
    for found in inventory.of("PeerAuthentication").values():
        graph.namespace(found.namespace)
    write_configuration(graph, inventory.of("Secret").values(), inventory.of("ConfigMap").values())
    write_storage(
        graph,
        inventory.of("PersistentVolumeClaim"),
        inventory.of("PersistentVolume"),
        inventory.of("StorageClass"),
    )
    environments = Environments(inventory.by_kind)
    write_workloads(
        graph,
        inventory.workloads.values(),
        references,
        environments,
        limits=namespaces.default_limits(),
        accounts=inventory.of("ServiceAccount"),
        availability=read_availability(
            inventory.of("PodDisruptionBudget"), inventory.of("HorizontalPodAutoscaler"), inventory.labels
        ),
    )
    write_operator_workloads(graph, inventory.operator_managed.values())
    write_stores(graph, inventory.stores)
    _write_identities(graph, inventory, references)
    _write_carriers(graph, inventory, references)
    references.write_missing(graph)
    write_admission(graph, inventory.by_kind)
    deliveries = read_deliveries(inventory.by_kind)
    deliveries.write(graph, inventory.workloads)
    _write_flows(graph, inventory, deliveries, environments)


def _write_identities(graph: GraphWriter, inventory: _Inventory, references: ConfigReferences) -> None:
    roles = (*inventory.of("ClusterRole").values(), *inventory.of("Role").values())
    bindings = (*inventory.of("ClusterRoleBinding").values(), *inventory.of("RoleBinding").values())
    permissions = resolve_permissions(roles, bindings, inventory.budgets.permissions)
    write_roles(graph, permissions)
    pods = [((work.namespace, work.account), work.pod) for work in inventory.workloads.values()]
    write_accounts(graph, inventory.of("ServiceAccount"), pods, permissions, references)


def _write_carriers(graph: GraphWriter, inventory: _Inventory, references: ConfigReferences) -> None:
    for service in inventory.services.values():
        uid = graph.object(service.object, "service", service.facts(graph.memo))
        for target in service.targets:
            graph.relation("selects", uid, target)
        if service.name_outside:
            _write_external(graph, service)
    _write_gateways(graph, inventory, references)
    for entry in inventory.of("ServiceEntry").values():
        _write_service_entry(graph, entry)
    for ingress in inventory.ingresses:
        uid = graph.object(ingress.object, "ingress", ingress.facts(frozenset(inventory.of("Service"))))
        namespace = ingress.object.namespace
        for backend in ingress.backends:
            graph.relation("selects", uid, object_uid(backend.namespace, "Service", backend.service))
        for secret in ingress.secrets:
            references.use(graph, uid, "Secret", namespace, secret, ingress.object.spec)


def _write_gateways(graph: GraphWriter, inventory: _Inventory, references: ConfigReferences) -> None:
    gateways, grants = inventory.of("Gateway"), inventory.of("ReferenceGrant").values()
    for gateway in gateways.values():
        uid = graph.object(gateway, "ingress", gateway_facts(gateway))
        for (namespace, name), place in certificates_of(gateway):
            references.use(graph, uid, "Secret", namespace, name, place)
    for gateway_uid, service_uid in sorted(selected_by_gateways(inventory.routes, gateways)):
        graph.relation("selects", gateway_uid, service_uid)
    graph.builder.report_all(undeclared_gateways(inventory.routes, gateways))
    graph.builder.report_all(ungranted(inventory.routes, grants))
    graph.builder.report_all(ungranted_certificates(gateways.values(), grants))
    graph.builder.report_all(refused(inventory.routes, gateways, inventory.namespaces))


def _write_external(graph: GraphWriter, service: Service) -> None:
    spec = service.object.spec
    why = f"Service {service.name} is another name for this host."
    _write_outside(
        graph, service.name_outside, Source("inferred", spec.file, spec.line_of("externalName"), why=why)
    )


def _write_service_entry(graph: GraphWriter, entry: KubernetesObject) -> None:
    """Draw the hosts outside of the mesh that an Istio ServiceEntry makes known; patterns name no host."""
    spec = entry.spec
    if spec.text("location").strip().upper() == "MESH_INTERNAL":
        return
    why = f"ServiceEntry {entry.name} makes this host known to the mesh."
    for host, line in spec.texts("hosts"):
        name = host.strip().lower()
        if name and "*" not in name and not is_in_cluster(name):
            _write_outside(graph, name, Source("inferred", spec.file, line, why=why))


def _write_outside(graph: GraphWriter, host: str, source: Source) -> None:
    graph.element(
        external_uid(host),
        "external-service",
        host,
        graph.builder.add_internet(),
        {"host": Fact(host, source)},
        source,
    )


def _write_flows(
    graph: GraphWriter, inventory: _Inventory, deliveries: Deliveries, environments: Environments
) -> None:
    finder = CallFinder(
        {**inventory.services, **services_of(inventory.stores)},
        inventory.workloads,
        environments,
        graph.builder,
        inventory.budgets.calls,
    )
    workloads = inventory.workloads
    outside: list[Candidate] = [
        *exposed_by_services(inventory.services, workloads),
        *exposed_by_ingresses(inventory.ingresses, inventory.services, workloads),
        *exposed_by_routes(
            inventory.routes,
            inventory.of("Gateway"),
            inventory.services,
            workloads,
            inventory.namespaces,
        ),
        *exposed_by_host_ports(workloads.values()),
        *exposed_by_knative(workloads.values()),
    ]
    monitors = Monitors(
        inventory.by_kind, inventory.services, workloads, inventory.labels, inventory.budgets.calls
    )
    calls = [call for workload in workloads.values() for call in finder.calls(workload)]
    calls += [*monitors.calls(), *named_addresses(inventory.by_kind, finder), *deliveries.flows()]
    calls += named_targets(monitors, finder)
    calls += annotated_calls(
        inventory.of("ConfigMap"), inventory.services, workloads, inventory.budgets.calls
    )
    calls += calls_of_the_api_server(inventory.by_kind, inventory.services, workloads, graph)
    for uid, fact in monitors.alert_rules():
        graph.builder.add_facts(uid, {"alert_rules": fact})
    sources = {candidate.source for candidate in outside}
    if INTERNET in sources:
        graph.builder.add_internet()
    if NODE_CALLERS in sources:
        graph.node_callers()
    peers = PolicyEvaluation(
        inventory.policies.values(),
        workloads,
        inventory.of("Namespace"),
        inventory.peers,
        inventory.budgets.evaluations,
        inventory.admin,
    )
    mesh = MeshTls(graph.namespaces, workloads)
    mesh.read(inventory.of("DestinationRule").values(), inventory.services)
    flows = [peers.with_verdict(mesh.with_mesh_tls(flow)) for flow in merged_flows((*outside, *calls))]
    for flow in flows:
        graph.builder.add_flow(flow)
        if (verdict := flow.facts.get("policy")) is not None and verdict.value == "blocked":
            message = (
                f"{flow.name}: {verdict.source.why} Either nothing calls there, or the policy breaks it."
            )
            graph.builder.report(verdict.source.file, verdict.source.line, "info", message)
    for uid, fact in peers.unused(flows).items():
        graph.builder.add_facts(uid, {"admitted_without_flow": fact})
