"""Kubernetes objects to elements: read all, index them, then write zone by zone.

typed reader -> objects -> (pods, services, rbac, ...) -> graph and flows. Objects refer to each other by name
and label across files, so nothing is written before everything is read.
"""

from collections.abc import Sequence
from itertools import chain

from threatmodel.engine.importers.backups.store_backups import add_store_backups, backups_of_jobs
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.kubernetes.cluster.accounts import write_accounts, write_roles
from threatmodel.engine.importers.kubernetes.cluster.admission import write_admission, write_webhook_servers
from threatmodel.engine.importers.kubernetes.cluster.admission_reviews import write_admission_reviews
from threatmodel.engine.importers.kubernetes.cluster.api_server import SYSTEM_NAMESPACE, write_authentication
from threatmodel.engine.importers.kubernetes.cluster.backup_schedules import backups_of_schedules
from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import (
    ConfigReferences,
    mark_named_secrets,
    write_configuration,
)
from threatmodel.engine.importers.kubernetes.cluster.default_objects import without_default_objects
from threatmodel.engine.importers.kubernetes.cluster.generated_secrets import (
    write_generated_secrets,
    write_open_secret_stores,
)
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import NODE_CALLERS, GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.managed_datastores import services_of, write_stores
from threatmodel.engine.importers.kubernetes.cluster.namespaces import Namespaces, namespace_labels
from threatmodel.engine.importers.kubernetes.cluster.policy_engines import read_rejections
from threatmodel.engine.importers.kubernetes.cluster.prometheus_operator import (
    write_operator_workloads,
    write_scrape_scopes,
)
from threatmodel.engine.importers.kubernetes.cluster.rbac import resolve_permissions
from threatmodel.engine.importers.kubernetes.cluster.storage import write_storage
from threatmodel.engine.importers.kubernetes.flows.api_server_calls import calls_of_the_api_server
from threatmodel.engine.importers.kubernetes.flows.argo_cd import Deliveries, read_deliveries
from threatmodel.engine.importers.kubernetes.flows.argo_cd_access import add_anonymous_access
from threatmodel.engine.importers.kubernetes.flows.backup_locations import backup_location_calls
from threatmodel.engine.importers.kubernetes.flows.database_logins import database_logins
from threatmodel.engine.importers.kubernetes.flows.destination_rules import MeshTls, asks_for_sidecar
from threatmodel.engine.importers.kubernetes.flows.envoy_gateway import calls_to_outside, outside_backends
from threatmodel.engine.importers.kubernetes.flows.external_exposure import (
    exposed_by_host_ports,
    exposed_by_ingresses,
    exposed_by_knative,
    exposed_by_services,
    exposed_by_target_groups,
)
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate, merged_flows, with_tokens
from threatmodel.engine.importers.kubernetes.flows.gateway_api import (
    exposed_by_routes,
    paths_of_gateways,
    selected_by_gateways,
)
from threatmodel.engine.importers.kubernetes.flows.gateway_problems import (
    refused,
    undeclared_gateways,
    ungranted,
    ungranted_certificates,
)
from threatmodel.engine.importers.kubernetes.flows.injected_clients import injected_calls
from threatmodel.engine.importers.kubernetes.flows.node_agents import calls_of_node_agents
from threatmodel.engine.importers.kubernetes.flows.policy_evaluation import PolicyEvaluation
from threatmodel.engine.importers.kubernetes.flows.prometheus import Monitors, named_addresses
from threatmodel.engine.importers.kubernetes.flows.prometheus_annotations import annotated_calls
from threatmodel.engine.importers.kubernetes.flows.prometheus_probes import named_targets
from threatmodel.engine.importers.kubernetes.flows.service_calls import CallFinder, external_uid
from threatmodel.engine.importers.kubernetes.flows.store_exposure import exposed_stores, with_listeners
from threatmodel.engine.importers.kubernetes.inventory import Inventory, Objects, read_inventory
from threatmodel.engine.importers.kubernetes.manifest.delivered_namespaces import (
    DELIVERING,
    DeliveredNamespaces,
)
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimits
from threatmodel.engine.importers.kubernetes.manifest.objects import (
    KubernetesObject,
    ObjectReader,
    index_by_kind,
    object_uid,
)
from threatmodel.engine.importers.kubernetes.manifest.orphan_pods import fold_owned_objects
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section, SourceFile
from threatmodel.engine.importers.kubernetes.network.envoy_policies import (
    AI_ROUTES,
    added_keys,
    envoy_gateway_facts,
)
from threatmodel.engine.importers.kubernetes.network.gateways import certificates_of, entry_points
from threatmodel.engine.importers.kubernetes.network.mesh import Mesh, gateway_facts, read_mesh
from threatmodel.engine.importers.kubernetes.network.mesh_authorization import read_authorization
from threatmodel.engine.importers.kubernetes.network.network_policies import PodIsolation, pod_isolation
from threatmodel.engine.importers.kubernetes.network.request_tokens import TokenDemands
from threatmodel.engine.importers.kubernetes.network.services import Service, is_in_cluster
from threatmodel.engine.importers.kubernetes.workloads.backup_jobs import backup_jobs, databases_of
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments
from threatmodel.engine.importers.kubernetes.workloads.reliability import read_availability
from threatmodel.engine.importers.kubernetes.workloads.workload_writer import write_workloads
from threatmodel.engine.importers.model_builder import INTERNET, ModelBuilder
from threatmodel.engine.model import Fact, Source


