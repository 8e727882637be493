"""Cilium's policies as NetworkPolicies, so that both are evaluated together.

What they share is translated: selectors, entities, addresses, ports. Rules that forbid are kept apart, under
`ingressDeny` and `egressDeny`, with rules in the same form. What Cilium has beyond that narrows what the
translation admits or is about hosts outside: names of hosts, and rules on HTTP.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.synthetic import copy_key, synthetic_map
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap

_Objects = Mapping[tuple[str, str], KubernetesObject]

CILIUM_KINDS: Final = ("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy")

_SOURCES: Final = ("k8s:", "any:", "cilium:")
_NAMESPACE: Final = "io.kubernetes.pod.namespace"
_NAMESPACE_LABELS: Final = "io.cilium.k8s.namespace.labels."
_NAME_LABEL: Final = "kubernetes.io/metadata.name"
_EVERYWHERE: Final = frozenset({"all", "world", "world-ipv4", "world-ipv6"})
_PODS: Final = frozenset({"all", "cluster"})
_PEER_KEYS: Final = ("Endpoints", "Entities", "CIDR", "CIDRSet", "Services", "FQDNs", "Nodes", "Groups")
_DIRECTIONS: Final = (("ingress", "from", "Ingress"), ("egress", "to", "Egress"))
_OUTSIDE: Final = "outside"  # a peer that is no pod of the files


def translated(
    by_kind: Mapping[str, _Objects], namespaces: Sequence[str]
) -> dict[tuple[str, str], KubernetesObject]:
    """Return NetworkPolicies that admit what Cilium's do; one for the cluster, for each namespace."""
    translated_policies: dict[tuple[str, str], KubernetesObject] = {}
    services = by_kind.get("Service", {})
    for kind in CILIUM_KINDS:
        for found in by_kind.get(kind, {}).values():
            for number, spec in enumerate(_specs(found)):
                if "endpointSelector" not in spec:
                    continue  # it is about nodes
                for place in [found.namespace] if found.namespace else namespaces:
                    policy = _policy(found, spec, place, services)
                    # The name keeps apart what would collide with a NetworkPolicy of the same name.
                    translated_policies[place, f"{kind}/{found.name}/{number}"] = policy
    return translated_policies


def _specs(found: KubernetesObject) -> list[Section]:
    return [*([found.spec] if found.spec else []), *found.root.sections("specs")]


def _policy(found: KubernetesObject, spec: Section, namespace: str, services: _Objects) -> KubernetesObject:
    line = spec.line_of("endpointSelector")
    policy, types = YamlMap(spec.line), YamlList(spec.line)
    policy.put("podSelector", _pod_selector(spec.section("endpointSelector"))[0], line)
    for direction, word, type_ in _DIRECTIONS:
        for key in (direction, f"{direction}Deny"):
            rules = YamlList(spec.line_of(key))
            for rule in spec.sections(key):
                for part in _rules(rule, word, found, services):
                    rules.put(part, rule.line)
            policy.put(key, rules, spec.line_of(key))
        applies = spec.sections(direction) or spec.sections(f"{direction}Deny")
        if applies and spec.section("enableDefaultDeny").flag(direction) is not False:
            types.put(type_, spec.line_of(direction))
    policy.put("policyTypes", types, spec.line)
    section = Section(policy, spec.line, spec.place)
    uid = object_uid(namespace, found.kind, found.name)
    return KubernetesObject(uid, found.kind, namespace, found.name, found.root, found.metadata, section)


def _rules(rule: Section, word: str, found: KubernetesObject, services: _Objects) -> Iterator[YamlMap]:
    """The rule as NetworkPolicies have it; an empty one admits no one, and is left out."""
    peers = YamlList(rule.line)
    for peer in _peers(rule, word, found, services):
        peers.put(peer, peer.line)
    ports = _ports(rule)
    named = any(f"{word}{key}" in rule for key in _PEER_KEYS)
    if not named and not ports:
        return
    if named and not peers:
        return
    translated_policies = YamlMap(rule.line)
    if named:
        translated_policies.put(word, peers, rule.line)
    if ports:
        translated_policies.put("ports", ports, rule.line_of("toPorts"))
    yield translated_policies


