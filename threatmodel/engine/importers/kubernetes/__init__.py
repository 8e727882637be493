"""Kubernetes manifests to elements: read all objects, index them, then draw zone by zone.

sections -> objects -> (pods, services, rbac, ...) -> drawing and flows. Objects refer to each other by name
and label across files, so nothing is drawn before everything is read.
"""

from collections.abc import Mapping, Sequence

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.kubernetes.cluster.accounts import draw_accounts, draw_roles
from threatmodel.engine.importers.kubernetes.cluster.cluster_defaults import without_housekeeping
from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import References, draw_configuration
from threatmodel.engine.importers.kubernetes.cluster.generated_secrets import draw_made_secrets
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import NODE_CALLERS, Drawing
from threatmodel.engine.importers.kubernetes.cluster.managed_datastores import (
    Store,
    draw_stores,
    read_stores,
    services_of,
)
from threatmodel.engine.importers.kubernetes.cluster.namespaces import Namespaces, namespace_labels
from threatmodel.engine.importers.kubernetes.cluster.prometheus_operator import draw_operated, operated_sets
from threatmodel.engine.importers.kubernetes.cluster.rbac import resolve_permissions
from threatmodel.engine.importers.kubernetes.cluster.storage import draw_storage
from threatmodel.engine.importers.kubernetes.flows.admission import calls_of_the_api_server, draw_admission
from threatmodel.engine.importers.kubernetes.flows.argo_cd import Deliveries, read_deliveries
from threatmodel.engine.importers.kubernetes.flows.calls import CallFinder, external_uid
from threatmodel.engine.importers.kubernetes.flows.candidates import Candidate, merged_flows
from threatmodel.engine.importers.kubernetes.flows.destination_rules import MeshTransport
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
from threatmodel.engine.importers.kubernetes.flows.policy_evaluation import PolicyPeers
from threatmodel.engine.importers.kubernetes.flows.prometheus import Monitors, named_addresses
from threatmodel.engine.importers.kubernetes.flows.prometheus_annotations import read_by_annotation
from threatmodel.engine.importers.kubernetes.flows.prometheus_probes import named_targets
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import Budgets
from threatmodel.engine.importers.kubernetes.manifest.kinds import runs_pods
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex
from threatmodel.engine.importers.kubernetes.manifest.objects import (
    KubernetesObject,
    ObjectReader,
    index_by_kind,
    looks_like_kubernetes,
    object_uid,
)
from threatmodel.engine.importers.kubernetes.manifest.orphan_pods import folded
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Place
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
from threatmodel.engine.importers.kubernetes.network.network_policies import policy_reach
from threatmodel.engine.importers.kubernetes.network.services import Service, is_in_cluster, read_services
from threatmodel.engine.importers.kubernetes.network.vendor_routes import read_doors
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload, draw_workloads, read_workload
from threatmodel.engine.importers.kubernetes.workloads.reliability import read_upkeep
from threatmodel.engine.importers.model_builder import INTERNET, ModelBuilder
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

__all__ = ["import_documents", "matches"]

_Objects = dict[tuple[str, str], KubernetesObject]


def matches(document: YamlMap) -> bool:
    """Whether a document is meant as a Kubernetes object, understood or not."""
    return looks_like_kubernetes(document)


def import_documents(documents: Sequence[Document], builder: ModelBuilder) -> None:
    """Add the objects of all documents to the model; whatever is wrong with them becomes a problem.

    Cost: O(documents + what their selectors mean); selectors are answered from an index of labels.
    """
    places: dict[str, Place] = {}
    reader = ObjectReader()
    for document in documents:
        place = places.get(document.file) or places.setdefault(document.file, Place(document.file))
        reader.add(document.content, place)
    budgets = Budgets()
    _draw(index_by_kind(without_housekeeping(folded(reader.objects()))), builder, budgets)
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
    budgets: Budgets
    operated: dict[tuple[str, str], KubernetesObject]  # StatefulSets that the Prometheus operator makes

    def of(self, kind: str) -> _Objects:
        """Objects of a kind by namespace and name."""
        return self.by_kind.get(kind, {})