def import_objects(documents: Sequence[Document], builder: ModelBuilder) -> None:
    """Add the objects of all documents to the model; whatever is wrong with them becomes a problem.

    Cost: O(documents + what their selectors mean); selectors are answered from an index of labels.
    """
    places = {file: SourceFile(file) for file in dict.fromkeys(one.file for one in documents)}
    delivering = (
        Section(one.content, one.content.line, places[one.file])
        for one in documents
        if one.content.get("kind") in DELIVERING
    )
    reader = ObjectReader(DeliveredNamespaces(delivering))
    for document in documents:
        reader.add(document.content, places[document.file])
    limits = FanoutLimits()
    objects = fold_owned_objects(reader.objects())
    _write(index_by_kind(without_default_objects(objects)), builder, limits)
    mark_named_secrets(builder, objects, reader.named_secrets)
    for place in places.values():
        builder.report_all(sorted(place.problems, key=lambda problem: problem.line))
    for message in limits.messages():
        builder.report(documents[0].file, 0, "warning", message)
    builder.report_all(reader.problems())


def _autoscalers(inventory: Inventory) -> Objects:
    return {**inventory.of("HorizontalPodAutoscaler"), **inventory.of("ScaledObject")}


def _write(by_kind: dict[str, Objects], builder: ModelBuilder, limits: FanoutLimits) -> None:
    inventory = read_inventory(by_kind, limits)
    isolation = pod_isolation(
        inventory.policies.values(), inventory.labels, {store.object.namespace for store in inventory.stores}
    )
    isolation.apply_admin_policies(inventory.admin, inventory.workloads, inventory.places)
    mesh = _mesh(inventory)
    namespaces = _namespaces(inventory, isolation, mesh)
    graph = GraphWriter(builder, namespaces)
    references = ConfigReferences(inventory.by_kind, write_generated_secrets(graph, inventory.by_kind))
    for name in inventory.named_namespaces():
        graph.namespace(name)
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
            inventory.of("PodDisruptionBudget"), _autoscalers(inventory), inventory.labels
        ),
    )
    write_operator_workloads(graph, inventory.operator_managed.values())
    write_scrape_scopes(graph, inventory.by_kind)
    write_open_secret_stores(graph, inventory.by_kind)
    write_stores(graph, inventory.stores)
    _write_identities(graph, inventory, references)
    _write_carriers(graph, inventory, references)
    references.write_missing(graph)
    write_admission(graph, inventory.by_kind)
    system = [work.pod for work in inventory.workloads.values() if work.namespace == SYSTEM_NAMESPACE]
    write_authentication(graph, inventory.by_kind, system)
    write_webhook_servers(graph, inventory.by_kind, inventory.services)
    labels = namespace_labels(inventory.places, inventory.of("Namespace"))
    write_admission_reviews(graph, inventory.by_kind, inventory.services, labels, limits.selections)
    deliveries = read_deliveries(inventory.by_kind)
    deliveries.write(graph, inventory.workloads)
    add_anonymous_access(graph, inventory.of("ConfigMap"), inventory.workloads.values())
    _write_flows(graph, inventory, deliveries, environments)
    _write_backups(builder, inventory, environments)


