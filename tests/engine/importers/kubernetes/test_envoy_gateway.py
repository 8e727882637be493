"""Envoy Gateway: hosts by name behind routes, routes to models and tools, and policies on gateways."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests
from tests.engine.importers.kubernetes.test_gateway_api import WEB
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

GATEWAY = """apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: shop}
spec:
  gatewayClassName: eg
  listeners: [{name: http, protocol: HTTP, port: 8080}]
"""
DOOR = "k8s:shop/Gateway/door"
TOOLS = """apiVersion: aigateway.envoyproxy.io/v1alpha1
kind: MCPRoute
metadata: {name: tools, namespace: shop}
spec:
  parentRefs: [{name: door, kind: Gateway, group: gateway.networking.k8s.io}]
  path: /mcp
  backendRefs:
    - name: hub
      kind: Backend
      group: gateway.envoyproxy.io
      securityPolicy: {apiKey: {secretRef: {name: hub-key}}}
"""
HUB = """apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: hub, namespace: shop}
spec: {endpoints: [{fqdn: {hostname: tools.example.com, port: 443}}]}
"""
HUB_TLS = """apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: hub, namespace: shop}
spec:
  targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: hub}]
  validation: {wellKnownCACertificates: System, hostname: tools.example.com}
"""
LOGIN = """apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: login, namespace: shop}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: door}]
  jwt: {providers: [{name: id, issuer: 'https://id.example.com'}]}
"""
MODELS = """apiVersion: aigateway.envoyproxy.io/v1alpha1
kind: AIGatewayRoute
metadata: {name: models, namespace: shop}
spec:
  parentRefs: [{name: door, kind: Gateway, group: gateway.networking.k8s.io}]
  rules: [{backendRefs: [{name: provider}]}]
"""
PROVIDER = """apiVersion: aigateway.envoyproxy.io/v1alpha1
kind: AIServiceBackend
metadata: {name: provider, namespace: shop}
spec: {schema: {name: OpenAI}, backendRef: {name: hub, kind: Backend, group: gateway.envoyproxy.io}}
"""
PROVIDER_KEY = """apiVersion: aigateway.envoyproxy.io/v1alpha1
kind: BackendSecurityPolicy
metadata: {name: key, namespace: shop}
spec:
  targetRefs: [{group: aigateway.envoyproxy.io, kind: AIServiceBackend, name: provider}]
  type: APIKey
  apiKey: {secretRef: {name: provider-key}}
"""
LIMIT = """apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: limit, namespace: shop}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: door}]
  rateLimit:
    type: Global
    global: {rules: [{clientSelectors: [SELECTOR], limit: {requests: 10, unit: Hour}}]}
"""


def flows(*documents: str) -> list[tuple[str, str, object, object]]:
    model = read_manifests(*documents).model
    return sorted(
        (flow.source, flow.destination, flow.facts["port"].value, found.value if found else None)
        for flow in model.flows.values()
        for found in [flow.facts.get("encrypted")]
    )


def door(fact: str, *documents: str) -> object:
    found = read_manifests(GATEWAY, *documents).model.elements[DOOR].facts.get(fact)
    return found.value if found else None


def test_a_route_to_tools_leads_from_the_gateway_to_a_host_outside() -> None:
    found = flows(GATEWAY, TOOLS, HUB, HUB_TLS)

    assert found == [
        ("internet", DOOR, 8080, False),
        (DOOR, "external:tools.example.com", 443, True),
    ]
    assert messages(read_manifests(GATEWAY, TOOLS, HUB, HUB_TLS)) == []


@pytest.mark.parametrize(("port", "encrypted"), [(443, None), (80, False)])
def test_without_a_policy_a_gateway_is_not_known_to_encrypt(port: int, encrypted: object) -> None:
    found = flows(GATEWAY, TOOLS, HUB.replace("443", str(port)))

    assert (DOOR, "external:tools.example.com", port, encrypted) in found


def test_a_backend_inside_of_the_cluster_is_its_service() -> None:
    inside = HUB.replace("tools.example.com, port: 443", "web.shop.svc.cluster.local, port: 80")

    for route in ((TOOLS,), (MODELS, PROVIDER)):
        reading = read_manifests(WEB, GATEWAY, inside, *route)

        (flow,) = reading.model.flows.values()
        assert (flow.source, flow.destination) == ("internet", "k8s:shop/Pod/web")
        assert [one.uid for one in reading.model.related("selects", DOOR)] == ["k8s:shop/Service/web"]


def test_a_provider_of_models_is_behind_its_backend() -> None:
    found = flows(GATEWAY, MODELS, PROVIDER, HUB)

    assert (DOOR, "external:tools.example.com", 443, None) in found
    assert flows(GATEWAY, MODELS, HUB) == []


def test_keys_that_a_gateway_adds_are_named() -> None:
    assert door("added_credentials", TOOLS, HUB) == ["hub-key"]
    assert door("added_credentials", MODELS, PROVIDER, PROVIDER_KEY, HUB) == ["provider-key"]
    assert (
        door("added_credentials", MODELS, PROVIDER, PROVIDER_KEY.replace("name: provider}", "name: x}"))
        is None
    )
    assert door("added_credentials", HUB) is None


def test_callers_of_added_keys_need_a_login_where_a_policy_says_so() -> None:
    on_route = LOGIN.replace("kind: Gateway, name: door", "kind: HTTPRoute, name: tools")
    own = TOOLS + "  securityPolicy: {oauth: {issuer: 'https://id.example.com'}}\n"

    assert door("authentication", TOOLS, HUB) is False
    assert door("authentication", TOOLS, HUB, LOGIN) is True
    assert door("authentication", TOOLS, HUB, LOGIN.replace("namespace: shop", "namespace: other")) is False
    assert door("authentication", TOOLS, HUB, on_route) is None
    assert door("authentication", own, HUB) is None
    assert door("authentication") is None


@pytest.mark.parametrize(
    ("selector", "limited"),
    [
        ("{headers: [{name: x-user-id, type: Distinct}]}", None),
        ("{sourceCIDR: {value: 0.0.0.0/0, type: Distinct}}", True),
    ],
)
def test_a_limit_by_a_header_of_the_caller_is_none(selector: str, limited: object) -> None:
    assert door("rate_limited", LIMIT.replace("SELECTOR", selector)) is limited


def test_a_gateway_without_a_login_lends_its_keys() -> None:
    found = analyze(read_manifests(GATEWAY, TOOLS, HUB, HUB_TLS).model, load_library()).threats
    severities = {one.rule: one.severity for one in found if one.element == DOOR}

    assert severities["ingress-without-authentication"] == "high"
    assert not [one for one in found if one.rule == "flow-plaintext-from-outside"]