def _inventory(by_kind: dict[str, _Objects], budgets: Budgets) -> _Inventory:
    operated = operated_sets(by_kind)
    if operated:
        by_kind = {**by_kind, "StatefulSet": {**by_kind.get("StatefulSet", {}), **operated}}
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
    ingresses = (*map(read_ingress, by_kind.get("Ingress", {}).values()), *read_doors(by_kind))
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
        operated,
    )


def _draw(by_kind: dict[str, _Objects], builder: ModelBuilder, budgets: Budgets) -> None:
    inventory = _inventory(by_kind, budgets)
    reach = policy_reach(inventory.policies.values(), inventory.labels)
    reach.govern(inventory.admin, inventory.workloads, inventory.places)
    mesh = read_mesh(
        inventory.of("PeerAuthentication").values(), inventory.of("AuthorizationPolicy").values()
    )
    namespaces = Namespaces(
        inventory.of("Namespace"), inventory.of("ResourceQuota"), inventory.of("LimitRange"), reach, mesh
    )
    drawing = Drawing(builder, namespaces)
    references = References(inventory.by_kind, draw_made_secrets(drawing, inventory.by_kind))
    for found in inventory.of("Namespace").values():
        drawing.namespace(found.name)
    for found in inventory.of("PeerAuthentication").values():
        drawing.namespace(found.namespace)
    draw_configuration(drawing, inventory.of("Secret").values(), inventory.of("ConfigMap").values())
    draw_storage(
        drawing,
        inventory.of("PersistentVolumeClaim"),
        inventory.of("PersistentVolume"),
        inventory.of("StorageClass"),
    )
    environments = Environments(inventory.by_kind)
    draw_workloads(
        drawing,
        inventory.workloads.values(),
        references,
        environments,
        limits=namespaces.default_limits(),
        accounts=inventory.of("ServiceAccount"),
        upkeep=read_upkeep(
            inventory.of("PodDisruptionBudget"), inventory.of("HorizontalPodAutoscaler"), inventory.labels
        ),
    )
    draw_operated(drawing, inventory.operated.values())
    draw_stores(drawing, inventory.stores)
    _draw_identities(drawing, inventory, references)
    _draw_carriers(drawing, inventory, references)
    references.draw_missing(drawing)
    draw_admission(drawing, inventory.by_kind)
    deliveries = read_deliveries(inventory.by_kind)
    deliveries.draw(drawing, inventory.workloads)
    _draw_flows(drawing, inventory, deliveries, environments)


def _draw_identities(drawing: Drawing, inventory: _Inventory, references: References) -> None:
    roles = (*inventory.of("ClusterRole").values(), *inventory.of("Role").values())
    bindings = (*inventory.of("ClusterRoleBinding").values(), *inventory.of("RoleBinding").values())
    permissions = resolve_permissions(roles, bindings, inventory.budgets.permissions)
    draw_roles(drawing, permissions)
    pods = [((work.namespace, work.account), work.pod) for work in inventory.workloads.values()]
    draw_accounts(drawing, inventory.of("ServiceAccount"), pods, permissions, references)


def _draw_carriers(drawing: Drawing, inventory: _Inventory, references: References) -> None:
    for service in inventory.services.values():
        uid = drawing.object(service.object, "service", service.facts(drawing.recall))
        for target in service.targets:
            drawing.relation("selects", uid, target)
        if service.name_outside:
            _draw_external(drawing, service)
    _draw_gateways(drawing, inventory, references)
    for entry in inventory.of("ServiceEntry").values():
        _draw_service_entry(drawing, entry)
    for ingress in inventory.ingresses:
        uid = drawing.object(ingress.object, "ingress", ingress.facts(frozenset(inventory.of("Service"))))
        namespace = ingress.object.namespace
        for backend in ingress.backends:
            drawing.relation("selects", uid, object_uid(backend.namespace, "Service", backend.service))
        for secret in ingress.secrets:
            references.use(drawing, uid, "Secret", namespace, secret, ingress.object.spec)