def _namespaces(inventory: Inventory, isolation: PodIsolation, mesh: Mesh) -> Namespaces:
    """What the files say of each namespace."""
    return Namespaces(
        inventory.of("Namespace"),
        inventory.of("ResourceQuota"),
        inventory.of("LimitRange"),
        isolation,
        mesh,
        read_rejections(inventory.by_kind),
    )


def _mesh(inventory: Inventory) -> Mesh:
    """What a service mesh demands of callers, and which of them it lets in."""
    policies = (inventory.of(kind).values() for kind in ("AuthorizationPolicy", "ServerAuthorization"))
    authorization = read_authorization(
        chain.from_iterable(policies),
        inventory.of("Server").values(),
        inventory.labels,
        inventory.services,
    )
    demands, namespaces = inventory.of("PeerAuthentication"), inventory.of("Namespace")
    return read_mesh(demands.values(), authorization, inventory.labels, namespaces.values())


def _write_backups(builder: ModelBuilder, inventory: Inventory, environments: Environments) -> None:
    """Add what jobs and schedules say of the backups of stores; flows and mounts lead to these."""
    workloads = inventory.workloads.values()
    jobs = backups_of_jobs(builder, backup_jobs(workloads, environments), databases_of(workloads))
    add_store_backups(builder, [*jobs, *backups_of_schedules(inventory.by_kind, builder)])


def _write_identities(graph: GraphWriter, inventory: Inventory, references: ConfigReferences) -> None:
    roles = (*inventory.of("ClusterRole").values(), *inventory.of("Role").values())
    bindings = (*inventory.of("ClusterRoleBinding").values(), *inventory.of("RoleBinding").values())
    permissions = resolve_permissions(roles, bindings, inventory.limits.permissions)
    write_roles(graph, permissions)
    pods = [((work.namespace, work.account), work.pod) for work in inventory.workloads.values()]
    write_accounts(graph, inventory.of("ServiceAccount"), pods, permissions, references)


def _write_carriers(graph: GraphWriter, inventory: Inventory, references: ConfigReferences) -> None:
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


def _write_gateways(graph: GraphWriter, inventory: Inventory, references: ConfigReferences) -> None:
    gateways, grants = entry_points(inventory.by_kind), inventory.of("ReferenceGrant").values()
    routed = paths_of_gateways(inventory.routes, gateways)
    to_models = [one for one in inventory.routes if one.object.kind in AI_ROUTES]
    for key, gateway in gateways.items():
        attached = [one.object for one in to_models if key in one.gateways]
        facts = {**gateway_facts(gateway), **envoy_gateway_facts(gateway, attached, inventory.by_kind)}
        if key in routed:
            paths, first = routed[key]
            facts["routed_paths"] = Fact(paths, Source("file", first.file, first.line))
        uid = graph.object(gateway, "ingress", facts)
        for (namespace, name), place in certificates_of(gateway):
            references.use(graph, uid, "Secret", namespace, name, place)
        for route in attached:
            for name, place in added_keys(route, inventory.by_kind):
                references.use(graph, uid, "Secret", route.namespace, name, place)
    for one in outside_backends(inventory.routes, gateways, inventory.by_kind):
        _write_outside(graph, one.host, Source("inferred", one.place.file, one.place.line, why=one.why))
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
    """Add the hosts outside of the mesh that an Istio ServiceEntry makes known; patterns name no host."""
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
    graph: GraphWriter, inventory: Inventory, deliveries: Deliveries, environments: Environments
) -> None:
    outside = _entry_flows(inventory)
    sources = {candidate.source for candidate in outside}
    calls = _calls(graph, inventory, deliveries, environments)
    if INTERNET in sources:
        graph.builder.add_internet()
    if NODE_CALLERS in sources:
        graph.node_callers()
    policies = PolicyEvaluation(
        inventory.policies.values(),
        inventory.workloads,
        inventory.of("Namespace"),
        inventory.peers,
        inventory.limits.evaluations,
        inventory.admin,
    )
    mesh = MeshTls(graph.namespaces, inventory.workloads)
    mesh.read(inventory.of("DestinationRule").values(), inventory.services)
    flows = [policies.with_verdict(mesh.with_mesh_tls(flow)) for flow in merged_flows((*outside, *calls))]
    for flow in flows:
        graph.builder.add_flow(flow)
        if (verdict := flow.facts.get("policy")) is not None and verdict.value == "blocked":
            message = (
                f"{flow.name}: {verdict.source.why} Either this call does not exist, or the policy blocks it."
            )
            graph.builder.report(verdict.source.file, verdict.source.line, "info", message)
    for uid, facts in database_logins(flows, inventory.workloads, environments):
        graph.builder.add_facts(uid, facts)
    for uid, fact in policies.unused(flows).items():
        graph.builder.add_facts(uid, {"admitted_without_flow": fact})


