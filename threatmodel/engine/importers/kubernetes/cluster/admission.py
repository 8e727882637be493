"""Which webhooks and policies judge objects for the API server, and which workloads serve them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.policy_engines import engine_policies
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import Service
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_Objects = Mapping[tuple[str, str], KubernetesObject]
_ByKind = Mapping[str, _Objects]

MUTATING: Final = "MutatingWebhookConfiguration"
_WEBHOOKS: Final = ("ValidatingWebhookConfiguration", MUTATING)
_POLICIES: Final = ("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy")
_LIMITS: Final = ("namespaceSelector", "objectSelector", "matchConditions")
_INGRESSES: Final = "ingresses"
_DEFAULT_PORT: Final = "443"
_DEFAULT_TIMEOUT_S: Final = 10
_LONGEST_HOST: Final = 253


class CallTarget(Record, frozen=True):
    """What the API server calls: a Service of the cluster, or a host by its URL."""

    service: tuple[str, str] | None
    host: str
    port: str
    section: Section  # that names it

    @property
    def words(self) -> str:
        """The target for a list."""
        return ".".join(reversed(self.service)) if self.service else self.host


def write_admission(graph: GraphWriter, by_kind: _ByKind) -> None:
    """Put on the cluster which webhooks and policies judge its objects, where the files have any."""
    facts = graph.namespaces.rejections.cluster_facts()
    webhooks = [_webhook_record(found, hook) for found, hook in admission_webhooks(by_kind)]
    if webhooks:
        facts["admission_webhooks"] = _listed(webhooks)
    policies = [
        _policy_record(found, by_kind) for kind in _POLICIES for found in by_kind.get(kind, {}).values()
    ] + engine_policies(by_kind)
    if policies:
        facts["admission_policies"] = _listed(policies)
    if facts:
        graph.builder.add_facts(graph.cluster(), facts)


def write_webhook_servers(
    graph: GraphWriter, by_kind: _ByKind, services: Mapping[tuple[str, str], Service]
) -> None:
    """Mark the workloads that judge Ingresses for the API server, and those that it cannot do without."""
    required: dict[str, dict[str, Section]] = defaultdict(dict)
    for found, hook in admission_webhooks(by_kind):
        called = hook.section("clientConfig").section("service")
        service = services.get(_key(called))
        if service is None:
            continue
        resources = words_of_rules(hook.sections("rules"), "resources")
        for uid in service.targets:
            if _INGRESSES in resources:
                why = f"{found.title} sends it Ingresses to judge."
                fact = called.inferred(value=True, why=why, key="name")
                graph.builder.add_facts(uid, {"ingress_webhook": fact})
            if not (_fails_open(found, hook) or hook.section("objectSelector")):
                required[uid] |= {one: hook for one in resources if one not in required[uid]}
    for uid, hooks in required.items():
        names = sorted(hooks)
        why = "The API server rejects them while the webhook does not answer."
        if names:
            fact = hooks[names[0]].inferred(names, why, "failurePolicy")
            graph.builder.add_facts(uid, {"admission_required_for": fact})


def admission_webhooks(by_kind: _ByKind) -> Iterator[tuple[KubernetesObject, Section]]:
    """Yield each webhook with the configuration that it is part of."""
    for kind in _WEBHOOKS:
        for found in by_kind.get(kind, {}).values():
            for hook in found.root.sections("webhooks"):
                yield found, hook


def client_config_target(config: Section) -> CallTarget:
    """Return what a `clientConfig` makes the API server call."""
    service = config.section("service")
    if service.name():
        return service_target(service)
    host, port = _host_of(config.text("url"))
    return CallTarget(None, host, port, config)


def service_target(service: Section) -> CallTarget:
    """Return the Service that a section names."""
    return CallTarget(_key(service), "", service.number_or_text("port") or _DEFAULT_PORT, service)


def words_of_rules(rules: Any, key: str) -> list[str]:
    """Return what the rules of a webhook or policy list under a key, in lower case."""
    return sorted({text.strip().lower() for rule in rules for text, _line in rule.texts(key)})


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
        "changes_objects": found.kind == MUTATING,
        "fails_open": _fails_open(found, hook),
        "target": client_config_target(hook.section("clientConfig")).words,
        "outside": "url" in hook.section("clientConfig"),
        "resources": words_of_rules(rules, "resources"),
        "operations": [word.upper() for word in words_of_rules(rules, "operations")],
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
        "resources": words_of_rules(
            found.spec.section("matchConstraints").sections("resourceRules"), "resources"
        ),
    }
    return record, found.root


def _listed(records: list[tuple[dict[str, Any], Section]]) -> Fact:
    first = records[0][1]
    return Fact(
        [record for record, _ in records],
        Source("file", first.file, first.line),
        tuple([section.line for _, section in records]),
        tuple([section.file for _, section in records]),
    )