def _draw_gateways(drawing: Drawing, inventory: _Inventory, references: References) -> None:
    gateways, grants = inventory.of("Gateway"), inventory.of("ReferenceGrant").values()
    for gateway in gateways.values():
        uid = drawing.object(gateway, "ingress", gateway_facts(gateway))
        for (namespace, name), place in certificates_of(gateway):
            references.use(drawing, uid, "Secret", namespace, name, place)
    for gateway_uid, service_uid in sorted(selected_by_gateways(inventory.routes, gateways)):
        drawing.relation("selects", gateway_uid, service_uid)
    drawing.builder.report_all(undeclared_gateways(inventory.routes, gateways))
    drawing.builder.report_all(ungranted(inventory.routes, grants))
    drawing.builder.report_all(ungranted_certificates(gateways.values(), grants))
    drawing.builder.report_all(refused(inventory.routes, gateways, inventory.namespaces))


def _draw_external(drawing: Drawing, service: Service) -> None:
    spec = service.object.spec
    why = f"Service {service.name} is another name for this host."
    _draw_outside(
        drawing, service.name_outside, Source("inferred", spec.file, spec.line_of("externalName"), why=why)
    )


def _draw_service_entry(drawing: Drawing, entry: KubernetesObject) -> None:
    """Draw the hosts outside of the mesh that an Istio ServiceEntry makes known; patterns name no host."""
    spec = entry.spec
    if spec.text("location").strip().upper() == "MESH_INTERNAL":
        return
    why = f"ServiceEntry {entry.name} makes this host known to the mesh."
    for host, line in spec.texts("hosts"):
        name = host.strip().lower()
        if name and "*" not in name and not is_in_cluster(name):
            _draw_outside(drawing, name, Source("inferred", spec.file, line, why=why))


def _draw_outside(drawing: Drawing, host: str, source: Source) -> None:
    drawing.element(
        external_uid(host),
        "external-service",
        host,
        drawing.builder.add_internet(),
        {"host": Fact(host, source)},
        source,
    )


def _draw_flows(
    drawing: Drawing, inventory: _Inventory, deliveries: Deliveries, environments: Environments
) -> None:
    finder = CallFinder(
        {**inventory.services, **services_of(inventory.stores)},
        inventory.workloads,
        environments,
        drawing.builder,
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
    calls += read_by_annotation(
        inventory.of("ConfigMap"), inventory.services, workloads, inventory.budgets.calls
    )
    calls += calls_of_the_api_server(inventory.by_kind, inventory.services, workloads, drawing)
    for uid, fact in monitors.alert_rules():
        drawing.builder.add_facts(uid, {"alert_rules": fact})
    sources = {candidate.source for candidate in outside}
    if INTERNET in sources:
        drawing.builder.add_internet()
    if NODE_CALLERS in sources:
        drawing.node_callers()
    peers = PolicyPeers(
        inventory.policies.values(),
        workloads,
        inventory.of("Namespace"),
        inventory.peers,
        inventory.budgets.judgements,
        inventory.admin,
    )
    mesh = MeshTransport(drawing.namespaces, workloads)
    mesh.read(inventory.of("DestinationRule").values(), inventory.services)
    flows = [peers.judged(mesh.secured(flow)) for flow in merged_flows((*outside, *calls))]
    for flow in flows:
        drawing.builder.add_flow(flow)
        if (verdict := flow.facts.get("policy")) is not None and verdict.value == "blocked":
            message = (
                f"{flow.name}: {verdict.source.why} Either nothing calls there, or the policy breaks it."
            )
            drawing.builder.report(verdict.source.file, verdict.source.line, "info", message)
    for uid, fact in peers.unused(flows).items():
        drawing.builder.add_facts(uid, {"admitted_without_flow": fact})