def _entry_flows(inventory: Inventory) -> list[Candidate]:
    """Flows from outside of the cluster, and from its nodes, to workloads."""
    services, workloads = inventory.services, inventory.workloads
    gateways, namespaces = entry_points(inventory.by_kind), inventory.namespaces
    policies, checking = (
        inventory.of(kind).values() for kind in ("AuthorizationPolicy", "RequestAuthentication")
    )
    tokens = TokenDemands(policies, inventory.labels, checking)
    found = (
        *exposed_by_services(services, workloads),
        *exposed_by_ingresses(inventory.ingresses, services, workloads),
        *exposed_by_routes(inventory.routes, gateways, services, workloads, namespaces, tokens),
        *calls_to_outside(
            outside_backends(inventory.routes, gateways, inventory.by_kind),
            inventory.routes,
            gateways,
            namespaces,
        ),
        *exposed_by_host_ports(workloads.values()),
        *exposed_by_knative(workloads.values()),
        *exposed_by_target_groups(inventory.of("TargetGroupBinding").values(), services, workloads),
        *exposed_stores(inventory.stores),
    )
    return [
        with_tokens(one, tokens.of_workload(target.object.uid, target.namespace))
        if (target := workloads.get(one.destination)) and asks_for_sidecar(target) is not False
        else one
        for one in found
    ]


def _calls(
    graph: GraphWriter, inventory: Inventory, deliveries: Deliveries, environments: Environments
) -> list[Candidate]:
    """Calls of workloads, of what monitors and deploys them, and of the API server."""
    by_kind, workloads, services = inventory.by_kind, inventory.workloads, inventory.services
    limit = inventory.limits.calls
    called = {**services, **services_of(inventory.stores)}
    places = frozenset(namespace for objects in by_kind.values() for namespace, _name in objects)
    finder = CallFinder(called, workloads, environments, graph.builder, limit, places)
    monitors = Monitors(by_kind, services, workloads, inventory.labels, limit)
    calls = [call for workload in workloads.values() for call in finder.calls(workload)]
    calls += [*monitors.calls(), *named_addresses(by_kind, finder), *deliveries.flows()]
    calls += calls_of_node_agents(workloads, environments)
    calls += named_targets(monitors, finder)
    calls += annotated_calls(inventory.of("ConfigMap"), services, workloads, limit)
    calls += calls_of_the_api_server(by_kind, services, workloads, graph)
    calls += backup_location_calls(inventory.of("BackupStorageLocation").values(), workloads.values(), finder)
    calls += injected_calls(workloads.values(), finder)
    for uid, fact in monitors.alert_rules():
        graph.builder.add_facts(uid, {"alert_rules": fact})
    return list(with_listeners(calls, inventory.stores))