def _peers(rule: Section, word: str, found: KubernetesObject, services: _Objects) -> Iterator[YamlMap]:
    for selector in rule.sections(f"{word}Endpoints"):
        yield _endpoint(selector, clusterwide=not found.namespace)
    for entity, line in rule.texts(f"{word}Entities"):
        if entity in _PODS:
            yield synthetic_map(line, {"namespaceSelector": YamlMap(line)})
        yield _block("0.0.0.0/0" if entity in _EVERYWHERE else _OUTSIDE, line)
    for cidr, line in rule.texts(f"{word}CIDR"):
        yield _block(cidr, line)
    for entry in rule.sections(f"{word}CIDRSet"):
        yield _block(entry.text("cidr") or _OUTSIDE, entry.line)
    for entry in rule.sections(f"{word}Services"):
        yield _service(entry.section("k8sService"), found.namespace, services)
    for key in ("FQDNs", "Nodes", "Groups"):
        for entry in rule.sections(f"{word}{key}"):
            yield _block(_OUTSIDE, entry.line)


def _endpoint(selector: Section, *, clusterwide: bool) -> YamlMap:
    pods, around = _pod_selector(selector)
    peer = synthetic_map(selector.line, {"podSelector": pods})
    if around or clusterwide:
        peer.put("namespaceSelector", around, selector.line)
    return peer


def _service(named: Section, own: str, services: _Objects) -> YamlMap:
    """The pods behind a Service that a rule names; without a selector they are outside."""
    place = named.name("namespace") or own
    service = services.get((place, named.name("serviceName")))
    selector = service.spec.data.get("selector") if service else None
    if not isinstance(selector, YamlMap):
        return _block(_OUTSIDE, named.line)
    pods = synthetic_map(named.line, {"matchLabels": selector})
    namespace = synthetic_map(named.line, {"matchLabels": synthetic_map(named.line, {_NAME_LABEL: place})})
    return synthetic_map(named.line, {"podSelector": pods, "namespaceSelector": namespace})


def _pod_selector(selector: Section) -> tuple[YamlMap, YamlMap]:
    """The conditions on pods and those on their namespace, without the prefixes that say their origin."""
    return _part(selector, of_namespace=False), _part(selector, of_namespace=True)


def _part(selector: Section, *, of_namespace: bool) -> YamlMap:
    labels, expressions = YamlMap(selector.line), YamlList(selector.line)
    for key, value in selector.pairs("matchLabels").items():
        around, name = _side(key)
        if around is of_namespace:
            labels.put(name, value, selector.line)
    for entry in selector.sections("matchExpressions"):
        around, name = _side(entry.text("key"))
        if around is of_namespace:
            expression = synthetic_map(entry.line, {"key": name})
            copy_key(expression, entry, "operator")
            copy_key(expression, entry, "values")
            expressions.put(expression, entry.line)
    translated_policies = YamlMap(selector.line)
    if labels:
        translated_policies.put("matchLabels", labels, selector.line)
    if expressions:
        translated_policies.put("matchExpressions", expressions, selector.line)
    return translated_policies


def _side(key: str) -> tuple[bool, str]:
    """Whether a key is about the namespace, and the label it means."""
    for source in _SOURCES:
        key = key.removeprefix(source)
    if key == _NAMESPACE:
        return True, _NAME_LABEL
    return key.startswith(_NAMESPACE_LABELS), key.removeprefix(_NAMESPACE_LABELS)


def _ports(rule: Section) -> YamlList:
    ports = YamlList(rule.line_of("toPorts"))
    for group in rule.sections("toPorts"):
        for entry in group.sections("ports"):
            port = YamlMap(entry.line)
            text = entry.number_or_text("port")
            number = parse_int(text)
            if text:
                port.put("port", text if number is None else number, entry.line)
            port.put("protocol", entry.text("protocol", "ANY"), entry.line)
            if "endPort" in entry:
                port.put("endPort", entry.data["endPort"], entry.line)
            ports.put(port, entry.line)
    return ports


def _block(cidr: str, line: int) -> YamlMap:
    return synthetic_map(line, {"ipBlock": synthetic_map(line, {"cidr": cidr})})
