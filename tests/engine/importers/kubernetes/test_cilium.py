"""Cilium's policies are evaluated against the flows, together with NetworkPolicies."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value
from tests.engine.importers.kubernetes.test_policy_evaluation import SHOP, policy, verdict

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: red}}\n"
API_POD = "k8s:shop/Pod/api"


def cilium(spec: str, *, clusterwide: bool = False) -> str:
    kind = "CiliumClusterwideNetworkPolicy" if clusterwide else "CiliumNetworkPolicy"
    place = "" if clusterwide else ", namespace: shop"
    return f"apiVersion: cilium.io/v2\nkind: {kind}\nmetadata: {{name: c{place}}}\n{spec}\n"


def to_api(rules: str, direction: str = "ingress") -> str:
    return cilium(f"spec: {{endpointSelector: {{matchLabels: {{app: api}}}}, {direction}: {rules}}}")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("[{fromEndpoints: [{matchLabels: {app: web}}]}]", "admitted"),
        ("[{fromEndpoints: [{matchLabels: {'k8s:app': web}}]}]", "admitted"),
        ("[{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': shop}}]}]", "admitted"),
        ("[{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': far}}]}]", "blocked"),
        ("[{fromEndpoints: [{matchLabels: {'io.cilium.k8s.namespace.labels.team': red}}]}]", "admitted"),
        ("[{fromEndpoints: [{matchExpressions: [{key: app, operator: In, values: [web]}]}]}]", "admitted"),
        ("[{fromEndpoints: [{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}]}]", "blocked"),
        ("[{fromEndpoints: [{matchLabels: {app: other}}]}]", "blocked"),
        ("[{fromEndpoints: [{}]}]", "admitted"),
        ("[{fromEndpoints: []}]", "blocked"),
        ("[{fromEntities: [cluster]}]", "admitted"),
        ("[{fromEntities: [all]}]", "admitted"),
        ("[{fromEntities: [host, kube-apiserver]}]", "blocked"),
        ("[{fromCIDR: [10.0.0.0/8]}]", "blocked"),
        ("[{toPorts: [{ports: [{port: '8080', protocol: TCP}]}]}]", "admitted"),
        ("[{toPorts: [{ports: [{port: '443', protocol: TCP}]}]}]", "blocked"),
        ("[{fromEndpoints: [{}], toPorts: [{ports: [{port: '8000', endPort: 9000}]}]}]", "admitted"),
        ("[{}]", "blocked"),  # an empty rule admits nobody, unlike that of a NetworkPolicy
        ("[]", "open"),  # and no rule is no policy
    ],
)
def test_who_may_call(rules: str, expected: str) -> None:
    assert verdict(read_manifests(NAMESPACE, *SHOP, to_api(rules))) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("[{toServices: [{k8sService: {serviceName: api, namespace: shop}}]}]", "admitted"),
        ("[{toServices: [{k8sService: {serviceName: other, namespace: shop}}]}]", "blocked"),
        ("[{toFQDNs: [{matchName: example.com}]}]", "blocked"),
    ],
)
def test_whom_it_may_call(rules: str, expected: str) -> None:
    spec = f"spec: {{endpointSelector: {{matchLabels: {{app: web}}}}, egress: {rules}}}"

    assert verdict(read_manifests(*SHOP, cilium(spec))) == expected


def test_policies_of_both_kinds_add_up() -> None:
    nobody = policy("{podSelector: {matchLabels: {app: api}}, ingress: []}")
    web = to_api("[{fromEndpoints: [{matchLabels: {app: web}}]}]")

    assert verdict(read_manifests(*SHOP, nobody)) == "blocked"
    assert verdict(read_manifests(*SHOP, nobody, web)) == "admitted"


def test_a_policy_for_the_cluster_holds_in_every_namespace() -> None:
    reading = read_manifests(
        NAMESPACE, *SHOP, cilium("spec: {endpointSelector: {}, ingress: [{}]}", clusterwide=True)
    )

    assert verdict(reading) == "blocked"
    assert value(reading, "namespace:shop", "default_deny_ingress") is True
    assert value(reading, API_POD, "ingress_policy") is True


def test_the_world_is_anyone() -> None:
    reading = read_manifests(*SHOP, to_api("[{fromEntities: [world]}]"))

    assert value(reading, API_POD, "ingress_from_anywhere") is True


def test_several_specs_of_one_policy_count() -> None:
    both = cilium(
        "specs:\n- {endpointSelector: {matchLabels: {app: api}}, ingress: [{fromEndpoints: [{}]}]}\n"
        "- {endpointSelector: {matchLabels: {app: web}}, egress: [{}]}"
    )

    assert verdict(read_manifests(*SHOP, both)) == "blocked"


ADMITS_ALL = "[{fromEndpoints: [{}]}]"


def both(app: str, admitted: str, denied: str) -> str:
    selector = f"endpointSelector: {{matchLabels: {{app: {app}}}}}"
    return cilium(f"spec: {{{selector}, ingress: {admitted}, ingressDeny: {denied}}}")


@pytest.mark.parametrize(
    ("denied", "expected"),
    [
        ("[{fromEndpoints: [{matchLabels: {app: web}}]}]", "blocked"),
        ("[{fromEndpoints: [{matchLabels: {app: other}}]}]", "admitted"),
        ("[{fromEntities: [cluster]}]", "blocked"),
        ("[{fromEntities: [world]}]", "admitted"),
        ("[{toPorts: [{ports: [{port: '8080'}]}]}]", "blocked"),
        ("[{toPorts: [{ports: [{port: '443'}]}]}]", "admitted"),
        ("[{}]", "admitted"),  # an empty rule forbids nobody
    ],
)
def test_what_forbids_wins_over_what_admits(denied: str, expected: str) -> None:
    assert verdict(read_manifests(NAMESPACE, *SHOP, both("api", ADMITS_ALL, denied))) == expected


@pytest.mark.parametrize(
    ("transports", "expected"), [(("TCP", "UDP"), "blocked"), (("TCP",), "admitted"), (("UDP",), "admitted")]
)
def test_what_goes_over_two_protocols_is_stopped_by_what_forbids_both(
    transports: tuple[str, ...], expected: str
) -> None:
    declared = "containerPort: 8080}, {containerPort: 8080, protocol: UDP"
    shop = [text.replace("containerPort: 8080", declared) for text in SHOP]
    ports = ", ".join(f"{{port: '8080', protocol: {one}}}" for one in transports)
    denied = f"[{{toPorts: [{{ports: [{ports}]}}]}}]"

    assert verdict(read_manifests(NAMESPACE, *shop, both("api", ADMITS_ALL, denied))) == expected


def test_the_verdict_names_the_policy_that_forbids() -> None:
    forbidding = to_api("[{fromEndpoints: [{matchLabels: {app: web}}]}]", direction="ingressDeny")
    admitting = to_api(ADMITS_ALL).replace("name: c", "name: open")

    reading = read_manifests(NAMESPACE, *SHOP, admitting, forbidding)

    assert verdict(reading) == "blocked"
    assert any("CiliumNetworkPolicy c denies this traffic" in text for text in messages(reading))


def test_a_caller_may_be_forbidden_to_call() -> None:
    spec = (
        "spec: {endpointSelector: {matchLabels: {app: web}}, enableDefaultDeny: {egress: false}, "
        "egressDeny: [{toEndpoints: [{matchLabels: {app: %s}}]}]}"
    )

    assert verdict(read_manifests(*SHOP, cilium(spec % "api"))) == "blocked"
    assert verdict(read_manifests(*SHOP, cilium(spec % "other"))) == "open"


def test_traffic_on_a_port_that_is_not_known_has_the_benefit() -> None:
    shop = [text.replace("ports: [{port: 80, targetPort: 8080}]", "clusterIP: None") for text in SHOP]
    shop[0] = shop[0].replace("name: URL, value: 'http://api'", "name: API_HOST, value: api")
    on_one_port = "[{fromEndpoints: [{}], toPorts: [{ports: [{port: '8080'}]}]}]"

    reading = read_manifests(*shop, both("api", ADMITS_ALL, on_one_port))

    (flow,) = reading.model.flows.values()
    assert "port" not in flow.facts
    assert flow.facts["policy"].value == "admitted"


def test_the_world_may_be_forbidden() -> None:
    reading = read_manifests(*SHOP, both("api", "[{fromEntities: [all]}]", "[{fromEntities: [world]}]"))

    assert value(reading, API_POD, "ingress_from_anywhere") is False
    assert value(reading, API_POD, "ingress_policy") is True


def test_whom_a_policy_forbids_is_not_admitted_without_need() -> None:
    api = "[{fromEndpoints: [{matchLabels: {app: api}}]}]"

    admitted = read_manifests(*SHOP, both("web", api, "[]"))
    forbidden = read_manifests(*SHOP, both("web", api, api))

    assert value(admitted, "k8s:shop/Pod/web", "admitted_without_flow") == ["api"]
    assert value(forbidden, "k8s:shop/Pod/web", "admitted_without_flow") == []


def test_a_network_policy_of_kubernetes_forbids_nothing() -> None:
    odd = policy("{podSelector: {matchLabels: {app: api}}, ingress: [{}], ingressDeny: [{from: []}, {}]}")

    assert verdict(read_manifests(*SHOP, odd)) == "admitted"


def test_a_policy_that_only_adds_does_not_restrict() -> None:
    spec = (
        "spec: {endpointSelector: {}, enableDefaultDeny: {ingress: false}, "
        "ingress: [{fromEndpoints: [{matchLabels: {app: other}}]}]}"
    )

    assert verdict(read_manifests(*SHOP, cilium(spec))) == "open"
