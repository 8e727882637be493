"""What the API server calls before it takes an object: webhooks, admission policies, API extensions.

The API server runs on the nodes of the control plane, so its calls start at the nodes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import NODE, GraphWriter
from threatmodel.engine.importers.kubernetes.flows.calls import Services, external_uid
from threatmodel.engine.importers.kubernetes.flows.candidates import Candidate
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import target_port
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_Objects = Mapping[tuple[str, str], KubernetesObject]
_ByKind = Mapping[str, _Objects]

_WEBHOOKS: Final = {"ValidatingWebhookConfiguration": False, "MutatingWebhookConfiguration": True}
_POLICIES: Final = ("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy")
_LIMITS: Final = ("namespaceSelector", "objectSelector", "matchConditions")
_INGRESSES: Final = "ingresses"
_DEFAULT_PORT: Final = "443"
_DEFAULT_TIMEOUT_S: Final = 10
_LONGEST_HOST: Final = 253


class _ApiServerCall(Record, frozen=True):
    """What the API server calls: a Service of the cluster, or a host by its URL."""

    service: tuple[str, str] | None
    host: str
    port: str
    section: Section
    why: str
    unchecked: bool = False

    @property
    def words(self) -> str:
        """The target for a list."""
        return ".".join(reversed(self.service)) if self.service else self.host


def write_admission(graph: GraphWriter, by_kind: _ByKind) -> None:
    """Put on the cluster which webhooks and policies judge its objects, where the files have any."""
    facts = {}
    webhooks = [_webhook_record(found, hook) for found, hook in _webhooks(by_kind)]
    if webhooks:
        facts["admission_webhooks"] = _listed(webhooks)
    policies = [
        _policy_record(found, by_kind) for kind in _POLICIES for found in by_kind.get(kind, {}).values()
    ]
    if policies:
        facts["admission_policies"] = _listed(policies)
    if facts:
        graph.builder.add_facts(graph.cluster(), facts)


def write_webhook_servers(graph: GraphWriter, by_kind: _ByKind, services: Services) -> None:
    """Mark the workloads that judge Ingresses for the API server, and those that it cannot do without."""
    required: dict[str, dict[str, Section]] = defaultdict(dict)
    for found, hook in _webhooks(by_kind):
        service = services.get(_key(hook.section("clientConfig").section("service")))
        if service is None:
            continue
        resources = _words(hook.sections("rules"), "resources")
        for uid in service.targets:
            if _INGRESSES in resources:
                why = f"{found.title} sends it Ingresses to judge."
                graph.builder.add_facts(uid, {"ingress_webhook": hook.inferred(value=True, why=why)})
            if not (_fails_open(found, hook) or hook.section("objectSelector")):
                required[uid] |= {one: hook for one in resources if one not in required[uid]}
    for uid, hooks in required.items():
        names = sorted(hooks)
        why = "The API server rejects them while the webhook does not answer."
        if names:
            fact = hooks[names[0]].inferred(names, why, "failurePolicy")
            graph.builder.add_facts(uid, {"admission_required_for": fact})


def calls_of_the_api_server(
    by_kind: _ByKind, services: Services, workloads: Mapping[str, Workload], graph: GraphWriter
) -> Iterator[Candidate]:
    """Yield whom the API server calls; a host outside of the cluster is added."""
    for call in (*_webhook_calls(by_kind), *_extension_calls(by_kind)):
        service = services.get(call.service) if call.service else None
        if service is None and not call.host:
            continue  # no file declares the Service
        graph.node()
        if service is None:
            yield _call(call, _outside(graph.builder, call), int(call.port))
            continue
        port = service.port(call.port) or service.port("")
        for uid in service.targets or (service.object.uid,):
            target = workloads.get(uid)
            number = target_port(port, target.named_ports() if target else {}) if port else 0
            yield _call(call, uid, number)


def _call(call: _ApiServerCall, destination: str, port: int) -> Candidate:
    return Candidate(
        NODE,
        destination,
        call.why,
        call.section.file,
        call.section.line,
        port=port,
        protocol="https",
        encrypted=True,
        certificate_verified=not call.unchecked,
    )


def _outside(builder: ModelBuilder, call: _ApiServerCall) -> str:
    uid = external_uid(call.host)
    source = Source("inferred", call.section.file, call.section.line, why=call.why)
    builder.add_element(
        uid,
        "external-service",
        call.host,
        parent=builder.add_internet(),
        source=source,
        facts={"host": Fact(call.host, source)},
    )
    return uid


# --- reading ------------------------------------------------------------------------------------------


def _webhooks(by_kind: _ByKind) -> Iterator[tuple[KubernetesObject, Section]]:
    for kind in _WEBHOOKS:
        for found in by_kind.get(kind, {}).values():
            for hook in found.root.sections("webhooks"):
                yield found, hook


def _webhook_calls(by_kind: _ByKind) -> Iterator[_ApiServerCall]:
    for found, hook in _webhooks(by_kind):
        deed = "change" if _WEBHOOKS[found.kind] else "judge"
        why = (
            f"{found.title} makes the API server call webhook {hook.name() or '(no name)'} to {deed} objects."
        )
        yield _call_of_client_config(hook.section("clientConfig"), why)
    for found in by_kind.get("CustomResourceDefinition", {}).values():
        webhook = found.spec.section("conversion").section("webhook")
        if "clientConfig" in webhook:
            why = f"{found.title} makes the API server call a webhook to convert its objects."
            yield _call_of_client_config(webhook.section("clientConfig"), why)


def _extension_calls(by_kind: _ByKind) -> Iterator[_ApiServerCall]:
    for found in by_kind.get("APIService", {}).values():
        service = found.spec.section("service")
        if service.name():
            why = f"{found.title} makes the API server forward requests to it."
            yield _ApiServerCall(
                _key(service),
                "",
                service.number_or_text("port") or _DEFAULT_PORT,
                service,
                why,
                unchecked=bool(found.spec.flag("insecureSkipTLSVerify")),
            )


def _call_of_client_config(config: Section, why: str) -> _ApiServerCall:
    service = config.section("service")
    if service.name():
        port = service.number_or_text("port") or _DEFAULT_PORT
        return _ApiServerCall(_key(service), "", port, service, why)
    host, port = _host_of(config.text("url"))
    return _ApiServerCall(None, host, port, config, why)


def _key(service: Section) -> tuple[str, str]:
    return (service.name("namespace") or "default", service.name())


def _host_of(url: str) -> tuple[str, str]:
    """The host of a URL without whatever logs in to it, and its port."""
    try:
        parts = urlsplit(url.strip())
        return (parts.hostname or "")[:_LONGEST_HOST], str(parts.port or _DEFAULT_PORT)
    except ValueError:
        return "", _DEFAULT_PORT


def _webhook_record(found: KubernetesObject, hook: Section) -> tuple[dict[str, Any], Section]:
    rules = hook.sections("rules")
    timeout = hook.integer("timeoutSeconds")
    record = {
        "configuration": found.name,
        "webhook": hook.name(),
        "changes_objects": _WEBHOOKS[found.kind],
        "fails_open": _fails_open(found, hook),
        "target": _call_of_client_config(hook.section("clientConfig"), "").words,
        "outside": "url" in hook.section("clientConfig"),
        "resources": _words(rules, "resources"),
        "operations": [word.upper() for word in _words(rules, "operations")],
        "limited": any(hook.data.get(key) for key in _LIMITS),
        "timeout_seconds": _DEFAULT_TIMEOUT_S if timeout is None else timeout,
    }
    return record, hook


def _fails_open(found: KubernetesObject, hook: Section) -> bool:
    default = "Ignore" if found.root.text("apiVersion").endswith("v1beta1") else "Fail"
    return hook.text("failurePolicy", default) == "Ignore"


def _policy_record(found: KubernetesObject, by_kind: _ByKind) -> tuple[dict[str, Any], Section]:
    bindings = [
        binding
        for binding in by_kind.get(f"{found.kind}Binding", {}).values()
        if binding.spec.name("policyName") == found.name
    ]
    actions = {action for binding in bindings for action, _line in binding.spec.texts("validationActions")}
    enforced = "Deny" in actions if found.kind == _POLICIES[0] else bool(bindings)
    record = {
        "policy": found.name,
        "changes_objects": found.kind != _POLICIES[0],
        "bound": bool(bindings),
        "enforced": enforced,
        "fails_open": found.spec.text("failurePolicy", "Fail") == "Ignore",
        "resources": _words(found.spec.section("matchConstraints").sections("resourceRules"), "resources"),
    }
    return record, found.root


def _words(rules: Any, key: str) -> list[str]:
    return sorted({text.strip().lower() for rule in rules for text, _line in rule.texts(key)})


def _listed(records: list[tuple[dict[str, Any], Section]]) -> Fact:
    first = records[0][1]
    return Fact(
        [record for record, _ in records],
        Source("file", first.file, first.line),
        tuple([section.line for _, section in records]),
        tuple([section.file for _, section in records]),
    )
