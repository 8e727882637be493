"""Which requests from outside need a token of their caller, as policies of Istio demand it."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests

GATEWAY = """\
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{hosts: ["*"], port: {name: https, number: 443, protocol: HTTPS}, tls: {mode: SIMPLE}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: orders, namespace: shop}
spec:
  gateways: [edge]
  hosts: [shop.example]
  http: [{match: [{uri: {prefix: %s}}], route: [{destination: {host: orders, port: {number: 80}}}]}]
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {selector: {app: orders}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders, namespace: shop}
spec:
  selector: {matchLabels: {app: orders}}
  template: {metadata: {labels: {app: orders}}, spec: {containers: [{name: a, image: 'shop:1'}]}}
"""
FLOW = "flow:internet->k8s:shop/Deployment/orders:8080"
TOKEN = "{from: [{source: {requestPrincipals: ['*']}}]}"
LABELS = "{labels: {app: orders}}, spec: {"
NO_PROXY = (
    "{labels: {app: orders, sidecar.istio.io/inject: 'false'}}, spec: {",
    "{labels: {app: orders}, annotations: {sidecar.istio.io/inject: 'false'}}, spec: {",
    "{labels: {app: orders}}, spec: {hostNetwork: true, ",
)
HEALTH = "{to: [{operation: {paths: [/healthz]}}]}"
DENY = "{from: [{source: {notRequestPrincipals: ['*']}}]}"
OPEN_LOGIN = "{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: ['/login/*']}}]}"


def policy(
    rules: str, *, about: str = "{app: orders}", action: str = "ALLOW", namespace: str = "shop"
) -> str:
    selector = f"selector: {{matchLabels: {about}}}, " if about else ""
    return (
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n"
        f"metadata: {{name: {action.lower()}-{len(rules)}, namespace: {namespace}}}\n"
        f"spec: {{{selector}action: {action}, rules: [{rules}]}}\n"
    )


def authenticated(*policies: str, prefix: str = "/") -> bool | None:
    """Whether callers of the flow from outside are; None when nothing says so."""
    fact = read_manifests(GATEWAY % prefix, *policies).model.flows[FLOW].facts.get("authenticated")
    return None if fact is None else bool(fact.value)


@pytest.mark.parametrize(
    "rules", [TOKEN, f"{TOKEN}, {HEALTH}", "{when: [{key: 'request.auth.claims[iss]', values: [x]}]}"]
)
def test_a_policy_on_the_workload_demands_a_token(rules: str) -> None:
    assert authenticated(policy(rules)) is True


def test_so_does_one_of_its_namespace_and_one_of_the_whole_mesh() -> None:
    assert authenticated(policy(TOKEN, about="")) is True
    assert authenticated(policy(DENY, about="", action="DENY", namespace="istio-system")) is True


def test_one_on_the_pods_of_the_gateway_counts_for_its_routes() -> None:
    gateway = {"about": "{istio: ingressgateway}", "namespace": "istio-system"}

    assert authenticated(policy(TOKEN, **gateway)) is True
    assert authenticated(policy(TOKEN, about="{app: istio-ingressgateway}", namespace="istio-system")) is True
    assert authenticated(policy(DENY, action="DENY", **gateway)) is True
    assert authenticated(policy(TOKEN, about="{istio: egressgateway}", namespace="istio-system")) is None


def test_one_in_a_namespace_of_other_pods_is_not_about_the_gateway() -> None:
    assert authenticated(policy(TOKEN, about="{istio: ingressgateway}", namespace="shop")) is None


def test_a_route_without_a_match_is_one_of_any_path() -> None:
    without = GATEWAY.replace("match: [{uri: {prefix: %s}}], ", "")
    opened = policy(f"{TOKEN}, {HEALTH}")

    found = read_manifests(without, opened).model.flows[FLOW].facts.get("authenticated")
    assert (found is not None and found.value) is authenticated(opened)


@pytest.mark.parametrize(
    ("prefix", "expected"), [("/", True), ("/cart", True), ("/login", None), ("/login/oidc", None)]
)
def test_paths_that_a_policy_leaves_open_need_none(prefix: str, expected: bool | None) -> None:
    found = policy(OPEN_LOGIN, action="DENY", about="{istio: ingressgateway}", namespace="istio-system")

    assert authenticated(found, prefix=prefix) is expected


def test_a_template_opens_what_is_below_it() -> None:
    opened = policy(f"{TOKEN}, {{to: [{{operation: {{paths: ['/files/{{**}}']}}}}]}}")

    assert authenticated(opened, prefix="/files/public") is None
    assert authenticated(opened, prefix="/cart") is True


@pytest.mark.parametrize(
    ("match", "expected"), [("PathPrefix, value: /cart", True), ("RegularExpression, value: '/.*'", None)]
)
def test_a_route_by_a_regular_expression_may_lead_to_open_paths(match: str, expected: bool | None) -> None:
    backends = GATEWAY.split("---\n", 2)[2]
    gateway = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\n"
        "spec: {gatewayClassName: istio, listeners: [{name: https, port: 443, protocol: HTTPS}]}\n"
    )
    route = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
        "metadata: {name: orders, namespace: shop}\n"
        f"spec: {{parentRefs: [{{name: edge}}], rules: [{{matches: [{{path: {{type: {match}}}}}], "
        "backendRefs: [{name: orders, port: 80}]}]}\n"
    )

    flows = read_manifests(backends, gateway, route, policy(f"{TOKEN}, {HEALTH}")).model.flows
    fact = flows[FLOW].facts.get("authenticated")
    assert (None if fact is None else fact.value) is expected


def test_more_paths_than_are_looked_at_are_not_known() -> None:
    opened = ", ".join(f"/open{number}" for number in range(33))

    assert authenticated(policy(f"{TOKEN}, {{to: [{{operation: {{paths: [{opened}]}}}}]}}")) is None


def test_a_load_balancer_past_the_routes_may_lead_to_the_open_paths() -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: direct, namespace: shop}\n"
        "spec: {type: LoadBalancer, selector: {app: orders}, ports: [{port: 80, targetPort: 8080}]}\n"
    )

    assert authenticated(service, policy(TOKEN)) is True
    assert authenticated(service, policy(f"{TOKEN}, {HEALTH}")) is None


@pytest.mark.parametrize(
    "rules",
    [
        f"{TOKEN}, {{from: [{{source: {{principals: ['cluster.local/ns/istio-system/sa/edge']}}}}]}}",
        f"{TOKEN}, {{from: [{{source: {{namespaces: [istio-system]}}}}]}}",
        f"{TOKEN}, {{}}",
        f"{TOKEN}, {{when: [{{key: 'request.headers[x]', values: [x]}}]}}",
    ],
)
def test_a_rule_that_lets_others_in_demands_none(rules: str) -> None:
    assert authenticated(policy(rules)) is None


@pytest.mark.parametrize(
    "rules",
    [
        "{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {paths: [/admin]}}]}",
        "{from: [{source: {notRequestPrincipals: ['x/*']}}]}",
        "{from: [{source: {notRequestPrincipals: ['*'], ipBlocks: [203.0.113.0/24]}}]}",
        "{from: [{source: {notRequestPrincipals: ['*'], namespaces: [batch]}}]}",
        "{from: [{source: {notRequestPrincipals: ['*']}}], when: [{key: source.ip, values: [10.0.0.1]}]}",
    ],
)
def test_a_denial_of_some_requests_demands_none_of_the_others(rules: str) -> None:
    assert authenticated(policy(rules, action="DENY")) is None


def test_a_second_policy_may_let_callers_in_without_one() -> None:
    opened = policy("{from: [{source: {ipBlocks: [0.0.0.0/0]}}]}")

    assert authenticated(policy(TOKEN), opened) is None


def test_request_authentication_alone_demands_none_and_is_no_unknown_kind() -> None:
    text = (
        "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\n"
        "metadata: {name: a, namespace: shop}\n"
        "spec: {selector: {matchLabels: {app: orders}}, jwtRules: [{issuer: 'https://login.example'}]}\n"
    )

    assert authenticated(text) is None
    assert not [message for message in messages(read_manifests(GATEWAY % "/", text)) if "Request" in message]


def test_the_reason_names_the_policy() -> None:
    flow = read_manifests(GATEWAY % "/", policy(TOKEN)).model.flows[FLOW]

    assert flow.why == flow.facts["authenticated"].source.why
    assert flow.why.endswith(f"AuthorizationPolicy allow-{len(TOKEN)} demands a token of each caller.")


@pytest.mark.parametrize("template", NO_PROXY)
def test_pods_without_a_proxy_are_out_of_reach_of_policies(template: str) -> None:
    bare = (GATEWAY % "/").replace(LABELS, template)

    flow = read_manifests(bare, policy(TOKEN)).model.flows[FLOW]
    assert "authenticated" not in flow.facts


CHECK = """\
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: check, namespace: %s}
spec: {%s jwtRules: [%s]}
"""
ISSUER = "{issuer: 'https://login.example'}"


@pytest.mark.parametrize(
    ("namespace", "selector"),
    [
        ("shop", "selector: {matchLabels: {app: orders}},"),
        ("shop", ""),
        ("istio-system", "selector: {matchLabels: {istio: ingressgateway}},"),
    ],
)
def test_a_check_that_no_policy_makes_necessary_is_optional(namespace: str, selector: str) -> None:
    check = CHECK % (namespace, selector, ISSUER)

    flow = read_manifests(GATEWAY % "/", check).model.flows[FLOW]
    demanded = read_manifests(GATEWAY % "/", check, policy(TOKEN)).model.flows[FLOW]

    assert flow.facts["token_optional"].value is True
    assert flow.why.endswith("RequestAuthentication check checks the tokens of its callers.")
    assert "token_optional" not in demanded.facts


def test_a_policy_that_leaves_paths_open_makes_no_token_optional() -> None:
    check = CHECK % ("istio-system", "selector: {matchLabels: {istio: ingressgateway}},", ISSUER)
    demand = policy(OPEN_LOGIN, action="DENY", about="{istio: ingressgateway}", namespace="istio-system")

    flow = read_manifests(GATEWAY % "/login", check, demand).model.flows[FLOW]

    assert "token_optional" not in flow.facts


@pytest.mark.parametrize(
    ("rules", "action"),
    [
        ("{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {paths: ['/*']}}]}", "DENY"),
        (f"{TOKEN}, {{from: [{{source: {{namespaces: [monitoring]}}}}]}}", "ALLOW"),
        ("{to: [{operation: {paths: ['/*']}}]}", "CUSTOM"),
    ],
)
def test_nor_does_one_that_demands_it_of_some_or_asks_a_service(rules: str, action: str) -> None:
    gateway = {"about": "{istio: ingressgateway}", "namespace": "istio-system"}
    check = CHECK % ("shop", "", ISSUER)

    for found in (policy(rules, action=action), policy(rules, action=action, **gateway)):
        flow = read_manifests(GATEWAY % "/", check, found).model.flows[FLOW]
        assert "token_optional" not in flow.facts


def test_a_check_without_rules_checks_nothing() -> None:
    flow = read_manifests(GATEWAY % "/", CHECK % ("shop", "", "")).model.flows[FLOW]

    assert "token_optional" not in flow.facts
