"""NetworkPolicies against the flows of the model: who is blocked, and who is admitted without need."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.importers import Reading


def pod(name: str, namespace: str = "shop", env: str = "", extra: str = "") -> str:
    variables = f", env: [{{name: URL, value: '{env}'}}]" if env else ""
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}, "
        f"labels: {{app: {name}}}}}\n"
        f"spec: {{{extra}containers: [{{name: c, image: 'example.com/{name}:1'{variables}, "
        "ports: [{name: web, containerPort: 8080}]}]}\n"
    )


def service(name: str, namespace: str = "shop") -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f"spec: {{selector: {{app: {name}}}, ports: [{{port: 80, targetPort: 8080}}]}}\n"
    )


def policy(spec: str, namespace: str = "shop", name: str = "p") -> str:
    return (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        f"metadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"
    )


CALLER = pod("web", env="http://api")
SHOP = (CALLER, pod("api"), service("api"))
TO_API = "podSelector: {matchLabels: {app: api}}"
PUBLIC = "{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10]}"
FLOW = "flow:k8s:shop/Pod/web->k8s:shop/Pod/api:8080"


def verdict(reading: Reading, flow: str = FLOW) -> object:
    known = reading.model.flows[flow].facts.get("policy")
    return None if known is None else known.value


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (f"{{{TO_API}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: web}}}}}}]}}]}}", "admitted"),
        (f"{{{TO_API}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: other}}}}}}]}}]}}", "blocked"),
        (f"{{{TO_API}, ingress: []}}", "blocked"),
        (f"{{{TO_API}, ingress: [{{}}]}}", "admitted"),
        (f"{{{TO_API}, ingress: [{{ports: [{{port: 8080}}]}}]}}", "admitted"),
        (f"{{{TO_API}, ingress: [{{ports: [{{port: web}}]}}]}}", "admitted"),
        (f"{{{TO_API}, ingress: [{{ports: [{{port: 80}}]}}]}}", "blocked"),  # the pod listens on 8080
        (f"{{{TO_API}, ingress: [{{ports: [{{port: 8000, endPort: 9000}}]}}]}}", "admitted"),
        (f"{{{TO_API}, ingress: [{{from: [{{ipBlock: {{cidr: 10.0.0.0/8}}}}]}}]}}", None),
        (f"{{{TO_API}, ingress: [{{from: [{{ipBlock: {{cidr: 0.0.0.0/0}}}}]}}]}}", None),
        (
            f"{{{TO_API}, ingress: [{{from: [{{ipBlock: {{cidr: 10.0.0.0/8}}}}], ports: [{{port: 1}}]}}]}}",
            "blocked",
        ),
        (f"{{{TO_API}, ingress: [{{from: [{{ipBlock: {{cidr: 203.0.113.0/24}}}}]}}]}}", "blocked"),
        (f"{{{TO_API}, ingress: [{{from: [{{ipBlock: {PUBLIC}}}]}}]}}", "blocked"),
        (f"{{{TO_API}, ingress: [{{from: [{{namespaceSelector: {{}}}}]}}]}}", "admitted"),
        ("{podSelector: {matchLabels: {app: nobody}}, ingress: []}", "open"),
        ("{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}", "blocked"),
        (f"{{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{{TO_API}}}]}}]}}", "admitted"),
        (f"{{{TO_API}, policyTypes: [Egress]}}", "open"),
    ],
)
def test_a_flow_is_open_admitted_or_blocked(spec: str, expected: str) -> None:
    reading = read_manifests(*SHOP, policy(spec))

    assert verdict(reading) == expected


def test_policies_add_up() -> None:
    narrow = policy(f"{{{TO_API}, ingress: []}}")
    wide = policy(f"{{{TO_API}, ingress: [{{}}]}}", name="q")

    assert verdict(read_manifests(*SHOP, narrow, wide)) == "admitted"


def test_another_namespace_is_named_by_its_labels_or_its_name() -> None:
    flow = "flow:k8s:front/Pod/web->k8s:shop/Pod/api:8080"
    parts = (pod("web", "front", env="http://api.shop"), pod("api"), service("api"))
    by_name = "{matchLabels: {kubernetes.io/metadata.name: front}}"
    peers = f"[{{namespaceSelector: {by_name}, podSelector: {{matchLabels: {{app: web}}}}}}]"

    named = read_manifests(*parts, policy(f"{{{TO_API}, ingress: [{{from: {peers}}}]}}"))
    own = read_manifests(*parts, policy(f"{{{TO_API}, ingress: [{{from: [{{podSelector: {{}}}}]}}]}}"))

    assert verdict(named, flow) == "admitted"
    assert verdict(own, flow) == "blocked"


def test_a_blocked_flow_is_reported_with_the_line_of_the_policy() -> None:
    reading = read_manifests(*SHOP, policy(f"{{{TO_API}, ingress: []}}"))

    (problem,) = reading.problems
    assert problem.severity == "info"
    assert problem.message.startswith("web → api: NetworkPolicy p does not admit this traffic.")
    assert problem.line == reading.model.flows[FLOW].facts["policy"].source.line > 0


def test_pods_on_the_network_of_their_node_are_under_no_policy() -> None:
    parts = (CALLER, pod("api", extra="hostNetwork: true, "), service("api"))

    reading = read_manifests(*parts, policy(f"{{{TO_API}, ingress: []}}"))

    assert verdict(reading) == "open"


def test_no_selector_means_a_caller_on_the_network_of_its_node() -> None:
    caller = pod("web", env="http://api", extra="hostNetwork: true, ")

    reading = read_manifests(caller, pod("api"), service("api"), policy(f"{{{TO_API}, ingress: []}}"))

    assert verdict(reading) is None
    assert not reading.problems


def test_callers_that_are_admitted_and_never_call_are_named() -> None:
    peers = "[{podSelector: {matchExpressions: [{key: app, operator: In, values: [web, old, api]}]}}]"

    reading = read_manifests(*SHOP, pod("old"), policy(f"{{{TO_API}, ingress: [{{from: {peers}}}]}}"))

    facts = reading.model.elements["k8s:shop/Pod/api"].facts
    assert facts["admitted_without_flow"].value == ["old"]
    assert "admitted_without_flow" not in reading.model.elements["k8s:shop/Pod/web"].facts


def test_policies_that_name_too_many_peers_are_bounded() -> None:
    many = [pod(f"p{n}") for n in range(600)]
    everyone = [
        policy("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", name=f"q{n}") for n in range(600)
    ]

    reading = read_manifests(*many, *everyone)

    assert any("too many peers" in problem.message for problem in reading.problems)


@pytest.mark.parametrize(
    ("declared", "admitted", "expected"),
    [
        ("UDP", "{port: 8080, protocol: UDP}", "admitted"),
        ("UDP", "{port: 8080}", "blocked"),
        ("UDP", "{protocol: UDP}", "admitted"),
        ("TCP", "{port: 8000, endPort: 9000, protocol: SCTP}", "blocked"),
        ("SCTP", "{port: web, protocol: SCTP}", "admitted"),
    ],
)
def test_a_flow_passes_over_the_protocol_that_is_admitted(
    declared: str, admitted: str, expected: str
) -> None:
    api = pod("api").replace("containerPort: 8080", f"containerPort: 8080, protocol: {declared}")
    spec = f"{{{TO_API}, ingress: [{{ports: [{admitted}]}}]}}"

    assert verdict(read_manifests(CALLER, api, service("api"), policy(spec))) == expected
