"""What the API server calls: admission webhooks, converters of custom resources, extensions of the API.

The API server runs on the nodes of the control plane, so its calls start at the nodes.
"""

from collections.abc import Iterator, Mapping

from threatmodel.engine.importers.kubernetes.cluster.admission import (
    MUTATING,
    CallTarget,
    admission_webhooks,
    client_config_target,
    service_target,
)
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import NODE, GraphWriter
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.service_calls import Services, external_uid
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.network.services import target_port
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_ByKind = Mapping[str, Mapping[tuple[str, str], KubernetesObject]]


class _ApiServerCall(Record, frozen=True):
    """A call of the API server, and why it happens."""

    target: CallTarget
    why: str
    unchecked: bool = False  # the certificate of what is called
    extends_api: bool = False  # requests of users are forwarded, with who they are


def calls_of_the_api_server(
    by_kind: _ByKind, services: Services, workloads: Mapping[str, Workload], graph: GraphWriter
) -> Iterator[Candidate]:
    """Yield whom the API server calls; a host outside of the cluster is added."""
    for call in (*_webhook_calls(by_kind), *_extension_calls(by_kind)):
        target = call.target
        service = services.get(target.service) if target.service else None
        if service is None and not target.host:
            continue  # no file declares the Service
        graph.node()
        if service is None:
            yield _candidate(call, _outside(graph.builder, call), int(target.port))
            continue
        port = service.port(target.port) or service.port("")
        for uid in service.targets or (service.object.uid,):
            workload = workloads.get(uid)
            if workload and call.extends_api:
                extends = target.section.inferred(value=True, why=call.why)
                graph.builder.add_facts(uid, {"extends_api": extends})
            number = target_port(port, workload.named_ports() if workload else {}) if port else 0
            yield _candidate(call, uid, number)


def _candidate(call: _ApiServerCall, destination: str, port: int) -> Candidate:
    return Candidate(
        NODE,
        destination,
        call.why,
        call.target.section.file,
        call.target.section.line,
        port=port,
        protocol="https",
        encrypted=True,
        certificate_verified=not call.unchecked,
    )


def _outside(builder: ModelBuilder, call: _ApiServerCall) -> str:
    target = call.target
    uid = external_uid(target.host)
    source = Source("inferred", target.section.file, target.section.line, why=call.why)
    builder.add_element(
        uid,
        "external-service",
        target.host,
        parent=builder.add_internet(),
        source=source,
        facts={"host": Fact(target.host, source)},
    )
    return uid


def _webhook_calls(by_kind: _ByKind) -> Iterator[_ApiServerCall]:
    for found, hook in admission_webhooks(by_kind):
        deed = "change" if found.kind == MUTATING else "judge"
        why = (
            f"{found.title} makes the API server call webhook {hook.name() or '(no name)'} to {deed} objects."
        )
        yield _ApiServerCall(client_config_target(hook.section("clientConfig")), why)
    for found in by_kind.get("CustomResourceDefinition", {}).values():
        webhook = found.spec.section("conversion").section("webhook")
        if "clientConfig" in webhook:
            why = f"{found.title} makes the API server call a webhook to convert its objects."
            yield _ApiServerCall(client_config_target(webhook.section("clientConfig")), why)


def _extension_calls(by_kind: _ByKind) -> Iterator[_ApiServerCall]:
    for found in by_kind.get("APIService", {}).values():
        service = found.spec.section("service")
        if service.name():
            why = f"{found.title} makes the API server forward requests to it."
            unchecked = bool(found.spec.flag("insecureSkipTLSVerify"))
            yield _ApiServerCall(service_target(service), why, unchecked, extends_api=True)
